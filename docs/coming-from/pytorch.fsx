(**
---
title: From PyTorch
category: Coming from
categoryindex: 4
index: 2
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# From PyTorch

Both descend from Chainer: a graph that is made while the program runs, modules that hold parameters, an optimizer that knows them. The
words differ, and so do a few defaults. The second table is the one to read twice.

## Words

| PyTorch | C# | F# |
| --- | --- | --- |
| `torch.tensor(data)` | a `float[,]`, by itself | `Tensor.float32` |
| `requires_grad=True` | `new Variable(data)` | |
| `x.shape`, `x.numel()`, `x.item()` | `x.Shape`, `x.Size`, `x.Item()` | `x.Shape`, `x.Size`, `x.ToScalar()` |
| `x.detach()` | `x.Data` | `Tensor.detach` |
| `x.to(torch.float64)` | `F.Cast(x, DType.Float64)` | `Tensor.cast Float64` |
| `x.view(-1, 4)` | `x.Reshape(-1, 4)` | `Tensor.reshape` |
| `x.permute(0, 2, 1)` | `x.Transpose(0, 2, 1)` | `Tensor.permute` |
| `x[:, 0]` | `x.Get(.., 0)` | `Indexing.getItem` |
| `x.sum(dim=1, keepdim=True)` | `F.Sum(x, axis: 1, keepdims: true)` | `Tensor.sumOver` |
| `torch.cat`, `torch.stack` | `F.Concat`, `F.Stack` | `Tensor.concat`, `Manipulation.stack` |
| `a @ b`, `torch.einsum` | `F.MatMul(a, b)`, `F.Einsum` | `Tensor.matmul`, `LinearAlgebra.einsum` |
| `torch.where`, one element a row | `F.Where`, `F.SelectItem` | `Tensor.where`, `Indexing.selectItem` |
| `nn.Module`, `nn.ModuleList` | `Chain`, `ChainList` | a record, a list |
| `nn.Sequential` | `new Sequential(…)` | `>>` |
| `nn.Parameter`, `register_buffer` | `Parameter`, a link's `AddPersistent` | a tensor in the record; a value given and given back |
| `nn.Linear(4, 8)`, `nn.LazyLinear(8)` | `new L.Linear(4, 8)`, `new L.Linear(null, 8)` | `Linear.init`, `Linear.forward` |
| `nn.Conv2d(3, 16, 3, padding=1)` | `new L.Convolution2D(3, 16, 3, pad: 1)` | `ConvolutionND.init` |
| `nn.ConvTranspose2d` | `L.Deconvolution2D` | `Convolution.deconvolution` |
| `nn.BatchNorm2d(16)` | `new L.BatchNormalization(16)` | `BatchNormalization.init` |
| `nn.LayerNorm`, `nn.GroupNorm` | `L.LayerNormalization`, `L.GroupNormalization` | `LayerNormalization.init`, `GroupNormalization.init` |
| `nn.Embedding` | `L.EmbedID` | `Connection.embedId` |
| `nn.LSTM`, over sequences | `L.NStepLSTM` | `NStepLstm.forward` |
| `nn.LSTMCell` | `L.StatelessLSTM`, or `L.LSTM`, which keeps its state | `Lstm.forward` |
| `nn.GRU` | `L.NStepGRU` | `NStepGru.forward` |
| `nn.Dropout(0.5)` | `F.Dropout(x, 0.5)` | `Noise.dropout 0.5 key` |
| `F.silu(x)` | `F.Swish(x, beta)` with β = 1 | `Activation.swish` |
| `F.mse_loss`, `F.l1_loss` | `F.MeanSquaredError`, `F.MeanAbsoluteError` | `Loss.meanSquaredError`, `Loss.meanAbsoluteError` |
| `F.cross_entropy` | `F.SoftmaxCrossEntropy` | `Classification.softmaxCrossEntropy` |
| `F.binary_cross_entropy_with_logits` | `F.SigmoidCrossEntropy`, labels 0 and 1 | `Classification.sigmoidCrossEntropy` |
| `F.ctc_loss` | `F.ConnectionistTemporalClassification` | `Sequence.connectionistTemporalClassification` |
| `optim.Adam(model.parameters())` | `new Adam().Setup(model)` | `Adam.create Adam.defaults` |
| `optim.SGD(params, 0.1, momentum=0.9)` | `new MomentumSGD(0.1, 0.9)` | `MomentumSgd.create 0.1 0.9` |
| `zero_grad`, `backward`, `step` | `optimizer.Update(loss, x, t)` | `Training.step` |
| the loop | `for` | `Training.fold` |
| `weight_decay=1e-4` | `optimizer.AddHook(new WeightDecay(1e-4))` | `Hooks.weightDecay 1e-4` |
| `clip_grad_norm_(params, 1)` | `new GradientClipping(1)` | `Hooks.gradientClipping 1.0` |
| `CosineAnnealingLR` | `optimizer.Schedule`, `Schedules.Cosine` | `Optimizer.scheduled`, `Schedules.cosine` |
| `p.requires_grad_(False)` | `link.DisableUpdate()` | leave it out of the record |
| `model.eval()` | `Config.TestMode()` | an argument |
| `torch.no_grad()` | `Config.NoBackpropMode()` | |
| `detect_anomaly()` | `Config.Debug` | |
| `torch.save(model.state_dict(), f)` | `Serializers.SaveNpz(f, model)` | [a few lines](../concepts/files.html) |
| `autograd.Function` | `FunctionNode`, or `Function` | `Custom.define` |
| `autograd.gradcheck` | `GradientCheck.CheckBackward` | `GradientCheck.verify` |
| `torch.func.grad`, `vjp`, `jvp` | `Chainer.Grad` | `Gradient.grad`, `Gradient.pullback`, `Gradient.jvp` |
| `torch.compile` | `new CompiledStep(model, optimizer, loss)` | `Plan.compile`, `Training.foldCompiled` |
| `checkpoint` | `F.Forget` | `Custom.forget` |
| `torch.manual_seed(0)` | `Rng.Seed(0)` | `Key.ofSeed 0` |
| `torch.set_num_threads` | the variable `DEEPEXP_THREADS` | |

## Defaults that differ

| | PyTorch | here |
| --- | --- | --- |
| slope of leaky ReLU | 0.01 | 0.2 |
| $W$ of linear and convolution | uniform in $\pm 1/\sqrt{n}$ | $N(0, 1/n)$ (LeCun), $n$ inputs |
| $b$ of linear and convolution | uniform in $\pm 1/\sqrt{n}$ | 0 |
| ε of Adam | added to $\sqrt{\hat v}$, corrected | added to $\sqrt{v}$, not corrected |
| decay of AdamW | 0.01, times the learning rate | 0, not times the learning rate |
| momentum | $v \leftarrow \mu v + g$, $p \leftarrow p - \eta v$ | $v \leftarrow \mu v - \eta g$, $p \leftarrow p + v$ |
| AdaGrad | rate 0.01, ε = 1e-10 | rate 0.001, ε = 1e-8 |
| AdaDelta | ρ = 0.9 | ρ = 0.95 |
| ε of batch normalization | 1e-5 | 2e-5 |
| its averages | `momentum` 0.1 is the weight of the new | `decay` 0.9 is the weight of the old |
| layer normalization | of the last axes | of the rows of N×D |
| ε of layer normalization | 1e-5 | 1e-6 in the link, 1e-5 in the function |
| label that is ignored | −100 | −1 |
| CTC loss takes | log-probabilities | logits |
| hard sigmoid, between 0 and 1 | $x/6 + 0.5$ | $0.2\,x + 0.5$ |
| resizing and sampling images, bilinear | `align_corners=False` | corners aligned; the sampler always, `ResizeImages` unless `alignCorners: false` |
| class weights in the mean | divided by the sum of weights | divided by the number of labels |
| axis of concatenation | 0 | 1 |
| axis of softmax | to be given | 1 |
| max pooling of what does not fit | left out | covered; `coverAll: false` leaves it out |
| Huber loss | the mean, δ = 1 | a sum for each row, δ to be given |
| triplet loss | distances, margin 1 | squared distances, margin 0.2 |
| normalization to length 1 | $x / \max(\lVert x \rVert, \varepsilon)$ | $x / (\lVert x \rVert + \varepsilon)$ |
| α of local response normalization | divided by $n$ | not divided |
| LSTM cells | gates i, f, g, o in blocks | a, i, f, o of each unit side by side |
| bias of the forget gate | uniform | 1; in `L.NStepLSTM` 0 |
| GRU | reset after the product | so in `L.NStepGRU`; `L.GRU` resets before it |

The ratio of dropout is the probability to drop in both, and both pool averages over the padding too.

Momentum is the same while the rate is constant. Where a schedule changes it, `CorrectedMomentumSGD` is PyTorch's: its $v$ is free of the rate.

What PyTorch begins a layer with can be had. In F# a layer is a record, so its weights may come from anywhere; in C# links take
`initialW` and `initialBias`.
*)
open DeepExp
open DeepExp.Functional

let asInTorch inputs outputs key =
    let keys = Key.split 2 key
    let uniform = Initializers.uniform (1.0 / sqrt (float inputs)) Float32

    {
        W = uniform [| outputs; inputs |] keys[0]
        b = Some(uniform [| outputs |] keys[1])
    }

printfn $"{(asInTorch 4 2 (Key.ofSeed 0)).W}"
(*** include-output ***)
(**
## What is a line

Some of what is missing is a composition, and has its derivatives by that.
*)
let gelu x = x * Special.ndtr x

let attention (q: Tensor) (k: Tensor) (v: Tensor) =
    let scale = 1.0 / sqrt (float k.Shape[k.Rank - 1])
    let scores = Tensor.matmulWith false true q k * scale
    Tensor.matmul (Activation.softmax -1 scores) v

let x = Tensor.float64 [| 3 |] [| -1.0; 0.0; 1.0 |]
printfn $"{gelu x}"
printfn $"{Gradient.grad (gelu >> Tensor.sum) x}"

let q, k, v =
    let keys = Key.split 3 (Key.ofSeed 0)
    let draw i = Key.normal Float64 [| 2; 5; 8 |] keys[i]
    draw 0, draw 1, draw 2

let total (q, k, v) = Tensor.sum (Tensor.power 2.0 (attention q k v))
printfn $"{Shape.format (attention q k v).Shape}"

GradientCheck.verify "attention" GradientCheck.defaults (Key.ofSeed 1) total (q, k, v)
(*** include-output ***)
(**
The last line holds the gradient to differences, and would say so if it were wrong.

## What differs in kind

**Tensors do not change.** There is no `add_`, no `x[0] = 1`, and no view: what looks like a change is a new tensor. So nothing
that a gradient needs can be overwritten.

**Types do not mix.** float32 and float64 in one operation are an error.

**Modes belong to the thread, not to the model.** `TestMode` is a scope, and there is no flag in a module that is left on.

**Parameters are not in the optimizer's constructor.** `Setup(model)` takes all that there are, those that wait for their size included.

**Losses refuse to broadcast.** 5×1 against 5 is an error, not a warning.

## What there is not

- Graphics processors, float16 and bfloat16, several machines.
- `DataLoader`; .NET has enumerables.
- Transformer layers, other than as compositions.
- Sparse and complex tensors; Fourier transforms take a pair of real ones.
- ONNX. A trained network is written out [as C or C#](../concepts/files.html).
- Trained models.
*)

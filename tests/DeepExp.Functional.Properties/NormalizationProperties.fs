/// What normalization remembers of its batches, how well it whitens, and sequences that are computed side by side.
module DeepExp.Functional.Properties.NormalizationProperties

open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims

let private normal seed shape =
    Key.normal Float64 shape (Key.ofSeed seed)

[<Fact>]
let ``running averages take batches in with the decay, in training only, and no gradient flows into them`` () =
    let layer, state =
        BatchNormalization.init Float64 [| 3 |], BatchNormalization.initState Float64 [| 3 |]

    let x = normal 1 [| 5; 3 |]

    let _, batch =
        Normalization.batchNormalization 2e-5 None layer.gamma.Value layer.beta.Value x

    let _, next = BatchNormalization.forward true 2e-5 0.9 None layer state x
    nearTensor 1e-15 1.0 (0.9 * state.Running.Mean + 0.1 * batch.Mean) next.Running.Mean
    nearTensor 1e-15 1.0 (0.9 * state.Running.Var + 0.1 * batch.Var) next.Running.Var
    let y, same = BatchNormalization.forward false 2e-5 0.9 None layer next x
    sameTreeBits next.Running same.Running

    sameBits (Normalization.fixedBatchNormalization 2e-5 None next.Running layer.gamma.Value layer.beta.Value x) y

    let gradient =
        Gradient.grad
            (fun x ->
                let _, next = BatchNormalization.forward true 2e-5 0.9 None layer state x
                Tensor.sum next.Running.Var)
            x

    sameBits (Tensor.zerosLike x) gradient

[<Fact>]
let ``fine-tuning averages all batches alike`` () =
    let layer, state =
        BatchNormalization.init Float64 [| 3 |], BatchNormalization.initState Float64 [| 3 |]

    let xs = List.init 4 (fun i -> normal i [| 5; 3 |])

    let last =
        xs
        |> List.fold (fun state x -> BatchNormalization.finetune 2e-5 None layer state x |> snd) state

    let mean =
        xs
        |> List.map (Tensor.meanOver [| 0 |] false)
        |> List.reduce (+)
        |> (fun sum -> sum / 4.0)

    Assert.Equal(4, last.N)
    nearTensor 1e-14 1.0 mean last.Running.Mean

[<Theory; InlineData(1.0); InlineData(100.0); InlineData(0.01)>]
let ``what batch renormalization corrects stays within bounds, and is constant to the gradient`` runningVar =
    let x, gamma, beta = normal 1 [| 6; 2 |], normal 2 [| 2 |], normal 3 [| 2 |]
    let mean = Tensor.meanOver [| 0 |] false x
    let var = Tensor.meanOver [| 0 |] false (Tensor.power 2.0 (x - mean))

    let running =
        {
            Mean = mean - 0.1
            Var = Tensor.full Float64 [| 2 |] runningVar
        }

    let std (var: Tensor) = Tensor.sqrt (var + 1e-5)
    let r = std var / std running.Var |> Tensor.clip (1.0 / 1.5) 1.5
    let d = Tensor.clip -0.2 0.2 (0.1 / std running.Var)

    let expected x =
        let y, _ =
            Normalization.batchNormalization 1e-5 None (Tensor.onesLike gamma) (Tensor.zerosLike beta) x

        gamma * (r * y + d) + beta

    let actual x =
        Normalization.batchRenormalization 1e-5 1.5 0.2 running gamma beta x |> fst

    let slope f =
        Gradient.grad (fun x -> Tensor.dot (normal 4 [| 6; 2 |]) (f x)) x

    nearTensor 1e-13 10.0 (expected x) (actual x)
    nearTensor 1e-13 10.0 (slope expected) (slope actual)

[<Theory>]
[<InlineData(1.0, 1e-12)>]
[<InlineData(1e3, 1e-11)>]
[<InlineData(1e6, 1e-8)>]
let ``what is whitened has no correlations, even where x nearly has but one`` condition tolerance =
    let C, N = 5, 50

    let deviations =
        Array.init C (fun i -> condition ** (-0.5 * float i / float (C - 1)))
        |> Tensor.float64 [| C |]

    let x = Tensor.matmul (normal 1 [| N; C |] * deviations) (normal 2 [| C; C |])
    let y, _, projection = Whitening.decorrelatedBatchNormalization 0.0 1 x

    let identity =
        Tensor.ofMatrix (MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseIdentity C)

    nearTensor tolerance 1.0 identity (Tensor.matmulWith true false y y / float N)
    let P = Tensor.reshape [| C; C |] projection
    nearTensor tolerance (largest P) P (Tensor.transpose P)

[<Fact>]
let ``channels without variance are whitened to 0, and so is what comes back`` () =
    let f x =
        let y, _, _ = Whitening.decorrelatedBatchNormalization 2e-5 2 x
        y

    let x = Tensor.ones Float64 [| 3; 4 |]
    Assert.Equal(0.0, largest (f x))
    Assert.Equal(0.0, largest (Gradient.grad (fun x -> Tensor.sum (f x * f x)) x))

[<Fact>]
let ``normalize sends back gy / eps at 0`` () =
    let gradient =
        Gradient.grad (fun x -> Tensor.sum (Normalization.normalize 0.5 [| 1 |] x)) (Tensor.zeros Float64 [| 1; 3 |])

    Assert.Equal<float>([| 2.0; 2.0; 2.0 |], gradient.ToArray<float>())

[<Theory; InlineData(false); InlineData(true)>]
let ``sequences side by side are what each is alone, in any order`` bothWays =
    let layer = NStepLstm.init Float64 2 bothWays 3 4 (Key.ofSeed 1)
    let xs = [ 2; 5; 1; 5; 3 ] |> List.mapi (fun i n -> normal i [| n; 3 |])

    let hx, cx =
        normal 10 [| layer.Units.Length; 5; 4 |], normal 11 [| layer.Units.Length; 5; 4 |]

    let hy, cy, ys = NStepLstm.forward None layer (Some hx) (Some cx) xs

    for i, x in List.indexed xs do
        let own = Tensor.range 1 i (i + 1)
        let hy', cy', ys' = NStepLstm.forward None layer (Some(own hx)) (Some(own cx)) [ x ]
        nearTensor 1e-13 1.0 hy' (own hy)
        nearTensor 1e-13 1.0 cy' (own cy)
        nearTensor 1e-13 1.0 ys'.Head ys[i]

[<Fact>]
let ``what is dropped is dropped with its probability, and the rest is scaled`` () =
    let y = Noise.dropout 0.3 (Key.ofSeed 1) (Tensor.ones Float64 [| 10000 |])
    let elements = y.ToArray<float>()
    Assert.All(elements, fun e -> Assert.True(e = 0.0 || e = 1.0 / 0.7))
    // Five standard deviations of the mean.
    near 0.033 1.0 1.0 (Array.average elements)
    let kept = Noise.zoneout 0.3 (Key.ofSeed 2) y (Tensor.full Float64 [| 10000 |] 5.0)
    near 0.023 1.0 0.7 (kept.ToArray<float>() |> Array.averageBy (fun e -> if e = 5.0 then 1.0 else 0.0))

[<Fact>]
let ``forget gates begin open, and without a child a node has its own memory`` () =
    let layer = Lstm.init Float32 3 2 (Key.ofSeed 1)
    Assert.Equal<float>([| 0.0; 0.0; 1.0; 0.0; 0.0; 0.0; 1.0; 0.0 |], layer.upward.b.Value.ToArray<float>())
    let x = Key.normal Float32 [| 4; 3 |] (Key.ofSeed 2)
    let c, h = Lstm.forward layer None None x
    Assert.Equal<int>([| 4; 2 |], c.Shape)
    let zeros = Some(Tensor.zerosLike c)
    let c', h' = Lstm.forward layer zeros zeros x
    sameBits c' c
    sameBits h' h
    let leaf = ChildSumTreeLstm.init Float32 3 2 (Key.ofSeed 1)
    let c, _ = ChildSumTreeLstm.forward leaf [] x
    Assert.Equal<int>([| 4; 2 |], c.Shape)

using DeepExp.Functional;
using FsCheck.Xunit;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Compiled;

/// <summary>A compiled step is the step: whatever is done in between, both give the same bits.</summary>
public class TwinTests
{
    /// <summary>A net with running averages, dropout, a parameter that is used twice, and one that is never used.</summary>
    private sealed class Net : Chain
    {
        private readonly L.Linear l1,
            l2;
        private readonly L.BatchNormalization bn;

        internal Net(DType dtype)
        {
            using (Config.UsingConfig(dtype: dtype))
            {
                l1 = AddLink("l1", new L.Linear(null, 6));
                bn = AddLink("bn", new L.BatchNormalization(6, dtype: dtype));
                l2 = AddLink("l2", new L.Linear(6, 6));
                AddLink("unused", new L.Linear(2, 2));
            }
        }

        internal Parameter W => l1.W;

        internal Tensor AvgMean => bn.AvgMean;

        internal Variable Predict(Variable x)
        {
            var h = F.Relu(l2.Forward(F.LeakyRelu(bn.Forward(l1.Forward(x)))));
            return l2.Forward(F.Dropout(h, 0.3));
        }

        internal Variable Loss(Variable x, Variable t) => F.SoftmaxCrossEntropy(Predict(x), t);
    }

    /// <summary>p ← p - lr · (g + s) with s ← (s + g) / 2.</summary>
    private sealed class Own() : GradientMethod(("Lr", 0.05))
    {
        protected override void InitState(Tensor p, IDictionary<string, Tensor> state) =>
            state["s"] = TensorModule.zerosLike(p);

        protected override Tensor UpdateCore(
            UpdateRule rule,
            Tensor p,
            Tensor g,
            IDictionary<string, Tensor> state
        )
        {
            var s = state["s"];
            state["s"] = 0.5 * (s + g);
            return p - rule.Hyperparam["lr"] * (g + s);
        }
    }

    private static readonly Func<Optimizer>[] optimizers =
    [
        () => new SGD(0.1),
        () => new MomentumSGD(0.1) { Schedule = Schedules.Cosine(0.1, 0, 20) },
        () => new NesterovAG(),
        () => new CorrectedMomentumSGD(),
        () => new AdaGrad(),
        () => new AdaDelta(),
        () => new RMSprop(),
        () => new RMSpropGraves(),
        () => new SMORMS3(),
        () => new MSVAG(),
        () => new Adam(),
        () => new AMSGrad(),
        () => new AdaBound { Schedule = Schedules.WarmUp(0, 4, Schedules.Exponential(0.01, 0.9)) },
        () => new AdamW(weightDecayRate: 0.1),
        () => new Own(),
    ];

    private static readonly Func<Hook>[] hooks =
    [
        () => new WeightDecay(0.1),
        () => new Lasso(0.1),
        () => new GradientClipping(0.5),
        () => new GradientHardClipping(-0.01, 0.02),
        () => new GradientLARS(weightDecay: 0.1),
    ];

    [Property(MaxTest = 100)]
    public void The_same_bits_whatever_is_done_in_between(int seed) =>
        Assert.Equal(Story(seed, compiled: false), Story(seed, compiled: true));

    /// <summary>Some 30 actions with a model, and what each of them shows.</summary>
    private static List<string> Story(int seed, bool compiled)
    {
        var random = new Random(seed);
        var dtype = random.Next(2) == 0 ? DType.Float32 : DType.Float64;
        Rng.Seed(seed);
        var net = new Net(dtype);
        var optimizer = optimizers[random.Next(optimizers.Length)]().Setup(net);
        if (random.Next(3) == 0)
            optimizer.AddHook(hooks[random.Next(hooks.Length)]());
        if (random.Next(4) == 0)
            optimizer.SetLossScale(8);
        var step = new CompiledStep(net, optimizer, net.Loss);
        var batches = 0;
        var told = new List<string>();

        (Variable X, Variable T) Batch()
        {
            var n = random.Next(3) == 0 ? 5 : 4;
            var labels = Enumerable.Range(0, n).Select(i => (i + batches) % 6).ToArray();
            return (Random(seed + batches++, dtype, n, 3), TensorModule.int32([n], labels));
        }

        void Eager(Variable x, Variable t)
        {
            Variable? loss = null;
            optimizer.Update(() => loss = net.Loss(x, t));
            told.Add($"{loss!.Item()}");
        }

        void Step()
        {
            var (x, t) = Batch();
            if (compiled)
                told.Add($"{step.Update(x, t)}");
            else
                Eager(x, t);
        }

        for (var i = 0; i < 6; i++)
            Step();
        for (var i = 0; i < 30; i++)
            switch (random.Next(24))
            {
                case 0:
                    told.Add(Bits(net.W.Data));
                    break;
                case 1:
                    net.W.Data = 0.5 * net.W.Data;
                    break;
                case 2:
                    net.W.UpdateEnabled = !net.W.UpdateEnabled;
                    break;
                case 3:
                    told.Add(Bits(net.AvgMean));
                    break;
                case 4:
                    using (Config.TestMode())
                        told.Add(Bits(net.Predict(Batch().X).Data));
                    break;
                case 5:
                    var (x, t) = Batch();
                    Eager(x, t);
                    break;
                case 6:
                    told.Add($"{optimizer.T} {net.W.UpdateRule!.T}");
                    break;
                case 7:
                    foreach (var (name, tensor) in net.W.UpdateRule!.State)
                        told.Add($"{name} {Bits(tensor)}");
                    break;
                case 8 when optimizer is MomentumSGD or Adam or Own:
                    var lr = optimizer is Adam ? "alpha" : "lr";
                    optimizer.Hyperparam[lr] *= 0.5;
                    net.W.UpdateRule!.Hyperparam[lr] = 0.02;
                    break;
                case 9:
                    optimizer.AddHook(hooks[0](), $"decay {i}");
                    break;
                case 10:
                    var copy = (Net)net.Copy(CopyMode.Copy);
                    told.Add(Bits(copy));
                    net.CopyParams(copy);
                    break;
                case 11 when optimizer is Adam adam:
                    if (random.Next(2) == 0)
                        adam.Amsgrad = !adam.Amsgrad;
                    else
                        net.W.UpdateRule!.Hyperparam["adabound"] = random.Next(2);
                    break;
                default:
                    Step();
                    break;
            }
        told.Add(Bits(net));
        told.Add($"{Rng.Uniform(1)[0]}");
        return told;
    }

    [Theory]
    [InlineData("amsgrad", false)]
    [InlineData("amsgrad", true)]
    [InlineData("adabound", false)]
    [InlineData("adabound", true)]
    public void The_kind_of_Adam_may_be_switched(string kind, bool ofOneParameter)
    {
        List<string> Run(bool compiled)
        {
            Rng.Seed(3);
            var net = new Net(DType.Float32);
            var adam = new Adam().Setup(net);
            var step = new CompiledStep(net, adam, net.Loss);
            var told = new List<string>();
            for (var i = 0; i < 18; i++)
            {
                if (i is 6 or 12)
                    (ofOneParameter ? net.W.UpdateRule!.Hyperparam : adam.Hyperparam)[kind] =
                        i == 6 ? 1 : 0;
                Variable x = Random(i, DType.Float32, 4, 3);
                Variable t = TensorModule.int32([4], [0, 1, 2, 3]);
                if (compiled)
                    step.Update(x, t);
                else
                    adam.Update(net.Loss, x, t);
                if (i % 3 == 2)
                    told.Add(Bits(net) + string.Join(",", net.W.UpdateRule!.State.Keys));
            }
            return told;
        }

        Assert.Equal(Run(compiled: false), Run(compiled: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hook_and_a_loss_may_read_the_rate(bool isScheduled)
    {
        string Run(bool compiled)
        {
            Rng.Seed(3);
            var net = new Net(DType.Float32);
            var sgd = new SGD(0.1).Setup(net);
            if (isScheduled)
                sgd.Schedule = Schedules.Step(0.1, 0.5, 6);
            sgd.AddHook(parameters => parameters[0].Grad = sgd.Lr * parameters[0].Grad!, "rate");
            Variable Loss(Variable x, Variable t) => sgd.Lr * net.Loss(x, t);
            var step = new CompiledStep(net, sgd, Loss);
            for (var i = 0; i < 16; i++)
            {
                if (i == 9 && !isScheduled)
                    sgd.Lr = 0.01;
                Variable x = Random(i, DType.Float32, 4, 3);
                Variable t = TensorModule.int32([4], [0, 1, 2, 3]);
                if (compiled)
                    step.Update(x, t);
                else
                    sgd.Update(Loss, x, t);
            }
            return Bits(net);
        }

        Assert.Equal(Run(compiled: false), Run(compiled: true));
    }

    [Fact]
    public void What_is_saved_in_between_goes_on_as_if_nothing_had_been()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            string Run(bool saved, bool compiled)
            {
                Rng.Seed(3);
                var net = new Net(DType.Float32);
                var optimizer = new Adam().Setup(net);
                var step = new CompiledStep(net, optimizer, net.Loss);
                for (var i = 0; i < 20; i++)
                {
                    if (i == 12 && saved)
                    {
                        Serializers.SaveNpz(file, net);
                        Serializers.SaveNpz(file + "o", optimizer);
                        net = new(DType.Float32);
                        optimizer = new Adam().Setup(net);
                        step = new(net, optimizer, net.Loss);
                        Serializers.LoadNpz(file, net);
                        Serializers.LoadNpz(file + "o", optimizer);
                        Rng.Seed(4);
                    }
                    else if (i == 12)
                        Rng.Seed(4);
                    Variable x = Random(i, DType.Float32, 4, 3);
                    Variable t = TensorModule.int32([4], [0, 1, 2, 3]);
                    if (compiled)
                        step.Update(x, t);
                    else
                        optimizer.Update(net.Loss, x, t);
                }
                return Bits(net);
            }

            var expected = Run(saved: false, compiled: false);
            Assert.Equal(expected, Run(saved: true, compiled: true));
            Assert.Equal(expected, Run(saved: false, compiled: true));
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + "o");
        }
    }
}

using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Compiled;

/// <summary>A step that throws, once it is recorded or repeated, was not taken: it can be taken anew, or without compiling.</summary>
public class FailureTests
{
    /// <summary>A net with indices, running averages, a persistent number and dropout.</summary>
    private sealed class Net : Chain
    {
        private readonly L.EmbedID ids;
        private readonly L.BatchNormalization bn;
        private readonly L.Linear l;
        private readonly Persistent<int> number;

        internal Net()
        {
            ids = AddLink("ids", new L.EmbedID(5, 4));
            bn = AddLink("bn", new L.BatchNormalization(4));
            l = AddLink("l", new L.Linear(4, 3));
            number = AddPersistent("number", 7);
        }

        internal bool Counts { get; set; }

        internal Variable Loss(Variable x, Variable t)
        {
            var loss = F.SoftmaxCrossEntropy(
                l.Forward(bn.Forward(F.Dropout(ids.Forward(x), 0.5))),
                t
            );
            if (Counts)
                number.Value++;
            return loss;
        }
    }

    private static readonly Variable good = TensorModule.int32([4], [0, 1, 2, 4]);
    private static readonly Variable bad = TensorModule.int32([4], [0, 1, 2, 77]);
    private static readonly Variable t = TensorModule.int32([4], [0, 1, 2, 1]);

    /// <summary>What is left of eight steps, before one of which something fails.</summary>
    private static List<string> Run(
        Func<Net, Optimizer, Action<bool>> failing,
        int failingAt = -1,
        bool isBad = false,
        bool compiled = true
    )
    {
        Rng.Seed(2);
        var net = new Net();
        var adam = new Adam { Schedule = Schedules.Exponential(0.1, 0.9) }.Setup(net);
        var fail = failing(net, adam);
        var step = new CompiledStep(net, adam, net.Loss);
        var told = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            if (i == failingAt)
            {
                fail(true);
                Assert.ThrowsAny<Exception>(() => step.Update(isBad ? bad : good, t));
                fail(false);
            }
            if (compiled && i != failingAt)
                told.Add($"{step.Update(good, t)}");
            else
            {
                Variable? loss = null;
                adam.Update(() => loss = net.Loss(good, t));
                told.Add($"{loss!.Item()}");
            }
            if (i is 1 or 2 or 7)
                told.Add(
                    $"{Bits(net)} {adam.T} {string.Join(",", net.Params().Select(p => p.UpdateRule!.T))}"
                );
        }
        foreach (var parameter in net.Params())
            told.AddRange(parameter.UpdateRule!.State.Values.Select(Bits));
        foreach (var (path, persistent) in net.NamedPersistents())
            told.Add(
                $"{path} {(persistent is Persistent<Tensor> x ? Bits(x.Value) : ((Persistent<int>)persistent).Value)}"
            );
        told.Add($"{Rng.Uniform(1)[0]}");
        return told;
    }

    private static Action<bool> Nothing(Net net, Optimizer optimizer) => _ => { };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void At_a_wrong_index(int at) =>
        Assert.Equal(Run(Nothing, compiled: false), Run(Nothing, at, isBad: true));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void In_a_hook_after_the_update(int at)
    {
        static Action<bool> Hook(Net net, Optimizer optimizer)
        {
            var fails = false;
            optimizer.AddHook(
                _ =>
                {
                    if (fails)
                        throw new InvalidOperationException();
                },
                "post",
                HookTiming.Post
            );
            return yes => fails = yes;
        }

        Assert.Equal(Run(Hook, compiled: false), Run(Hook, at));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Where_a_persistent_number_or_a_rate_changed(int at)
    {
        static Action<bool> Change(Net net, Optimizer optimizer)
        {
            var fails = false;
            optimizer.AddHook(
                parameters =>
                {
                    if (fails)
                        optimizer.Hyperparam["eps"] = parameters[0].UpdateRule!.Hyperparam["eps"] =
                            1;
                },
                "rate"
            );
            return yes => net.Counts = fails = yes;
        }

        Assert.Equal(Run(Change, compiled: false), Run(Change, at));
    }

    [Fact]
    public void Where_the_second_recording_is_another()
    {
        static Action<bool> Scale(Net net, Optimizer optimizer)
        {
            var factor = 1.0;
            optimizer.AddHook(ps => ps[0].Grad = factor * ps[0].Grad!, "scale");
            return yes => factor = yes ? 2 : 1;
        }

        Assert.Equal(Run(Scale, compiled: false), Run(Scale, 2));
    }
}

using DeepExp.Functional;
using FsCheck.Xunit;
using Microsoft.FSharp.Core;
using Xunit;
using static DeepExp.Tests.Tensors;
using Batch = System.Tuple<DeepExp.Tensor, DeepExp.Tensor>;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

/// <summary>The same training through the façade and as a fold of the core gives the same bits.</summary>
public class FoldTests
{
    private const int Steps = 200;

    private static readonly FSharpFunc<Linear[], FSharpFunc<Batch, Tensor>> loss =
        FuncConvert.FromFunc<Linear[], Batch, Tensor>(
            (net, batch) => Loss.meanSquaredError(batch.Item2, Predict(net, batch.Item1))
        );

    [Property(MaxTest = 10)]
    public void By_SGD(int seed) => Same(seed, new SGD(0.05), Sgd.create<Linear[]>(0.05));

    [Property(MaxTest = 10)]
    public void By_Adam(int seed) =>
        Same(seed, new Adam(), Functional.Adam.create<Linear[]>(Functional.Adam.defaults));

    [Property(MaxTest = 5)]
    public void By_Adam_behind_decay_and_clipping(int seed) =>
        Same(
            seed,
            new Adam(),
            Functional.Optimizer.chain(
                Hooks.weightDecay<Linear[]>(0.01),
                Functional.Optimizer.chain(
                    Hooks.gradientClipping<Linear[]>(0.5),
                    Functional.Adam.create<Linear[]>(Functional.Adam.defaults)
                )
            ),
            new WeightDecay(0.01),
            new GradientClipping(0.5)
        );

    // Each optimizer with other numbers than its defaults.
    private static readonly Dictionary<string, Action<int>> pairs = new()
    {
        ["SGD"] = seed => Same(seed, new SGD(0.02), Sgd.create<Linear[]>(0.02)),
        ["MomentumSGD"] = seed =>
            Same(seed, new MomentumSGD(0.02, 0.8), MomentumSgd.create<Linear[]>(0.02, 0.8)),
        ["NesterovAG"] = seed =>
            Same(seed, new NesterovAG(0.02, 0.8), NesterovAg.create<Linear[]>(0.02, 0.8)),
        ["CorrectedMomentumSGD"] = seed =>
            Same(
                seed,
                new CorrectedMomentumSGD(0.02, 0.8),
                CorrectedMomentumSgd.create<Linear[]>(0.02, 0.8)
            ),
        ["AdaGrad"] = seed =>
            Same(seed, new AdaGrad(0.02, 1e-7), Functional.AdaGrad.create<Linear[]>(0.02, 1e-7)),
        ["AdaDelta"] = seed =>
            Same(seed, new AdaDelta(0.9, 1e-5), Functional.AdaDelta.create<Linear[]>(0.9, 1e-5)),
        ["RMSprop"] = seed =>
            Same(
                seed,
                new RMSprop(0.02, 0.9, 1e-7, epsInsideSqrt: true),
                RmsProp.create<Linear[]>(new(0.02, 0.9, 1e-7, true))
            ),
        ["RMSpropGraves"] = seed =>
            Same(
                seed,
                new RMSpropGraves(0.002, 0.9, 0.8, 1e-3),
                RmsPropGraves.create<Linear[]>(new(0.002, 0.9, 0.8, 1e-3))
            ),
        ["SMORMS3"] = seed =>
            Same(seed, new SMORMS3(0.02, 1e-15), Smorms3.create<Linear[]>(0.02, 1e-15)),
        ["MSVAG"] = seed =>
            Same(
                seed,
                new MSVAG(0.02, 0.8, 0.9, 0.001),
                Msvag.create<Linear[]>(new(0.02, 0.8, 0.9, 0.001))
            ),
        ["Adam"] = seed =>
            Same(
                seed,
                new Adam(0.02, 0.8, 0.99, 1e-7, 0.9, 0.001, true, true, 0.2, 0.01),
                AdamOf(new(0.02, 0.8, 0.99, 1e-7, 0.9, 0.001, true, true, 0.2, 0.01, null))
            ),
        ["AdamW"] = seed =>
            Same(
                seed,
                new AdamW(0.02, 0.8, 0.99, 1e-7, 0.9, 0.001),
                AdamOf(new(0.02, 0.8, 0.99, 1e-7, 0.9, 0.001, false, false, 0.1, 0.001, null))
            ),
        ["AMSGrad"] = seed =>
            Same(
                seed,
                new AMSGrad(0.02, 0.8, 0.99, 1e-7, 0.9),
                AdamOf(new(0.02, 0.8, 0.99, 1e-7, 0.9, 0, true, false, 0.1, 0.001, null))
            ),
        ["AdaBound"] = seed =>
            Same(
                seed,
                new AdaBound(0.02, 0.8, 0.99, 0.2, 0.01, 1e-7, 0.9),
                AdamOf(new(0.02, 0.8, 0.99, 1e-7, 0.9, 0, false, true, 0.2, 0.01, null))
            ),
        ["AMSBound"] = seed =>
            Same(
                seed,
                new AMSBound(0.02, 0.8, 0.99, 0.2, 0.01, 1e-7, 0.9),
                AdamOf(new(0.02, 0.8, 0.99, 1e-7, 0.9, 0, true, true, 0.2, 0.01, null))
            ),
    };

    private static Optimizer<Linear[], AdamState<Linear[]>> AdamOf(AdamOptions options) =>
        Functional.Adam.create<Linear[]>(options);

    public static TheoryData<string> Optimizers => [.. pairs.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void By_each_optimizer(string name)
    {
        for (var seed = 0; seed < 3; seed++)
            pairs[name](seed);
    }

    [Fact]
    public void No_optimizer_is_left_out() =>
        Assert.Equal(
            typeof(Optimizer)
                .Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract)
                .Select(type => type.Name)
                .Order(),
            pairs.Keys.Order()
        );

    [Property(MaxTest = 5)]
    public void By_a_learning_rate_that_follows_a_schedule(int seed) =>
        Same(
            seed,
            new MomentumSGD
            {
                Schedule = Schedules.WarmUp(0, 20, Schedules.Cosine(0.05, 0.001, 100)),
            },
            Functional.Optimizer.scheduled(
                Functional.Schedules.warmUp(0, 20, Functional.Schedules.cosine(0.05, 0.001, 100)),
                FuncConvert.FromFunc((double lr) => MomentumSgd.create<Linear[]>(lr, 0.9))
            )
        );

    [Property(MaxTest = 5)]
    public void By_AdaBound_whose_alpha_follows_a_schedule(int seed) =>
        Same(
            seed,
            new AdaBound(alpha: 0.01) { Schedule = Schedules.Exponential(0.01, 0.99) },
            Functional.Optimizer.scheduled(
                Functional.Schedules.exponential(0.01, 0.99),
                FuncConvert.FromFunc(
                    (double alpha) =>
                        AdamOf(new(alpha, 0.9, 0.999, 1e-8, 1, 0, false, true, 0.1, 0.001, 0.01))
                )
            )
        );

    [Property(MaxTest = 5)]
    public void By_SGD_behind_layerwise_rates_and_lasso(int seed) =>
        Same(
            seed,
            new SGD(0.01),
            Functional.Optimizer.chain(
                Hooks.gradientLars<Linear[]>(0.01, 0.001, 1e-9),
                Functional.Optimizer.chain(Hooks.lasso<Linear[]>(0.001), Sgd.create<Linear[]>(0.01))
            ),
            new GradientLARS(0.01, 0.001),
            new Lasso(0.001)
        );

    [Property(MaxTest = 5)]
    public void By_SGD_with_noise_of_the_same_key(int seed)
    {
        Rng.Seed(seed);
        var noise = new GradientNoise(0.01);
        Rng.Seed(seed);
        Same(
            seed,
            new SGD(0.01),
            Functional.Optimizer.chain(
                Hooks.gradientNoise<Linear[]>(0.01, Rng.NextKey()),
                Sgd.create<Linear[]>(0.01)
            ),
            noise
        );
    }

    private static void Same<TState>(
        int seed,
        Optimizer facade,
        Optimizer<Linear[], TState> core,
        params Hook[] hooks
    )
    {
        var random = new Random(seed);
        int[] widths = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.Next(1, 6))];
        var dtype = random.Next(2) == 0 ? DType.Float32 : DType.Float64;
        Rng.Seed(seed);
        var model = new ChainList();
        for (var i = 1; i < widths.Length; i++)
            model.AddLink(new L.Linear(widths[i - 1], widths[i], dtype: dtype));
        Linear[] start =
        [
            .. model
                .Cast<L.Linear>()
                .Select(layer => new Linear(
                    layer.W.Data,
                    FSharpOption<Tensor>.Some(layer.B!.Data)
                )),
        ];
        var rows = random.Next(1, 8);
        Batch[] batches =
        [
            .. Enumerable
                .Range(0, Steps)
                .Select(step =>
                    Tuple.Create(
                        Random(seed + 2 * step, dtype, rows, widths[0]),
                        Random(seed + 2 * step + 1, dtype, rows, widths[^1])
                    )
                ),
        ];

        facade.Setup(model);
        Array.ForEach(hooks, hook => facade.AddHook(hook));
        foreach (var (x, t) in batches)
            facade.Update(() => F.MeanSquaredError(Predict(model, x), t));

        var (folded, _) = Training.fold(core, loss, start, core.Init.Invoke(start), batches);
        var before = Parameters.named(start);
        var after = Parameters.named(folded);
        Assert.Equal(after.Length, model.Params().Count());
        Assert.All(
            model.NamedParams().Zip(after),
            pair =>
            {
                Assert.Equal(pair.Second.Item1, pair.First.Path[1..]);
                Tensors.Same(pair.Second.Item2, pair.First.Param.Data);
            }
        );
        Assert.NotEqual(Bits(before[0].Item2), Bits(after[0].Item2));
    }

    private static Tensor Predict(Linear[] net, Tensor x) =>
        net.Aggregate(x, (h, layer) => Activation.tanh(LinearModule.forward(layer, h)));

    private static Variable Predict(ChainList net, Variable x) =>
        net.Cast<L.Linear>().Aggregate(x, (h, layer) => F.Tanh(layer.Forward(h)));
}

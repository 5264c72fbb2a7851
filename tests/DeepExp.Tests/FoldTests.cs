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
                Assert.Equal(pair.Second.Item1, pair.First.Path);
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

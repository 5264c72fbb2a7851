using DeepExp.Functional;
using DeepExp.Tutorial;
using Microsoft.FSharp.Core;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Benchmarks;

/// <summary>One training step of the tutorial, its batch of 100 drawn anew: with the façade's words, and as a step of the fold.</summary>
internal sealed class TutorialStep
{
    private const int Batch = 100;

    private sealed class Net : Chain
    {
        private readonly L.Linear l1,
            l2,
            l3;

        internal Net()
        {
            l1 = AddLink("l1", new L.Linear(1, 16));
            l2 = AddLink("l2", new L.Linear(16, 32));
            l3 = AddLink("l3", new L.Linear(32, 1));
        }

        internal Variable Loss(Variable x, Variable t) =>
            F.MeanSquaredError(
                F.LeakyRelu(l3.Forward(F.LeakyRelu(l2.Forward(F.LeakyRelu(l1.Forward(x)))))),
                t
            );
    }

    private readonly Key key = KeyModule.ofSeed(1);
    private readonly Net net;
    private readonly Adam optimizer = new();
    private readonly CompiledStep compiled;
    private readonly Optimizer<ExpNet.ExpNet, AdamState<ExpNet.ExpNet>> adam =
        Functional.Adam.create<ExpNet.ExpNet>(Functional.Adam.defaults);
    private readonly FSharpFunc<ExpNet.ExpNet, FSharpFunc<Tuple<Tensor, Tensor>, Tensor>> loss;
    private readonly Plan<ExpNet.ExpNet, AdamState<ExpNet.ExpNet>, Key> plan;
    private ExpNet.ExpNet parameters = ExpNet.init(DType.Float32, KeyModule.ofSeed(0));
    private AdamState<ExpNet.ExpNet> state;
    private int drawn;

    /// <summary>Both networks, at their beginning.</summary>
    internal TutorialStep()
    {
        Rng.Seed(0);
        net = new();
        optimizer.Setup(net);
        compiled = new(net, optimizer, Drawn);
        state = adam.Init.Invoke(parameters);
        loss = FuncConvert.FromFunc(
            (ExpNet.ExpNet net, Tuple<Tensor, Tensor> batch) =>
                ExpNet.loss(net, batch.Item1, batch.Item2)
        );
        plan = Functional.Plan.compile(
            FuncConvert.FromFunc(
                (Tuple<ExpNet.ExpNet, AdamState<ExpNet.ExpNet>> at, Key key) =>
                    Functional.Training.step(
                        adam,
                        FuncConvert.FromFunc(
                            (ExpNet.ExpNet net, Key key) =>
                            {
                                var x = KeyModule.uniform(DType.Float32, [Batch, 1], key);
                                return ExpNet.loss(net, x, TensorModule.exp(x));
                            }
                        ),
                        at.Item1,
                        at.Item2,
                        key
                    )
            )
        );
    }

    private Tensor DrawX() =>
        KeyModule.uniform(DType.Float32, [Batch, 1], KeyModule.at(drawn++, key));

    private Variable Drawn()
    {
        Variable x = Rng.Uniform(Batch, 1);
        return net.Loss(x, F.Exp(x));
    }

    /// <summary>ZeroGrads, loss, Backward, Update.</summary>
    internal void Façade()
    {
        Variable x = DrawX();
        var t = F.Exp(x);
        net.ZeroGrads();
        net.Loss(x, t).Backward();
        optimizer.Update();
    }

    /// <summary>CompiledStep, which draws its batch itself.</summary>
    internal void Compiled() => compiled.Update();

    /// <summary>Training.step.</summary>
    internal void Fold()
    {
        var x = DrawX();
        var (_, (next, nextState)) = Functional.Training.step(
            adam,
            loss,
            parameters,
            state,
            Tuple.Create(x, TensorModule.exp(x))
        );
        (parameters, state) = (next, nextState);
    }

    /// <summary>As many steps of a plan, which draws its batches itself.</summary>
    internal void Plan(Key[] keys) =>
        (parameters, state) = Functional.Plan.fold(plan, parameters, state, keys);
}

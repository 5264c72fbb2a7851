using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>How an optimizer updates one parameter: its state, its own hyperparameters and hooks.</summary>
public abstract class UpdateRule
{
    private readonly HookList hooks = new();

    private readonly Parameter[] updated;

    private protected UpdateRule(Parameter parameter) => updated = [parameter];

    private protected Parameter Parameter => updated[0];

    /// <summary>Whether the parameter is updated; if not, neither it nor the state changes.</summary>
    public bool Enabled
    {
        get => Parameter.UpdateEnabled;
        set => Parameter.UpdateEnabled = value;
    }

    /// <summary>The number of updates of the parameter.</summary>
    public abstract int T { get; }

    /// <summary>The tensors of the state by name; empty before the first update.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>The hyperparameters: the optimizer's, until one is set here.</summary>
    public abstract Hyperparameters Hyperparam { get; }

    /// <summary>Adds a hook for this parameter alone.</summary>
    /// <exception cref="DeepExpException">There is a hook of that name already.</exception>
    public void AddHook(Hook hook, string? name = null, HookTiming? timing = null) =>
        hooks.Add(hook.Given(), name, timing);

    /// <summary>Removes the hook of that name.</summary>
    /// <exception cref="DeepExpException">There is none.</exception>
    public void RemoveHook(string name) => hooks.Remove(name.Given());

    internal void Update()
    {
        if (!Enabled)
            return;
        hooks.Run(HookTiming.Pre, updated);
        Step();
        hooks.Run(HookTiming.Post, updated);
    }

    private protected abstract void Step();

    internal abstract IEnumerable<Serialization.Entry> Entries();
}

internal sealed class UpdateRule<TState> : UpdateRule
{
    private readonly string path;
    private readonly Func<Func<string, double>, Optimizer<Tensor, TState>> make;
    private readonly Func<Optimizer<Tensor, TState>> common;
    private StrongBox<TState>? state;

    /// <summary>The rule is the common one, or one that is made of this parameter's own hyperparameters.</summary>
    internal UpdateRule(
        string path,
        Parameter parameter,
        Hyperparameters hyperparam,
        Func<Func<string, double>, Optimizer<Tensor, TState>> make,
        Func<Optimizer<Tensor, TState>> common
    )
        : base(parameter)
    {
        this.path = path;
        this.make = make;
        this.common = common;
        Hyperparam = new(hyperparam, values => make(values));
    }

    public override Hyperparameters Hyperparam { get; }

    public override int T => state is null ? 0 : OptimizerState.t(state.Value);

    public override IReadOnlyDictionary<string, Tensor> State =>
        state is null ? new() : Named(state.Value!);

    private Optimizer<Tensor, TState> Rule => Hyperparam.IsOwn ? make(Hyperparam.Get) : common();

    // The state begins when it is needed: a parameter may have no data before.
    private TState Begun() => state is null ? Rule.Init.Invoke(Parameter.Data) : state.Value!;

    private static Dictionary<string, Tensor> Named(TState state) =>
        Parameters.named(state).ToDictionary(named => named.Item1, named => named.Item2);

    private protected override void Step()
    {
        var (next, after) = FSharpFunc<TState, Tensor>.InvokeFast(
            Rule.Update,
            Begun(),
            Parameter.Data,
            Parameter.Grad!
        );
        Parameter.Data = next;
        state = new(after);
    }

    // Chainer's file holds nothing but t before the first update.
    internal override IEnumerable<Serialization.Entry> Entries()
    {
        var count = $"{path}/t";
        yield return Serialization.Entry.Number(
            count,
            T,
            t => state = t == 0 ? null : new(OptimizerState.withT(t, Begun()))
        );
        foreach (var (name, tensor) in Named(Begun()))
            yield return Serialization.Entry.Values(
                $"{path}/{name}",
                tensor,
                next =>
                    state = new(
                        Parameters.rebuild(
                            Begun(),
                            [.. Named(Begun()).Select(part => part.Key == name ? next : part.Value)]
                        )
                    ),
                absentWhileZero: count
            );
    }
}

using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>How an optimizer updates one parameter: its state, its own hyperparameters and hooks.</summary>
public abstract class UpdateRule
{
    private readonly HookList hooks = new();

    private readonly Parameter[] updated;

    private protected UpdateRule(string path, Parameter parameter) =>
        (Path, updated) = (path, [parameter]);

    /// <summary>The parameter's, in the link that the optimizer updates.</summary>
    internal string Path { get; }

    internal Parameter Parameter => updated[0];

    /// <summary>Whether the parameter is updated; if not, neither it nor the state changes.</summary>
    public bool Enabled
    {
        get => Parameter.UpdateEnabled;
        set => Parameter.UpdateEnabled = value;
    }

    /// <summary>The number of updates of the parameter.</summary>
    /// <exception cref="DeepExpException">A step asks that <see cref="CompiledStep"/> records.</exception>
    public int T
    {
        get
        {
            CompiledStep.RequireNoCount("UpdateRule.T");
            return Taken;
        }
    }

    /// <summary>The number of updates of the parameter, for what goes on with it in later steps.</summary>
    internal int Taken => Count.Now;

    /// <summary>The number of updates of the parameter, as a compiled step follows it.</summary>
    internal abstract Count Count { get; }

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

    /// <summary>The state, or before the first update how it begins: a parameter may have no data before.</summary>
    private protected abstract IReadOnlyDictionary<string, Tensor> Begun { get; }

    /// <summary>Takes over a number of updates; with 0 the state is forgotten.</summary>
    internal void TakeT(int t) => TakeCount(CountModule.ofInt(t));

    /// <summary>Takes over a number of updates; with 0 the state is forgotten.</summary>
    internal abstract void TakeCount(Count t);

    /// <summary>Takes over a tensor of the state.</summary>
    internal abstract void TakeState(string name, Tensor tensor);

    /// <summary>What writes a newer state here, when somebody asks for it, while a compiled step is ahead.</summary>
    internal abstract Action? CatchUp { set; }

    /// <summary>How often it was changed what an update does, apart from hyperparameters that it asks for each time.</summary>
    internal long Form => hooks.Form + Parameter.Form + Hyperparam.Form;

    /// <summary>What puts back the state and the hyperparameters that are here now.</summary>
    internal Action Keep() => KeepState() + Hyperparam.Keep();

    private protected abstract Action KeepState();

    // A file holds nothing but t before the first update, as Chainer's.
    internal IEnumerable<Serialization.Entry> Entries()
    {
        var (count, isBegun) = ($"{Path}/t", State.Count > 0);
        yield return Serialization.Entry.Number(
            count,
            Taken,
            TakeT,
            onlyZero: Parameter.IsInitialized
                ? null
                : "the parameter has no data yet, of which it could have a state; load the model first, or call it once."
        );
        if (!Parameter.IsInitialized)
            yield break;
        foreach (var (name, tensor) in Begun)
            yield return Serialization.Entry.State(
                $"{Path}/{name}",
                tensor,
                next => TakeState(name, next),
                count,
                isBegun
            );
    }
}

internal sealed class UpdateRule<TState> : UpdateRule
{
    private readonly Optimizer<Tensor, TState> rule;
    private readonly Behind<StrongBox<TState>> latest = new();

    /// <summary>The rule follows the hyperparameters of this parameter.</summary>
    internal UpdateRule(
        string path,
        Parameter parameter,
        Hyperparameters hyperparam,
        Func<Hyperparameters, Optimizer<Tensor, TState>> following
    )
        : base(path, parameter)
    {
        Hyperparam = hyperparam;
        rule = following(hyperparam);
    }

    public override Hyperparameters Hyperparam { get; }

    internal override Action? CatchUp
    {
        set => latest.CatchUp = value;
    }

    internal override Count Count =>
        latest.Value is { } state ? OptimizerState.t(state.Value) : CountModule.zero;

    public override IReadOnlyDictionary<string, Tensor> State =>
        latest.Value is { } state ? Named(state.Value!) : new();

    private TState Current =>
        latest.Value is { } state ? state.Value! : rule.Init.Invoke(Parameter.Data);

    private static Dictionary<string, Tensor> Named(TState state) =>
        Parameters.named(state).ToDictionary(named => named.Item1, named => named.Item2);

    private protected override void Step()
    {
        var (next, after) = FSharpFunc<TState, Tensor>.InvokeFast(
            rule.Update,
            Current,
            Parameter.Data,
            Parameter.Grad!
        );
        Parameter.Data = next;
        latest.Value = new(after);
    }

    private protected override IReadOnlyDictionary<string, Tensor> Begun => Named(Current);

    private protected override Action KeepState()
    {
        var now = latest.Value;
        return () => latest.Value = now;
    }

    internal override void TakeCount(Count t) =>
        latest.Value = t.Now == 0 ? null : new(OptimizerState.withT(t, Current));

    internal override void TakeState(string name, Tensor tensor) =>
        latest.Value = new(
            Parameters.rebuild(
                Current,
                [.. Named(Current).Select(part => part.Key == name ? tensor : part.Value)]
            )
        );
}

using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// Updates the parameters of a link with their gradients. The rule is a value of the core; this class holds, for each
/// parameter, the state that the rule hands on.
/// </summary>
public abstract class Optimizer
{
    private readonly List<(string Name, Hook Hook)> hooks = [];
    private Link? target;
    private Parameter[] parameters = [];

    /// <summary>The link whose parameters are updated; null before <see cref="Setup"/>.</summary>
    public Link? Target => target;

    /// <summary>The number of updates so far.</summary>
    public int T { get; private protected set; }

    /// <summary>The number of epochs, as counted by <see cref="NewEpoch"/>.</summary>
    public int Epoch { get; private protected set; }

    /// <summary>
    /// Takes the parameters of a link and begins anew: no updates, no epochs, no hooks. Parameters added to the link later are
    /// not updated.
    /// </summary>
    public Optimizer Setup(Link link)
    {
        target = link;
        T = 0;
        Epoch = 0;
        hooks.Clear();
        parameters = [.. link.Params()];
        Begin([.. link.NamedParams()]);
        return this;
    }

    /// <summary>Updates the parameters with the gradients they hold; a missing gradient counts as zeros.</summary>
    /// <exception cref="DeepExpException">There was no <see cref="Setup"/>.</exception>
    public void Update()
    {
        RequireTarget("Update");
        foreach (var parameter in parameters)
            if (parameter.Grad is null)
                parameter.ZeroGrad();
        foreach (var (_, hook) in hooks)
            hook.Apply(parameters);
        T++;
        Step();
    }

    /// <summary>Computes the loss, sends gradients back from it, and updates.</summary>
    public void Update(Func<Variable> lossFunction)
    {
        var link = RequireTarget("Update");
        var loss = lossFunction();
        link.ClearGrads();
        loss.Backward();
        Update();
    }

    /// <summary>Computes the loss of x, sends gradients back from it, and updates.</summary>
    public void Update(Func<Variable, Variable> lossFunction, Variable x) =>
        Update(() => lossFunction(x));

    /// <summary>Computes the loss of x and t, sends gradients back from it, and updates.</summary>
    public void Update(Func<Variable, Variable, Variable> lossFunction, Variable x, Variable t) =>
        Update(() => lossFunction(x, t));

    /// <summary>Counts an epoch.</summary>
    public void NewEpoch() => Epoch++;

    /// <summary>Adds a change of the gradients before each update; hooks run in the order in which they were added.</summary>
    /// <exception cref="DeepExpException">There was no <see cref="Setup"/>, or a hook of that name is there already.</exception>
    public void AddHook(Hook hook, string? name = null)
    {
        RequireTarget("AddHook");
        name ??= hook.Name;
        if (hooks.Any(other => other.Name == name))
            throw new DeepExpException(
                "AddHook",
                $"there is a hook «{name}» already; give this one another name."
            );
        hooks.Add((name, hook));
    }

    /// <summary>Removes the hook of that name.</summary>
    /// <exception cref="DeepExpException">There is none.</exception>
    public void RemoveHook(string name)
    {
        if (hooks.RemoveAll(hook => hook.Name == name) == 0)
            throw new DeepExpException(
                "RemoveHook",
                $"there is no hook «{name}»; there are [{string.Join(", ", hooks.Select(hook => hook.Name))}]."
            );
    }

    internal Link RequireTarget(string operation) =>
        target
        ?? throw new DeepExpException(
            operation,
            "the optimizer has no model; call Setup(model) first."
        );

    private protected abstract void Begin(IReadOnlyList<(string Path, Parameter Param)> parameters);

    private protected abstract void Step();

    /// <summary>What a file holds of the optimizer: keys, values, and how to take values over.</summary>
    internal abstract IEnumerable<Serialization.Entry> Entries();
}

/// <summary>An optimizer whose rule in the core has a state of type <typeparamref name="TState"/> for each parameter.</summary>
public abstract class Optimizer<TState> : Optimizer
{
    private sealed class Slot(string path, Parameter parameter, Optimizer<Tensor, TState> rule)
    {
        private (bool Begun, TState State) held;

        internal readonly string Path = path;
        internal readonly Parameter Parameter = parameter;

        // It begins when it is needed: a parameter may have no data before.
        internal TState State
        {
            get
            {
                if (!held.Begun)
                    State = rule.Init.Invoke(Parameter.Data);
                return held.State;
            }
            set => held = (true, value);
        }
    }

    private readonly Optimizer<Tensor, TState> rule;
    private Slot[] slots = [];

    private protected Optimizer(Optimizer<Tensor, TState> rule) => this.rule = rule;

    private protected sealed override void Begin(
        IReadOnlyList<(string Path, Parameter Param)> parameters
    ) => slots = [.. parameters.Select(named => new Slot(named.Path, named.Param, rule))];

    private protected sealed override void Step()
    {
        foreach (var slot in slots.Where(slot => slot.Parameter.UpdateEnabled))
        {
            var (next, state) = FSharpFunc<TState, Tensor>.InvokeFast(
                rule.Update,
                slot.State,
                slot.Parameter.Data,
                slot.Parameter.Grad!
            );
            slot.Parameter.Data = next;
            slot.State = state;
        }
    }

    /// <summary>The number of steps in a state, and its tensors by name.</summary>
    private protected abstract (int T, (string Name, Tensor Tensor)[] Tensors) Describe(
        TState state
    );

    /// <summary>The state of that number of steps with those tensors, in the order of <see cref="Describe"/>.</summary>
    private protected abstract TState Restore(int t, Tensor[] tensors);

    internal sealed override IEnumerable<Serialization.Entry> Entries()
    {
        yield return Serialization.Entry.Number("t", T, t => T = t);
        yield return Serialization.Entry.Number("epoch", Epoch, epoch => Epoch = epoch);
        foreach (var slot in slots)
        {
            var (t, tensors) = Describe(slot.State);
            yield return Serialization.Entry.Number(
                $"{slot.Path}/t",
                t,
                next => slot.State = Restore(next, Tensors(slot))
            );
            for (var i = 0; i < tensors.Length; i++)
            {
                var index = i;
                yield return Serialization.Entry.Values(
                    $"{slot.Path}/{tensors[index].Name}",
                    tensors[index].Tensor,
                    next =>
                    {
                        var replaced = Tensors(slot);
                        replaced[index] = next;
                        slot.State = Restore(Describe(slot.State).T, replaced);
                    }
                );
            }
        }
    }

    private Tensor[] Tensors(Slot slot) =>
        [.. Describe(slot.State).Tensors.Select(named => named.Tensor)];
}

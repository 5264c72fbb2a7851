namespace DeepExp;

/// <summary>When a hook runs.</summary>
public enum HookTiming
{
    /// <summary>Before the update, when gradients are there.</summary>
    Pre,

    /// <summary>After the update.</summary>
    Post,
}

/// <summary>
/// What is done before or after each update, for instance to the gradients. Added to an optimizer it sees all parameters at
/// once, added to the <see cref="Parameter.UpdateRule"/> of one parameter it sees that one.
/// </summary>
/// <example>
/// <code>
/// sealed class Centralize : Hook
/// {
///     public override void Apply(IReadOnlyList&lt;Parameter&gt; parameters)
///     {
///         foreach (var p in parameters)
///             p.Grad = p.Grad! - TensorModule.mean(p.Grad!);
///     }
/// }
/// </code>
/// </example>
public abstract class Hook
{
    /// <summary>The name under which it is added, if no other is given; that of its class by default.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>When it runs, if nothing else is said where it is added; before the update by default.</summary>
    public virtual HookTiming Timing => HookTiming.Pre;

    /// <summary>Does it. Each parameter has a gradient.</summary>
    public abstract void Apply(IReadOnlyList<Parameter> parameters);
}

internal sealed class FunctionHook(
    string name,
    HookTiming timing,
    Action<IReadOnlyList<Parameter>> apply
) : Hook
{
    public override string Name => name;

    public override HookTiming Timing => timing;

    public override void Apply(IReadOnlyList<Parameter> parameters) => apply(parameters);
}

/// <summary>Hooks by name, in the order in which they were added.</summary>
internal sealed class HookList
{
    private readonly List<(string Name, HookTiming Timing, Hook Hook)> hooks = [];

    /// <summary>How often it was changed.</summary>
    internal long Form { get; private set; }

    internal void Add(Hook hook, string? name, HookTiming? timing)
    {
        name ??= hook.Name;
        if (hooks.Any(other => other.Name == name))
            throw new DeepExpException(
                "AddHook",
                $"there is a hook «{name}» already; give this one another name."
            );
        hooks.Add((name, timing ?? hook.Timing, hook));
        Form++;
    }

    internal void Remove(string name)
    {
        if (hooks.RemoveAll(hook => hook.Name == name) == 0)
            throw new DeepExpException(
                "RemoveHook",
                $"there is no hook «{name}»; there are [{string.Join(", ", hooks.Select(hook => hook.Name))}]."
            );
        Form++;
    }

    internal void Clear()
    {
        hooks.Clear();
        Form++;
    }

    internal void Run(HookTiming timing, IReadOnlyList<Parameter> parameters)
    {
        for (var i = 0; i < hooks.Count; i++)
            if (hooks[i].Timing == timing)
                hooks[i].Hook.Apply(parameters);
    }
}

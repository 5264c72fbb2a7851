namespace DeepExp;

public abstract partial class Link
{
    /// <summary>
    /// What the link's Forward gives for x, for links whose class is not known where they are called. Arguments after x take
    /// their defaults.
    /// </summary>
    /// <exception cref="DeepExpException">The link has no Forward that takes one variable and gives one.</exception>
    public Variable Call(Variable x) => Call([x.Given()]);

    /// <summary>What the link's Forward gives for variables.</summary>
    /// <exception cref="DeepExpException">The link has no Forward that takes so many variables and gives one.</exception>
    public Variable Call(params Variable[] xs) => CallIn(GetType().Name, xs.Given());

    internal Variable CallIn(string operation, Variable[] xs) =>
        xs is [var x] && Direct is { } forward
            ? forward(x)
            : LinkCall.One(operation, this, LinkCall.Call(operation, this, xs));

    /// <summary>The Forward that takes one variable, and nothing else, and gives one; null without.</summary>
    internal Func<Variable, Variable>? Direct => direct ??= LinkCall.Direct(this);

    private Func<Variable, Variable>? direct;

    /// <summary>The link as a function of one variable: <see cref="Call(Variable)"/>.</summary>
    public static implicit operator Func<Variable, Variable>(Link link) => link.Given().Call;

    /// <summary>The link that a function is, as the conversion made it.</summary>
    private protected static Link? Of(Delegate function) =>
        function is Func<Variable, Variable> { Target: Link link }
        && function.Method == ((Func<Variable, Variable>)link).Method
            ? link
            : null;
}

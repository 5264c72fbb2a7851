namespace DeepExp.Links;

/// <summary>A link that is nothing but a parameter W.</summary>
public sealed class Parameter : Link
{
    /// <summary>A parameter that begins with an array.</summary>
    public Parameter(Tensor array) => W = AddParam("W", array.Given());

    /// <summary>The parameter.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The parameter itself.</summary>
    public Variable Forward() => W;
}

namespace DeepExp;

/// <summary>A variable that belongs to a link and that an optimizer updates.</summary>
public sealed class Parameter : Variable
{
    /// <summary>A parameter that begins with the given data.</summary>
    public Parameter(Tensor data, string? name = null)
        : base(data, name) { }
}

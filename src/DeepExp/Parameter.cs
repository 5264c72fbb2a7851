namespace DeepExp;

/// <summary>A variable that belongs to a link and that an optimizer updates.</summary>
public sealed class Parameter : Variable
{
    /// <summary>A parameter that begins with the given data.</summary>
    public Parameter(Tensor data, string? name = null)
        : base(data, name) { }

    /// <summary>Whether optimizers update it; true by default.</summary>
    public bool UpdateEnabled { get; set; } = true;

    /// <summary>How the optimizer that was last set up with it updates it; null before.</summary>
    public UpdateRule? UpdateRule { get; internal set; }
}

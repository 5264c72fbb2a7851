namespace DeepExp;

/// <summary>
/// A value that may be behind what a compiled step computed: whoever reads or writes it has it brought up to date first.
/// </summary>
internal sealed class Behind<T>
{
    /// <summary>What writes the newer value here; null while there is none.</summary>
    internal Action? CatchUp { get; set; }

    internal T? Value
    {
        get
        {
            CatchUp?.Invoke();
            return field;
        }
        set
        {
            CatchUp?.Invoke();
            field = value;
        }
    }
}

namespace DeepExp;

/// <summary>
/// A value that may be behind what a compiled step computed: whoever reads or writes it has it brought up to date first. Several threads
/// may read at once, as where a model answers.
/// </summary>
internal sealed class Behind<T>
{
    // A thread that sees null here sees what was written before it.
    private volatile Action? catchUp;

    /// <summary>What writes the newer value here; null while there is none.</summary>
    internal Action? CatchUp
    {
        get => catchUp;
        set => catchUp = value;
    }

    internal T? Value
    {
        get
        {
            catchUp?.Invoke();
            return field;
        }
        set
        {
            catchUp?.Invoke();
            field = value;
        }
    }
}

namespace DeepExp.Serialization;

/// <summary>What is being read or written, so that every error names it.</summary>
/// <param name="Operation">"LoadNpz", "SaveHdf5" and the like.</param>
/// <param name="Name">The file, or the entry in a file.</param>
internal sealed record Place(string Operation, string Name)
{
    private const int LongestQuote = 80;
    private const int MostNames = 20;

    /// <summary>The place of one entry in this file.</summary>
    public Place Entry(string entry) => this with { Name = $"{Name}, entry {Quote(entry)}" };

    /// <summary>The error of a broken rule; the rule says what was found, what was expected and what to do.</summary>
    public DeepExpException Error(string rule, Exception? inner = null) =>
        inner is null
            ? new(Operation, $"{Name}: {rule}")
            : new(Operation, $"{Name}: {rule}", inner);

    /// <summary>The error of bytes that no writer would have written.</summary>
    public DeepExpException Damaged(string found, Exception? inner = null) =>
        Error($"{found} The file is cut or damaged: copy or save it again.", inner);

    /// <summary>
    /// The error of a file that the system does not let be <paramref name="done"/>; a name that only we know is shown as the
    /// file's own.
    /// </summary>
    public DeepExpException Unreachable(string done, Exception e, string? hidden = null) =>
        Error(
            $"the file cannot be {done}: {(hidden is null ? e.Message : e.Message.Replace(hidden, Path.GetFileName(Name), StringComparison.Ordinal))}",
            e
        );

    /// <summary>The file's whole path.</summary>
    /// <exception cref="DeepExpException">The name cannot be one of a file.</exception>
    public string FullPath() =>
        string.IsNullOrEmpty(Name) || Name.Contains('\0', StringComparison.Ordinal)
            ? throw new DeepExpException(
                Operation,
                $"{Quote(Name ?? "")} is not the name of a file; give one."
            )
            : Path.GetFullPath(Name);

    /// <summary>Opens the file for reading.</summary>
    /// <exception cref="DeepExpException">The file is missing or cannot be read.</exception>
    public FileStream OpenRead()
    {
        try
        {
            return Directory.Exists(FullPath())
                ? throw Error("this is a folder; name a file.")
                : File.OpenRead(FullPath());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreachable("read", e);
        }
    }

    /// <summary>Text from outside, short and without control characters, as a message can bear it.</summary>
    public static string Quote(string text) => $"'{Show(text)}'";

    /// <summary>The first of the names from outside, as a message can bear them.</summary>
    public static string List(IEnumerable<string> names) =>
        $"[{string.Join(", ", names.Take(MostNames).Select(Show))}]";

    private static string Show(string text)
    {
        var shown =
            text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "…");
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}

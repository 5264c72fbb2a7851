using DeepExp.Serialization;

namespace DeepExp;

/// <summary>Reads values from an .npz file, or from a dictionary that a <see cref="DictionarySerializer"/> has written.</summary>
public sealed class NpzDeserializer : Deserializer
{
    private readonly Func<IArrayFile> open;

    /// <summary>Reads from a file, which is opened by each call anew.</summary>
    /// <param name="npz">The name of the file.</param>
    /// <param name="path">Where values stand: empty, or a path that ends with a slash.</param>
    /// <param name="strict">Whether a missing key is an error; otherwise that value stays as it is.</param>
    /// <param name="ignoreNames">Keys that are not read.</param>
    public NpzDeserializer(
        string npz,
        string path = "",
        bool strict = true,
        IgnoreNames ignoreNames = default
    )
        : this(
            new Place("LoadNpz", npz.Given()),
            () => NpzFile.Open(npz),
            path,
            strict,
            ignoreNames
        ) { }

    /// <summary>Reads from a dictionary.</summary>
    /// <param name="npz">Values by key; null for one that is not there yet.</param>
    /// <param name="path">Where values stand: empty, or a path that ends with a slash.</param>
    /// <param name="strict">Whether a missing key is an error; otherwise that value stays as it is.</param>
    /// <param name="ignoreNames">Keys that are not read.</param>
    public NpzDeserializer(
        IReadOnlyDictionary<string, Tensor?> npz,
        string path = "",
        bool strict = true,
        IgnoreNames ignoreNames = default
    )
        : this(
            new Place("NpzDeserializer", "the dictionary"),
            Opening(npz.Given()),
            path,
            strict,
            ignoreNames
        ) { }

    private NpzDeserializer(
        Place place,
        Func<IArrayFile> open,
        string path,
        bool strict,
        IgnoreNames ignoreNames
    )
        : base(place.Operation, path, strict, ignoreNames) => (Place, this.open) = (place, open);

    /// <inheritdoc/>
    public override NpzDeserializer this[string key]
    {
        get
        {
            var (path, strict, ignoreNames) = Below(key);
            return new(Place, open, path, strict, ignoreNames);
        }
    }

    private static Func<IArrayFile> Opening(IReadOnlyDictionary<string, Tensor?> tensors) =>
        () => new DictionaryFile(tensors);

    private protected override Place Place { get; }

    private protected override IArrayFile Open() => open();

    private sealed class DictionaryFile(IReadOnlyDictionary<string, Tensor?> tensors) : IArrayFile
    {
        public NpyArray? Find(string key, Action<IReadOnlyList<int>>? requireShape = null)
        {
            if (!tensors.TryGetValue(key, out var x))
                return null;
            if (x is not null)
                requireShape?.Invoke(x.Shape);
            return Entry.OfTensor(x);
        }

        public IEnumerable<string> NamesNear(string key) => tensors.Keys;

        public void Dispose() { }
    }
}

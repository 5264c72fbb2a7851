using DeepExp.Serialization;

namespace DeepExp;

/// <summary>
/// Models, optimizers and tensors to and from .npz files with Chainer's keys (<c>l1/W</c>), which NumPy and Chainer read and
/// write. Saving replaces a file at once or not at all; loading checks the whole file before it changes anything.
/// </summary>
public static class Serializers
{
    /// <summary>Saves the parameters of a link.</summary>
    public static void SaveNpz(string file, Link link, bool compression = true) =>
        Save(file, Entries(link), compression);

    /// <summary>Saves the state of an optimizer: <c>t</c>, <c>epoch</c>, and <c>l1/W/t</c>, <c>l1/W/m</c>, ... for each parameter.</summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>.</exception>
    public static void SaveNpz(string file, Optimizer optimizer, bool compression = true) =>
        Save(file, Entries("SaveNpz", optimizer), compression);

    /// <summary>Saves tensors by name.</summary>
    public static void SaveNpz(
        string file,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        bool compression = true
    ) =>
        Npz.Write(
            file,
            tensors.Select(named => KeyValuePair.Create(named.Key, Entry.OfTensor(named.Value))),
            compression
        );

    /// <summary>
    /// Loads parameters into a link. Further keys in the file are ignored; values are converted to the parameter's type.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="link">The link, of the structure and the sizes of the one that was saved.</param>
    /// <param name="path">Where the link stands in the file, for instance <c>encoder/</c>.</param>
    /// <param name="strict">Whether a missing key is an error; otherwise that parameter stays as it is.</param>
    /// <exception cref="DeepExpException">The file is damaged, a key is missing or a shape differs; the link is unchanged.</exception>
    public static void LoadNpz(string file, Link link, string path = "", bool strict = true) =>
        Load(file, Entries(link), path, strict);

    /// <summary>Loads the state of an optimizer that was set up with a model of the same structure.</summary>
    /// <exception cref="DeepExpException">The file is damaged, a key is missing or a shape differs; the optimizer is unchanged.</exception>
    public static void LoadNpz(
        string file,
        Optimizer optimizer,
        string path = "",
        bool strict = true
    ) => Load(file, Entries("LoadNpz", optimizer), path, strict);

    /// <summary>Loads all tensors of a file by name; integers become int32.</summary>
    /// <exception cref="DeepExpException">The file is damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> LoadNpz(string file) =>
        Npz.Read(file)
            .ToDictionary(named => named.Key, named => Entry.ToTensor(named.Key, named.Value));

    private static IEnumerable<Entry> Entries(Link link) =>
        link.NamedParams()
            .Select(named =>
                Entry.Values(named.Path, named.Param.Data, data => named.Param.Data = data)
            );

    private static IEnumerable<Entry> Entries(string operation, Optimizer optimizer)
    {
        optimizer.RequireTarget(operation);
        return optimizer.Entries();
    }

    private static void Save(string file, IEnumerable<Entry> entries, bool compression) =>
        Npz.Write(
            file,
            entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Save())),
            compression
        );

    private static void Load(string file, IEnumerable<Entry> entries, string path, bool strict)
    {
        var arrays = Npz.Read(file);
        var actions = new List<Action>();
        foreach (var entry in entries)
        {
            if (arrays.TryGetValue(path + entry.Key, out var array))
                actions.Add(entry.Prepare(array));
            else if (strict && !entry.MayLack(arrays, path))
                throw new DeepExpException(
                    "LoadNpz",
                    $"{file} has no «{path}{entry.Key}»; it has [{string.Join(", ", arrays.Keys.Take(20))}]."
                );
        }
        foreach (var action in actions)
            action();
    }
}

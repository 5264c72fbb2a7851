using DeepExp.Serialization;
using DeepExp.Serialization.Hdf5;

namespace DeepExp;

/// <summary>
/// Models, optimizers and tensors to and from .npz files with Chainer's keys (<c>l1/W</c>), which NumPy and Chainer read and
/// write; models and optimizers to and from HDF5 files as well, which h5py and Chainer read and write. Saving replaces a
/// file at once or not at all; loading checks all that it takes before it changes anything.
/// </summary>
public static class Serializers
{
    /// <summary>Saves the parameters and persistent values of a link.</summary>
    /// <exception cref="DeepExpException">A parameter has no data yet, or the file cannot be written.</exception>
    public static void SaveNpz(string file, Link link, bool compression = true) =>
        Save(file, Entries(link), compression);

    /// <summary>Saves the state of an optimizer: <c>t</c>, <c>epoch</c>, and <c>l1/W/t</c>, <c>l1/W/m</c>, ... for each parameter.</summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>, or the file cannot be written.</exception>
    public static void SaveNpz(string file, Optimizer optimizer, bool compression = true) =>
        Save(file, Entries("SaveNpz", optimizer), compression);

    /// <summary>Saves tensors by name.</summary>
    /// <exception cref="DeepExpException">The file cannot be written.</exception>
    public static void SaveNpz(
        string file,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        bool compression = true
    ) =>
        Npz.Write(
            file.Given(),
            tensors
                .Given()
                .Select(named => KeyValuePair.Create(named.Key, Entry.OfTensor(named.Value))),
            compression
        );

    /// <summary>
    /// Loads parameters and persistent values into a link. Further keys in the file are ignored; values are converted to the
    /// parameter's type. A parameter without data begins with the shape in the file.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="link">The link, of the structure and the sizes of the one that was saved.</param>
    /// <param name="path">Where the link stands in the file, for instance <c>encoder/</c>.</param>
    /// <param name="strict">Whether a missing key is an error; otherwise that parameter stays as it is.</param>
    /// <exception cref="DeepExpException">The file is missing or damaged, a key is missing or a shape differs; the link is unchanged.</exception>
    public static void LoadNpz(string file, Link link, string path = "", bool strict = true) =>
        Load(file, Entries(link), path, strict);

    /// <summary>Loads the state of an optimizer that was set up with a model of the same structure.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged, a key is missing or a shape differs; the optimizer is unchanged.</exception>
    public static void LoadNpz(
        string file,
        Optimizer optimizer,
        string path = "",
        bool strict = true
    ) => Load(file, Entries("LoadNpz", optimizer), path, strict);

    /// <summary>Loads all tensors of a file by name; integers become int32.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> LoadNpz(string file) =>
        Npz.Read(file.Given())
            .ToDictionary(
                named => named.Key,
                named => Entry.ToTensor(new Place("LoadNpz", file), named.Key, named.Value)
            );

    /// <summary>
    /// Saves the parameters of a link in an HDF5 file: <c>l1/W</c> is the dataset <c>W</c> in the group <c>l1</c>.
    /// </summary>
    /// <param name="file">The file, used as given.</param>
    /// <param name="link">The link.</param>
    /// <param name="compression">The level of gzip from 1 to 9, or 0 for none; arrays of at most one element are never compressed.</param>
    /// <exception cref="DeepExpException">The level is not from 0 to 9, or the file cannot be written.</exception>
    public static void SaveHdf5(string file, Link link, int compression = 4) =>
        SaveHdf5(file, Entries(link), compression);

    /// <summary>
    /// Saves the state of an optimizer in an HDF5 file: <c>t</c>, <c>epoch</c>, and <c>l1/W/t</c>, <c>l1/W/m</c>, ... for
    /// each parameter.
    /// </summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>, the level is not from 0 to 9, or the file cannot be written.</exception>
    public static void SaveHdf5(string file, Optimizer optimizer, int compression = 4) =>
        SaveHdf5(file, Entries("SaveHdf5", optimizer), compression);

    /// <summary>
    /// Loads parameters into a link from an HDF5 file of Chainer, h5py or <see cref="SaveHdf5(string, Link, int)"/>. What
    /// else is in the file is not looked at; links are not followed and no other file is opened; values are converted to
    /// the parameter's type. Arrays may be compact, contiguous or chunked, with gzip and shuffle.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="link">The link, of the structure and the sizes of the one that was saved.</param>
    /// <param name="path">Where the link stands in the file, for instance <c>encoder/</c>.</param>
    /// <param name="strict">Whether a missing key is an error; otherwise that parameter stays as it is.</param>
    /// <exception cref="DeepExpException">
    /// The file is missing or damaged, a key is missing or is no array of numbers, or a shape differs; the link is unchanged.
    /// </exception>
    public static void LoadHdf5(string file, Link link, string path = "", bool strict = true) =>
        LoadHdf5(file, Entries(link), path, strict);

    /// <summary>Loads the state of an optimizer that was set up with a model of the same structure from an HDF5 file.</summary>
    /// <exception cref="DeepExpException">
    /// The file is missing or damaged, a key is missing or is no array of numbers, or a shape differs; the optimizer is unchanged.
    /// </exception>
    public static void LoadHdf5(
        string file,
        Optimizer optimizer,
        string path = "",
        bool strict = true
    ) => LoadHdf5(file, Entries("LoadHdf5", optimizer), path, strict);

    private static IEnumerable<Entry> Entries(Link link) =>
        link.Given()
            .NamedParams()
            .Select(named => Entry.Parameter(named.Path, named.Param))
            .Concat(link.NamedPersistents().Select(named => named.Persistent.Entry(named.Path)));

    private static IEnumerable<Entry> Entries(string operation, Optimizer optimizer)
    {
        var model = optimizer.Given().RequireTarget(operation);
        if (
            model.NamedParams().FirstOrDefault(named => !named.Param.IsInitialized) is
            { Path: { } path }
        )
            throw new DeepExpException(
                operation,
                $"parameter «{path}» of the model has no data yet, so the optimizer has no state for it; load the model first, or call it once."
            );
        return optimizer.Entries();
    }

    private static void Save(string file, IEnumerable<Entry> entries, bool compression) =>
        Npz.Write(
            file.Given(),
            entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Save())),
            compression
        );

    private static void SaveHdf5(string file, IEnumerable<Entry> entries, int compression) =>
        Hdf5Writer.Write(
            file.Given(),
            entries.Select(entry =>
                KeyValuePair.Create<string, NpyArray?>(entry.Key, entry.Save())
            ),
            compression
        );

    private static void Load(string file, IEnumerable<Entry> entries, string path, bool strict)
    {
        path.Given();
        using var arrays = NpzFile.Open(file.Given());
        Load(new Place("LoadNpz", file), entries, arrays.Find, _ => arrays.Keys, path, strict);
    }

    private static void LoadHdf5(string file, IEnumerable<Entry> entries, string path, bool strict)
    {
        path.Given();
        using var arrays = Hdf5File.Open(file.Given());
        Load(new Place("LoadHdf5", file), entries, arrays.Find, arrays.NamesNear, path, strict);
    }

    /// <summary>Finds the array of each entry, its shape first, checks them all, and only then takes them over.</summary>
    private static void Load(
        Place place,
        IEnumerable<Entry> entries,
        Func<string, Action<IReadOnlyList<int>>?, NpyArray?> find,
        Func<string, IEnumerable<string>> names,
        string path,
        bool strict
    )
    {
        var actions = new List<Action>();
        foreach (var entry in entries)
        {
            if (find(path + entry.Key, shape => entry.RequireShape(place, shape)) is { } array)
                actions.Add(entry.Prepare(place, array));
            else if (strict && !entry.MayLack(place, find, path))
                throw place.Error(
                    $"the file has no «{path}{entry.Key}»; it has {Place.List(names(path + entry.Key))}."
                );
        }
        foreach (var action in actions)
            action();
    }
}

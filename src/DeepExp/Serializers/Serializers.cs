using DeepExp.Serialization;
using DeepExp.Serialization.Hdf5;

namespace DeepExp;

/// <summary>
/// Models, optimizers and tensors to and from .npz files with Chainer's keys (<c>l1/W</c>), which NumPy and Chainer read and
/// write, and to and from HDF5 files, which h5py and Chainer read and write: there <c>l1/W</c> is the dataset <c>W</c> in the
/// group <c>l1</c>. Saving replaces a file at once or not at all; loading checks all that it takes before it changes anything.
/// </summary>
/// <remarks>
/// A parameter without data is saved as Chainer's None (<c>h5py.Empty</c> in HDF5), and what is None in a file stays as it is
/// when loaded. Shapes must be equal; Chainer would repeat a smaller array to fit. What else is in a file is not looked at,
/// values are converted to the parameter's type, and pickles are never executed.
/// </remarks>
public static class Serializers
{
    /// <summary>Saves the parameters and persistent values of a link in an .npz file.</summary>
    /// <param name="file">The file, used as given: no extension is added.</param>
    /// <param name="obj">The link.</param>
    /// <param name="compression">Whether to deflate the arrays.</param>
    /// <exception cref="DeepExpException">The file cannot be written.</exception>
    public static void SaveNpz(string file, Link obj, bool compression = true) =>
        Npz.Write(file.Given(), Entry.Saved(obj.Given().Entries()), compression);

    /// <summary>
    /// Saves the state of an optimizer: <c>t</c>, <c>epoch</c>, <c>l1/W/t</c> for each parameter, and once that was updated
    /// <c>l1/W/m</c>, ...
    /// </summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>, or the file cannot be written.</exception>
    public static void SaveNpz(string file, Optimizer obj, bool compression = true) =>
        Npz.Write(file.Given(), Entry.Saved(obj.Given().Entries("SaveNpz")), compression);

    /// <summary>Saves what was written to a dictionary.</summary>
    /// <exception cref="DeepExpException">The file cannot be written.</exception>
    public static void SaveNpz(string file, DictionarySerializer obj, bool compression = true) =>
        Npz.Write(file.Given(), obj.Given().Arrays, compression);

    /// <summary>Saves tensors by name.</summary>
    /// <exception cref="DeepExpException">The file cannot be written.</exception>
    public static void SaveNpz(
        string file,
        IEnumerable<KeyValuePair<string, Tensor>> obj,
        bool compression = true
    ) => Npz.Write(file.Given(), Arrays(obj.Given()), compression);

    /// <summary>
    /// Loads parameters and persistent values into a link. A parameter without data begins with the shape in the file.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="obj">The link, of the structure and the sizes of the one that was saved.</param>
    /// <param name="path">Where the link stands in the file, for instance <c>encoder/</c>.</param>
    /// <param name="strict">Whether a missing key is an error; otherwise that parameter stays as it is.</param>
    /// <param name="ignoreNames">Keys that are not read, <paramref name="path"/> included; those parameters stay as they are.</param>
    /// <exception cref="DeepExpException">The file is missing or damaged, a key is missing or a shape differs; the link is unchanged.</exception>
    public static void LoadNpz(
        string file,
        Link obj,
        string path = "",
        bool strict = true,
        IgnoreNames ignoreNames = default
    ) => new NpzDeserializer(file.Given(), path, strict, ignoreNames).Load(obj);

    /// <summary>Loads the state of an optimizer that was set up with a model of the same structure.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged, a key is missing or a shape differs; the optimizer is unchanged.</exception>
    public static void LoadNpz(
        string file,
        Optimizer obj,
        string path = "",
        bool strict = true,
        IgnoreNames ignoreNames = default
    ) => new NpzDeserializer(file.Given(), path, strict, ignoreNames).Load(obj);

    /// <summary>Loads all tensors of an .npz file by name; integers become int32, and None is left out.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> LoadNpz(string file) =>
        Npz.Read(file.Given())
            .Where(named => !named.Value.IsNone)
            .ToDictionary(
                named => named.Key,
                named => Entry.ToTensor(new Place("LoadNpz", file), named.Key, named.Value)
            );

    /// <summary>Saves the parameters and persistent values of a link in an HDF5 file.</summary>
    /// <param name="file">The file, used as given.</param>
    /// <param name="obj">The link.</param>
    /// <param name="compression">The level of gzip from 1 to 9, or 0 for none; arrays of at most one element are never compressed.</param>
    /// <exception cref="DeepExpException">The level is not from 0 to 9, or the file cannot be written.</exception>
    public static void SaveHdf5(string file, Link obj, int compression = 4) =>
        new HDF5Serializer(file.Given(), compression).Save(obj);

    /// <summary>Saves the state of an optimizer in an HDF5 file, as <see cref="SaveNpz(string, Optimizer, bool)"/> does.</summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>, the level is not from 0 to 9, or the file cannot be written.</exception>
    public static void SaveHdf5(string file, Optimizer obj, int compression = 4) =>
        new HDF5Serializer(file.Given(), compression).Save(obj);

    /// <summary>Saves what was written to a dictionary in an HDF5 file.</summary>
    /// <exception cref="DeepExpException">The level is not from 0 to 9, or the file cannot be written.</exception>
    public static void SaveHdf5(string file, DictionarySerializer obj, int compression = 4) =>
        Hdf5Writer.Write(file.Given(), obj.Given().Arrays, compression);

    /// <summary>Saves tensors by name in an HDF5 file.</summary>
    /// <exception cref="DeepExpException">The level is not from 0 to 9, or the file cannot be written.</exception>
    public static void SaveHdf5(
        string file,
        IEnumerable<KeyValuePair<string, Tensor>> obj,
        int compression = 4
    ) => Hdf5Writer.Write(file.Given(), Arrays(obj.Given()), compression);

    /// <summary>
    /// Loads parameters and persistent values into a link from an HDF5 file. Links are not followed and no other file is opened;
    /// arrays may be compact, contiguous or chunked, with gzip and shuffle.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="obj">The link, of the structure and the sizes of the one that was saved.</param>
    /// <param name="path">Where the link stands in the file, for instance <c>encoder/</c>.</param>
    /// <param name="strict">Whether a missing key is an error; otherwise that parameter stays as it is.</param>
    /// <param name="ignoreNames">Keys that are not read, <paramref name="path"/> included; those parameters stay as they are.</param>
    /// <exception cref="DeepExpException">
    /// The file is missing or damaged, a key is missing or is no array of numbers, or a shape differs; the link is unchanged.
    /// </exception>
    public static void LoadHdf5(
        string file,
        Link obj,
        string path = "",
        bool strict = true,
        IgnoreNames ignoreNames = default
    ) => new HDF5Deserializer(file.Given(), strict, path, ignoreNames).Load(obj);

    /// <summary>Loads the state of an optimizer that was set up with a model of the same structure from an HDF5 file.</summary>
    /// <exception cref="DeepExpException">
    /// The file is missing or damaged, a key is missing or is no array of numbers, or a shape differs; the optimizer is unchanged.
    /// </exception>
    public static void LoadHdf5(
        string file,
        Optimizer obj,
        string path = "",
        bool strict = true,
        IgnoreNames ignoreNames = default
    ) => new HDF5Deserializer(file.Given(), strict, path, ignoreNames).Load(obj);

    private static IEnumerable<KeyValuePair<string, NpyArray>> Arrays(
        IEnumerable<KeyValuePair<string, Tensor>> tensors
    ) => tensors.Select(named => KeyValuePair.Create(named.Key, Entry.OfTensor(named.Value)));
}

using DeepExp.Serialization;
using DeepExp.Serialization.Hdf5;
using PureHDF;
using static DeepExp.Tests.Serialization.Bytes;

namespace DeepExp.Tests.Saving;

/// <summary>A format of files, so that one set of laws holds both.</summary>
internal abstract class Format
{
    public static readonly Format Npz = new NpzFormat();
    public static readonly Format Hdf5 = new Hdf5Format();

    public abstract string SaveName { get; }

    public abstract string LoadName { get; }

    public abstract void Save(string file, Link obj, bool compression = true);

    public abstract void Save(string file, Optimizer obj, bool compression = true);

    public abstract void Save(string file, DictionarySerializer obj);

    public abstract void Save(
        string file,
        IEnumerable<KeyValuePair<string, Tensor>> obj,
        bool compression = true
    );

    public abstract void Load(
        string file,
        Link obj,
        string path = "",
        bool strict = true,
        IgnoreNames ignoreNames = default
    );

    public abstract void Load(
        string file,
        Optimizer obj,
        string path = "",
        bool strict = true,
        IgnoreNames ignoreNames = default
    );

    public abstract Deserializer Reader(string file);

    public abstract void Write(string file, params (string Name, NpyArray Array)[] arrays);

    public abstract byte[] Write(bool compression, params (string Name, NpyArray Array)[] arrays);

    public abstract IArrayFile Open(string file);

    /// <summary>Opens a file in memory, called a.file.</summary>
    public abstract IArrayFile Open(byte[] bytes);

    /// <summary>The keys of all arrays, sorted.</summary>
    public abstract IEnumerable<string> Keys(string file);

    private sealed class NpzFormat : Format
    {
        public override string SaveName => "SaveNpz";

        public override string LoadName => "LoadNpz";

        public override void Save(string file, Link obj, bool compression) =>
            Serializers.SaveNpz(file, obj, compression);

        public override void Save(string file, Optimizer obj, bool compression) =>
            Serializers.SaveNpz(file, obj, compression);

        public override void Save(string file, DictionarySerializer obj) =>
            Serializers.SaveNpz(file, obj);

        public override void Save(
            string file,
            IEnumerable<KeyValuePair<string, Tensor>> obj,
            bool compression
        ) => Serializers.SaveNpz(file, obj, compression);

        public override void Load(
            string file,
            Link obj,
            string path,
            bool strict,
            IgnoreNames ignoreNames
        ) => Serializers.LoadNpz(file, obj, path, strict, ignoreNames);

        public override void Load(
            string file,
            Optimizer obj,
            string path,
            bool strict,
            IgnoreNames ignoreNames
        ) => Serializers.LoadNpz(file, obj, path, strict, ignoreNames);

        public override Deserializer Reader(string file) => new NpzDeserializer(file);

        public override void Write(string file, params (string, NpyArray)[] arrays) =>
            DeepExp.Serialization.Npz.Write(file, Named(arrays));

        public override byte[] Write(bool compression, params (string, NpyArray)[] arrays) =>
            WriteNpz(compression, arrays);

        public override IArrayFile Open(string file) => NpzFile.Open(file);

        public override IArrayFile Open(byte[] bytes) =>
            new NpzFile(new MemoryStream(bytes), "a.file");

        public override IEnumerable<string> Keys(string file) =>
            DeepExp.Serialization.Npz.Read(file).Keys.Order(StringComparer.Ordinal);
    }

    private sealed class Hdf5Format : Format
    {
        public override string SaveName => "SaveHdf5";

        public override string LoadName => "LoadHdf5";

        public override void Save(string file, Link obj, bool compression) =>
            Serializers.SaveHdf5(file, obj, compression ? 4 : 0);

        public override void Save(string file, Optimizer obj, bool compression) =>
            Serializers.SaveHdf5(file, obj, compression ? 9 : 0);

        public override void Save(string file, DictionarySerializer obj) =>
            Serializers.SaveHdf5(file, obj);

        public override void Save(
            string file,
            IEnumerable<KeyValuePair<string, Tensor>> obj,
            bool compression
        ) => Serializers.SaveHdf5(file, obj, compression ? 4 : 0);

        public override void Load(
            string file,
            Link obj,
            string path,
            bool strict,
            IgnoreNames ignoreNames
        ) => Serializers.LoadHdf5(file, obj, path, strict, ignoreNames);

        public override void Load(
            string file,
            Optimizer obj,
            string path,
            bool strict,
            IgnoreNames ignoreNames
        ) => Serializers.LoadHdf5(file, obj, path, strict, ignoreNames);

        public override Deserializer Reader(string file) => new HDF5Deserializer(file);

        public override void Write(string file, params (string, NpyArray)[] arrays) =>
            Hdf5Writer.Write(file, Named(arrays));

        public override byte[] Write(bool compression, params (string, NpyArray)[] arrays) =>
            Serialization.Hdf5.Files.Write(compression ? 4 : 0, arrays);

        public override IArrayFile Open(string file) => Hdf5File.Open(file);

        public override IArrayFile Open(byte[] bytes) =>
            new Hdf5File(new MemoryStream(bytes), "a.file");

        public override IEnumerable<string> Keys(string file)
        {
            using var other = H5File.OpenRead(file);
            return [.. Below(other, "").Order(StringComparer.Ordinal)];

            static IEnumerable<string> Below(IH5Group group, string path) =>
                group
                    .Children()
                    .SelectMany(child =>
                        child is IH5Group inner
                            ? Below(inner, $"{path}{child.Name}/")
                            : [path + child.Name]
                    );
        }
    }
}

using DeepExp.Serialization;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Saving;

/// <summary>A folder for files of one format, and models to save there.</summary>
public abstract class FileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private protected FileTests(Format format)
    {
        Format = format;
        File = InFolder("a.file");
    }

    private protected Format Format { get; }

    private protected string File { get; }

    private protected string InFolder(string name) => Path.Combine(folder, name);

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static ChainList Net(DType? dtype = null) =>
        new(new L.Linear(2, 3, dtype: dtype), new L.Linear(3, 1, dtype: dtype));

    private protected static ChainList LazyNet() => new(new L.Linear(3), new L.Linear(3, 1));

    private protected static L.Linear First(ChainList net) => (L.Linear)net[0];

    private protected static Optimizer Trained(ChainList net, Optimizer optimizer, int steps)
    {
        optimizer.Setup(net);
        Train(net, optimizer, steps);
        optimizer.NewEpoch();
        return optimizer;
    }

    private protected static void Train(ChainList net, Optimizer optimizer, int steps)
    {
        var dtype = net.Params().First().DType;
        for (var step = 0; step < steps; step++)
            optimizer.Update(() =>
                F.MeanSquaredError(
                    net.Cast<L.Linear>()
                        .Aggregate(
                            (Variable)Random(step, dtype, 5, 2),
                            (h, layer) => F.Tanh(layer.Forward(h))
                        ),
                    Random(step + 100, dtype, 5, 1)
                )
            );
    }

    /// <summary>What a file would hold of the optimizer.</summary>
    private protected static Dictionary<string, Tensor> Values(Optimizer optimizer)
    {
        var dictionary = new DictionarySerializer();
        dictionary.Save(optimizer);
        return dictionary.Target.ToDictionary(named => named.Key, named => named.Value!);
    }

    private protected static string State(Optimizer optimizer) =>
        string.Join('\n', Values(optimizer).Select(named => $"{named.Key} {Bits(named.Value)}"));

    private protected void Write(params (string Name, NpyArray Array)[] arrays) =>
        Format.Write(File, arrays);

    private protected void Save(IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        Format.Save(File, tensors);

    private protected void LoadRefused(Link link, bool strict, params string[] says) =>
        Refused(Format.LoadName, () => Format.Load(File, link, strict: strict), [File, .. says]);

    private protected void LoadRefused(Optimizer optimizer, params string[] says) =>
        Refused(Format.LoadName, () => Format.Load(File, optimizer), [File, .. says]);
}

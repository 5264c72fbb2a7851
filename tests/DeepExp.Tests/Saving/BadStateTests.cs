using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Tensors;

namespace DeepExp.Tests.Saving;

/// <summary>A file that does not fit leaves the optimizer as it was.</summary>
public abstract class BadStateTests : FileTests
{
    private protected BadStateTests(Format format)
        : base(format) { }

    private static readonly Dictionary<string, NpyArray> badTimes = new()
    {
        ["two"] = new([2], new long[] { 1, 2 }),
        ["none"] = new([0], Array.Empty<long>()),
        ["negative"] = new([], new long[] { -1 }),
        ["fraction"] = new([], new double[] { 1.5 }),
        ["NaN"] = new([], new double[] { double.NaN }),
        ["infinite"] = new([], new double[] { double.PositiveInfinity }),
        ["too large"] = new([], new long[] { 1L << 31 }),
        ["None"] = NpyArray.None,
    };

    public static TheoryData<string> BadTimes => [.. badTimes.Keys];

    [Theory]
    [MemberData(nameof(BadTimes))]
    public void Of_a_t_that_is_no_number(string what)
    {
        var optimizer = Trained(Net(), new Adam(), 3);
        var before = State(optimizer);
        foreach (var key in (string[])["t", "epoch", "1/b/t"])
        {
            Write([
                .. Values(Trained(Net(), new Adam(), 5))
                    .Select(named =>
                        (named.Key, named.Key == key ? badTimes[what] : Entry.OfTensor(named.Value))
                    ),
            ]);
            LoadRefused(optimizer, $"«{key}»");
            Assert.Equal(before, State(optimizer));
            Assert.Equal((3, 1), (optimizer.T, optimizer.Epoch));
        }
    }

    [Fact]
    public void Of_a_bad_array()
    {
        var optimizer = Trained(Net(), new Adam(), 3);
        var before = State(optimizer);
        var good = Values(Trained(Net(), new Adam(), 5));

        Save(new Dictionary<string, Tensor>(good) { ["1/b/v"] = Range(2) });
        LoadRefused(optimizer, "«1/b/v»", "shape 2");
        Assert.Equal(before, State(optimizer));

        Write([
            .. good.Select(named =>
                (named.Key, named.Key == "1/b/v" ? NpyArray.None : Entry.OfTensor(named.Value))
            ),
        ]);
        LoadRefused(optimizer, "«1/b/v»", "None");
        Assert.Equal(before, State(optimizer));

        Save(good.Where(named => named.Key != "1/b/v"));
        LoadRefused(optimizer, "«1/b/v»");
        Assert.Equal(before, State(optimizer));

        Format.Load(File, optimizer, strict: false);
        Assert.Equal(5, optimizer.T);
        Assert.Contains(
            "1/b/v " + before.Split("1/b/v ")[1],
            State(optimizer),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_model_nothing_is_saved_or_loaded()
    {
        Refused(Format.SaveName, () => Format.Save(File, new Adam()), "Setup(model)");
        Refused(Format.LoadName, () => Format.Load(File, new Adam()), "Setup(model)");
        Assert.False(System.IO.File.Exists(File));
    }
}

public sealed class NpzBadStateTests() : BadStateTests(Format.Npz);

public sealed class Hdf5BadStateTests() : BadStateTests(Format.Hdf5);

using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Serialization.Bytes;
using static DeepExp.Tests.Tensors;

namespace DeepExp.Tests.Saving;

/// <summary>A file that does not fit leaves the model as it was.</summary>
public abstract class BadModelTests : FileTests
{
    private protected BadModelTests(Format format)
        : base(format) { }

    // The first key is right in each, so that a load that is not all or nothing shows.
    private protected static readonly (string, NpyArray) goodW = ("0/W", new([3, 2], new float[6]));

    private static readonly Dictionary<string, (NpyArray B, string Says)> badArrays = new()
    {
        ["wrong shape"] = (new([4], new float[4]), "shape 4 in the file, but shape 3 here"),
        ["wrong rank"] = (new([3, 1], new float[3]), "shape 3×1 in the file, but shape 3 here"),
        ["one for three"] = (new([1], new float[1]), "nothing is repeated to fit"),
        ["a number for three"] = (new([], new float[1]), "nothing is repeated to fit"),
        ["a row of three"] = (new([1, 3], new float[3]), "shape 1×3"),
        ["too long integers"] = (
            new([3], new long[] { 1, 2, long.MaxValue }),
            "holds 9223372036854775807"
        ),
        ["unsigned integers"] = (new([3], new uint[] { 1, 2, uint.MaxValue }), "holds 4294967295"),
    };

    public static TheoryData<string> BadArrays => [.. badArrays.Keys];

    [Theory]
    [MemberData(nameof(BadArrays))]
    public void Of_a_bad_array(string what)
    {
        var (b, says) = badArrays[what];
        Write(goodW, ("0/b", b));
        UnchangedBy("«0/b»", says);
    }

    private protected void UnchangedBy(params string[] says)
    {
        var net = Net();
        var before = Bits(net);
        foreach (var strict in (bool[])[true, false])
            LoadRefused(net, strict, says);
        Assert.Equal(before, Bits(net));
    }

    [Fact]
    public void Of_a_cut_file_or_none()
    {
        var (net, optimizer) = (Net(), Trained(Net(), new Adam(), 3));
        var stateBefore = State(optimizer);
        Format.Save(File, Trained(Net(), new Adam(), 5));
        var whole = System.IO.File.ReadAllBytes(File);
        byte[][] cut =
        [
            [],
            whole[..^1],
            whole[..500],
            [.. "not a file of that kind"u8],
        ];
        foreach (var bytes in cut)
        {
            System.IO.File.WriteAllBytes(File, bytes);
            UnchangedBy();
            LoadRefused(optimizer);
        }
        System.IO.File.Delete(File);
        UnchangedBy("cannot be read");
        LoadRefused(optimizer, "cannot be read");
        Assert.Equal((stateBefore, 3), (State(optimizer), optimizer.T));
    }

    [Fact]
    public void Another_shape_is_refused_before_the_elements_are_read()
    {
        const int Length = 16 << 20;
        Write(goodW, ("0/b", new NpyArray([Length], new float[Length])));
        var before = GC.GetAllocatedBytesForCurrentThread();
        UnchangedBy("«0/b»", "shape 16777216 in the file");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);

        Write(("t", new NpyArray([Length], new byte[Length])));
        before = GC.GetAllocatedBytesForCurrentThread();
        LoadRefused(new Adam().Setup(Net()), "«t»", "shape 16777216 in the file");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }
}

public sealed class NpzBadModelTests() : BadModelTests(Format.Npz)
{
    [Theory]
    [InlineData("|O", 24, "pickle")]
    [InlineData("<U1", 12, "'<U1'")]
    public void Of_what_is_no_number(string descr, int bytes, string says)
    {
        System.IO.File.WriteAllBytes(
            File,
            Zip(
                ("0/W.npy", Zeros("(3, 2)", 6)),
                ("0/b.npy", NpyOf(Header("(3,)", descr), new byte[bytes]))
            )
        );
        UnchangedBy("'0/b.npy'", says);
    }

    [Fact]
    public void What_the_model_does_not_ask_for_is_not_read()
    {
        var (net, other) = (Net(), Net());
        Serializers.SaveNpz(File, net);
        System.IO.File.WriteAllBytes(
            File,
            Zip([
                .. Npz.Read(File).Select(named => ($"{named.Key}.npy", Content(named.Value))),
                ("more.npy", "no array"u8.ToArray()),
            ])
        );
        Serializers.LoadNpz(File, other);
        Same(net, other);

        static byte[] Content(NpyArray array)
        {
            var stream = new MemoryStream();
            Npy.Write(stream, array, "a.npy");
            return stream.ToArray();
        }
    }
}

public sealed class Hdf5BadModelTests() : BadModelTests(Format.Hdf5)
{
    [Fact]
    public void Of_a_group()
    {
        Write(goodW, ("0/b/c", new([3], new float[3])));
        UnchangedBy("'0/b'", "group of [c]");
    }
}

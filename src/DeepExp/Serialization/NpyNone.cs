using System.Text;

namespace DeepExp.Serialization;

/// <summary>
/// Python's None as NumPy and Chainer save it for what has no value yet: an array without axes of one object, which follows as a
/// pickle. The pickle is compared byte by byte with the one that NumPy 1 writes for None, and no pickle is ever executed.
/// </summary>
internal static class NpyNone
{
    /// <summary>How its header names the type.</summary>
    public const string Descr = "|O";

    /// <summary>The header without the spaces that fill it up.</summary>
    public const string Header = $"{{'descr': '{Descr}', 'fortran_order': False, 'shape': (), }}";

    /// <summary>What follows the header.</summary>
    public static ReadOnlySpan<byte> Pickle => pickle;

    private static readonly byte[] pickle = Encoding.Latin1.GetBytes(
        "\u0080\u0003cnumpy.core.multiarray\n_reconstruct\nq\0cnumpy\nndarray\nq\u0001K\0\u0085q\u0002C\u0001bq\u0003\u0087q\u0004Rq\u0005"
            + "(K\u0001)cnumpy\ndtype\nq\u0006X\u0002\0\0\0O8q\u0007\u0089\u0088\u0087q\u0008Rq\u0009(K\u0003X\u0001\0\0\0|q\u000aNNN"
            + "J\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK?tq\u000bb\u0089]q\u000cNatq\u000db."
    );
}

using System.Numerics;
using DeepExp.Kernels;

namespace DeepExp.Tests.Kernels;

/// <summary>The internal form of each loop at one register width.</summary>
internal interface IWidth<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The fewest numbers that the elementwise loops take at this width.</summary>
    static abstract int Count { get; }

    static abstract void Map<TFormula>(TFormula f, ReadOnlySpan<T> x, Span<T> y)
        where TFormula : struct, IUnaryFormula;

    static abstract void Zip<TFormula>(TFormula f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where TFormula : struct, IBinaryFormula;

    static abstract void Select(ReadOnlySpan<T> c, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z);

    static abstract void Reduce<TFold>(
        TFold fold,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where TFold : struct, IFold;

    static abstract void Multiply(
        int batch,
        int m,
        int n,
        int k,
        T[] a,
        bool transA,
        T[] b,
        bool transB,
        Span<T> c,
        T[]? bias = null,
        double? slope = null,
        bool accumulate = false
    );

    static abstract void Update<TUpdate>(TUpdate update, T[][] x, T[][] y)
        where TUpdate : struct, IUpdate;
}

internal sealed class Width<V, T> : IWidth<T>
    where V : unmanaged, IVector<V, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => V.Count;

    public static void Map<TFormula>(TFormula f, ReadOnlySpan<T> x, Span<T> y)
        where TFormula : struct, IUnaryFormula => UnaryLoop.Run<TFormula, V, T>(f, x, y);

    public static void Zip<TFormula>(TFormula f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where TFormula : struct, IBinaryFormula => BinaryLoop.Run<TFormula, V, T>(f, x, y, z);

    public static void Select(ReadOnlySpan<T> c, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) =>
        Selection.Select<V, T>(c, x, y, z);

    public static void Reduce<TFold>(
        TFold fold,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where TFold : struct, IFold => ReductionLoop.Run<TFold, V, T>(fold, x, shape, reduced, y);

    public static void Multiply(
        int batch,
        int m,
        int n,
        int k,
        T[] a,
        bool transA,
        T[] b,
        bool transB,
        Span<T> c,
        T[]? bias,
        double? slope,
        bool accumulate
    ) =>
        MatMul.Multiply<V, T>(
            batch,
            m,
            n,
            k,
            a,
            transA,
            b,
            transB,
            c,
            new(bias, slope, accumulate)
        );

    public static void Update<TUpdate>(TUpdate update, T[][] x, T[][] y)
        where TUpdate : struct, IUpdate =>
        Updates.Run<TUpdate, V, T>(update, x[1], Kept([x[0], .. x[2..]]), Kept(y));

    private static Kept<T> Kept(T[][] rows) =>
        new(
            rows[0],
            rows.ElementAtOrDefault(1),
            rows.ElementAtOrDefault(2),
            rows.ElementAtOrDefault(3)
        );
}

/// <summary>A check that runs at every width, for float and for double.</summary>
internal interface ICheck
{
    void Run<W, T>()
        where W : IWidth<T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

internal static class EveryWidth
{
    public static void Run(ICheck check)
    {
        check.Run<Width<V512<float>, float>, float>();
        check.Run<Width<V256<float>, float>, float>();
        check.Run<Width<V128<float>, float>, float>();
        check.Run<Width<Scalar<float>, float>, float>();
        check.Run<Width<V512<double>, double>, double>();
        check.Run<Width<V256<double>, double>, double>();
        check.Run<Width<V128<double>, double>, double>();
        check.Run<Width<Scalar<double>, double>, double>();
    }
}

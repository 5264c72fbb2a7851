using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The largest of each window of x: N×C×size…; with coverAll every element is seen.</summary>
    public static Variable MaxPooling2D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true
    ) =>
        Pool(
            "MaxPooling2D",
            2,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) => Pooling.maxPooling(k, s.ToOption(), p, coverAll, x.Traced)
        );

    /// <summary>The largest of each window, and, with returnIndices, the places in the windows where they stand.</summary>
    public static (Variable Y, Variable Indices) MaxPooling2D(
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        bool coverAll,
        bool returnIndices
    ) =>
        (
            MaxPooling2D(x, ksize, stride, pad, coverAll),
            Pool(
                "MaxPooling2D",
                2,
                x,
                ksize,
                stride,
                pad,
                (k, s, p) => Pooling.maxPoolingIndices(k, s.ToOption(), p, coverAll, x.Traced)
            )
        );

    /// <summary>The largest of each window of x: N×C×size…; with coverAll every element is seen.</summary>
    public static Variable MaxPooling1D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true
    ) =>
        Pool(
            "MaxPooling1D",
            1,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) => Pooling.maxPooling(k, s.ToOption(), p, coverAll, x.Traced)
        );

    /// <summary>The largest of each window, and, with returnIndices, the places in the windows where they stand.</summary>
    public static (Variable Y, Variable Indices) MaxPooling1D(
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        bool coverAll,
        bool returnIndices
    ) =>
        (
            MaxPooling1D(x, ksize, stride, pad, coverAll),
            Pool(
                "MaxPooling1D",
                1,
                x,
                ksize,
                stride,
                pad,
                (k, s, p) => Pooling.maxPoolingIndices(k, s.ToOption(), p, coverAll, x.Traced)
            )
        );

    /// <summary>The largest of each window of x: N×C×size…; with coverAll every element is seen.</summary>
    public static Variable MaxPooling3D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true
    ) =>
        Pool(
            "MaxPooling3D",
            3,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) => Pooling.maxPooling(k, s.ToOption(), p, coverAll, x.Traced)
        );

    /// <summary>The largest of each window, and, with returnIndices, the places in the windows where they stand.</summary>
    public static (Variable Y, Variable Indices) MaxPooling3D(
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        bool coverAll,
        bool returnIndices
    ) =>
        (
            MaxPooling3D(x, ksize, stride, pad, coverAll),
            Pool(
                "MaxPooling3D",
                3,
                x,
                ksize,
                stride,
                pad,
                (k, s, p) => Pooling.maxPoolingIndices(k, s.ToOption(), p, coverAll, x.Traced)
            )
        );

    /// <summary>The largest of each window of x: N×C×size…; with coverAll every element is seen.</summary>
    public static Variable MaxPoolingND(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true
    ) =>
        Pool(
            "MaxPoolingND",
            x.Ndim - 2,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) => Pooling.maxPooling(k, s.ToOption(), p, coverAll, x.Traced)
        );

    /// <summary>The largest of each window, and, with returnIndices, the places in the windows where they stand.</summary>
    public static (Variable Y, Variable Indices) MaxPoolingND(
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        bool coverAll,
        bool returnIndices
    ) =>
        (
            MaxPoolingND(x, ksize, stride, pad, coverAll),
            Pool(
                "MaxPoolingND",
                x.Ndim - 2,
                x,
                ksize,
                stride,
                pad,
                (k, s, p) => Pooling.maxPoolingIndices(k, s.ToOption(), p, coverAll, x.Traced)
            )
        );

    /// <summary>The mean of each window of x: N×C×size…; zeros outside of x count.</summary>
    public static Variable AveragePooling2D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null
    ) =>
        Pool(
            "AveragePooling2D",
            2,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) =>
                Pooling.averagePooling(k, s.ToOption(), p, FSharpOption<double>.Some(0), x.Traced)
        );

    /// <summary>The mean of each window of x: N×C×size…; what outside of x counts as padValue, or not at all if that is null.</summary>
    public static Variable AveragePooling1D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        double? padValue = 0
    ) =>
        Pool(
            "AveragePooling1D",
            1,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) => Pooling.averagePooling(k, s.ToOption(), p, padValue.ToOption(), x.Traced)
        );

    /// <summary>The mean of each window of x: N×C×size…; what outside of x counts as padValue, or not at all if that is null.</summary>
    public static Variable AveragePooling3D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        double? padValue = 0
    ) =>
        Pool(
            "AveragePooling3D",
            3,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) => Pooling.averagePooling(k, s.ToOption(), p, padValue.ToOption(), x.Traced)
        );

    /// <summary>The mean of each window of x: N×C×size…; what outside of x counts as padValue, or not at all if that is null.</summary>
    public static Variable AveragePoolingND(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        double? padValue = 0
    ) =>
        Pool(
            "AveragePoolingND",
            x.Ndim - 2,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) => Pooling.averagePooling(k, s.ToOption(), p, padValue.ToOption(), x.Traced)
        );

    /// <summary>Each element of x written over a whole window, added up where windows overlap.</summary>
    public static Variable Unpooling2D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) =>
        Pool(
            "Unpooling2D",
            2,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) =>
                Pooling.unpooling(
                    k,
                    s.ToOption(),
                    p,
                    coverAll,
                    (outsize?.For("Unpooling2D", "outsize", 2)).ToOption(),
                    x.Traced
                )
        );

    /// <summary>Each element of x written over a whole window, added up where windows overlap.</summary>
    public static Variable Unpooling1D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) =>
        Pool(
            "Unpooling1D",
            1,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) =>
                Pooling.unpooling(
                    k,
                    s.ToOption(),
                    p,
                    coverAll,
                    (outsize?.For("Unpooling1D", "outsize", 1)).ToOption(),
                    x.Traced
                )
        );

    /// <summary>Each element of x written over a whole window, added up where windows overlap.</summary>
    public static Variable Unpooling3D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) =>
        Pool(
            "Unpooling3D",
            3,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) =>
                Pooling.unpooling(
                    k,
                    s.ToOption(),
                    p,
                    coverAll,
                    (outsize?.For("Unpooling3D", "outsize", 3)).ToOption(),
                    x.Traced
                )
        );

    /// <summary>Each element of x written over a whole window, added up where windows overlap.</summary>
    public static Variable UnpoolingND(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) =>
        Pool(
            "UnpoolingND",
            x.Ndim - 2,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) =>
                Pooling.unpooling(
                    k,
                    s.ToOption(),
                    p,
                    coverAll,
                    (outsize?.For("UnpoolingND", "outsize", x.Ndim - 2)).ToOption(),
                    x.Traced
                )
        );

    /// <summary>Each element of x written to the place of its window that the indexes of MaxPooling2D name.</summary>
    public static Variable Upsampling2D(
        Variable x,
        Variable indexes,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) =>
        Pool(
            "Upsampling2D",
            2,
            x,
            ksize,
            stride,
            pad,
            (k, s, p) =>
                Pooling.upsampling(
                    indexes.Traced,
                    k,
                    s.ToOption(),
                    p,
                    coverAll,
                    (outsize?.For("Upsampling2D", "outsize", 2)).ToOption(),
                    x.Traced
                )
        );

    /// <summary>Max pooling with 1, 2, 4, … windows along both axes, all results in one row of channels: N×(C·Σ4ⁱ)×1×1.</summary>
    public static Variable SpatialPyramidPooling2D(
        Variable x,
        int pyramidHeight,
        string pooling = "max"
    )
    {
        if (pooling != "max")
            throw new DeepExpException(
                "SpatialPyramidPooling2D",
                $"pooling is «{pooling}», but only «max» is defined."
            );
        return Variable.Of(Pooling.spatialPyramidPooling(pyramidHeight, x.Traced));
    }

    private static Variable Pool(
        string operation,
        int axes,
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        Func<int[], int[]?, int[], Tensor> pooling
    )
    {
        RequireSpatial(operation, axes, x);
        return Variable.Of(
            pooling(
                ksize.For(operation, "ksize", axes),
                stride?.For(operation, "stride", axes),
                (pad ?? 0).For(operation, "pad", axes)
            )
        );
    }
}

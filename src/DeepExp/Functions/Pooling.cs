using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The largest of each window of x: N×C×size…; with coverAll every element is seen.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable MaxPooling1D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true
    ) => Largest("MaxPooling1D", 1, x, ksize, stride, pad, coverAll);

    /// <summary>The largest of each window, and the places in the windows where they stand, with returnIndices or without.</summary>
    public static (Variable Y, Variable Indices) MaxPooling1D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true,
        bool returnIndices = true
    )
    {
        var (y, indices) = LargestAndPlaces("MaxPooling1D", 1, x, ksize, stride, pad, coverAll);
        return (Variable.Of(y), Variable.Of(indices));
    }

    /// <summary>The largest of each window of x: N×C×size…; with coverAll every element is seen.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable MaxPooling2D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true
    ) => Largest("MaxPooling2D", 2, x, ksize, stride, pad, coverAll);

    /// <summary>The largest of each window, and the places in the windows where they stand, with returnIndices or without.</summary>
    public static (Variable Y, Variable Indices) MaxPooling2D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true,
        bool returnIndices = true
    )
    {
        var (y, indices) = LargestAndPlaces("MaxPooling2D", 2, x, ksize, stride, pad, coverAll);
        return (Variable.Of(y), Variable.Of(indices));
    }

    /// <summary>The largest of each window of x: N×C×size…; with coverAll every element is seen.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable MaxPooling3D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true
    ) => Largest("MaxPooling3D", 3, x, ksize, stride, pad, coverAll);

    /// <summary>The largest of each window, and the places in the windows where they stand, with returnIndices or without.</summary>
    public static (Variable Y, Variable Indices) MaxPooling3D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true,
        bool returnIndices = true
    )
    {
        var (y, indices) = LargestAndPlaces("MaxPooling3D", 3, x, ksize, stride, pad, coverAll);
        return (Variable.Of(y), Variable.Of(indices));
    }

    /// <summary>The largest of each window of x: N×C×size…; with coverAll every element is seen.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable MaxPoolingND(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true
    ) => Largest("MaxPoolingND", x.Given().Ndim - 2, x, ksize, stride, pad, coverAll);

    /// <summary>The largest of each window, and the places in the windows where they stand, with returnIndices or without.</summary>
    public static (Variable Y, Variable Indices) MaxPoolingND(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = true,
        bool returnIndices = true
    )
    {
        var (y, indices) = LargestAndPlaces(
            "MaxPoolingND",
            x.Given().Ndim - 2,
            x,
            ksize,
            stride,
            pad,
            coverAll
        );
        return (Variable.Of(y), Variable.Of(indices));
    }

    /// <summary>The mean of each window of x: N×C×size…; zeros outside of x count.</summary>
    /// <remarks>
    /// \[ y_{i,c,u} = \frac{1}{K} \sum_{k=0}^{K-1} x_{i,\,c,\,s u + k - p} \]
    /// with kernel \( K \), stride \( s \) and padding \( p \) along each of the two spatial axes; outside of \( x \) are
    /// zeros.
    /// </remarks>
    public static Variable AveragePooling2D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null
    ) => Mean("AveragePooling2D", 2, x, ksize, stride, pad, 0);

    /// <summary>The mean of each window of x: N×C×size…; what is outside of x counts as padValue, or not at all if that is null.</summary>
    public static Variable AveragePooling1D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        double? padValue = 0
    ) => Mean("AveragePooling1D", 1, x, ksize, stride, pad, padValue);

    /// <summary>The mean of each window of x: N×C×size…; what is outside of x counts as padValue, or not at all if that is null.</summary>
    public static Variable AveragePooling3D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        double? padValue = 0
    ) => Mean("AveragePooling3D", 3, x, ksize, stride, pad, padValue);

    /// <summary>The mean of each window of x: N×C×size…; what is outside of x counts as padValue, or not at all if that is null.</summary>
    public static Variable AveragePoolingND(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        double? padValue = 0
    ) => Mean("AveragePoolingND", x.Given().Ndim - 2, x, ksize, stride, pad, padValue);

    /// <summary>Each element of x written over a whole window, added up where windows overlap.</summary>
    public static Variable Unpooling1D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) => Spread("Unpooling1D", 1, x, ksize, stride, pad, outsize, coverAll);

    /// <summary>Each element of x written over a whole window, added up where windows overlap.</summary>
    public static Variable Unpooling2D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) => Spread("Unpooling2D", 2, x, ksize, stride, pad, outsize, coverAll);

    /// <summary>Each element of x written over a whole window, added up where windows overlap.</summary>
    public static Variable Unpooling3D(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) => Spread("Unpooling3D", 3, x, ksize, stride, pad, outsize, coverAll);

    /// <summary>Each element of x written over a whole window, added up where windows overlap.</summary>
    public static Variable UnpoolingND(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    ) => Spread("UnpoolingND", x.Given().Ndim - 2, x, ksize, stride, pad, outsize, coverAll);

    /// <summary>Each element of x written to the place of its window that the indexes of MaxPooling2D name.</summary>
    public static Variable Upsampling2D(
        Variable x,
        Variable indexes,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        bool coverAll = true
    )
    {
        var (k, s, p) = Windows("Upsampling2D", 2, x, ksize, stride, pad);
        var size = outsize?.For("Upsampling2D", "outsize", 2);
        return Variable.Of(
            Pooling.upsamplingAs(
                "Upsampling2D",
                indexes.Traced(),
                k,
                s,
                p,
                coverAll,
                size.ToOption(),
                x.Floats()
            )
        );
    }

    /// <summary>Max pooling with 1, 2, 4, … windows along both axes, all results in one row of channels: N×(C·Σ4ⁱ)×1×1.</summary>
    public static Variable SpatialPyramidPooling2D(
        Variable x,
        int pyramidHeight,
        PoolType pooling = PoolType.Max
    )
    {
        if (pooling != PoolType.Max)
            throw new DeepExpException(
                "SpatialPyramidPooling2D",
                $"pooling is {pooling}, but only Max is defined."
            );
        return Variable.Of(Pooling.spatialPyramidPooling(pyramidHeight, x.Floats()));
    }

    private static Variable Largest(
        string operation,
        int axes,
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        bool coverAll
    )
    {
        var (k, s, p) = Windows(operation, axes, x, ksize, stride, pad);
        return Variable.Of(Pooling.maxPoolingAs(operation, k, s, p, coverAll, x.Floats(operation)));
    }

    private static Tuple<Tensor, Tensor> LargestAndPlaces(
        string operation,
        int axes,
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        bool coverAll
    )
    {
        var (k, s, p) = Windows(operation, axes, x, ksize, stride, pad);
        return Pooling.maxPoolingWithIndicesAs(operation, k, s, p, coverAll, x.Floats(operation));
    }

    private static Variable Mean(
        string operation,
        int axes,
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        double? padValue
    )
    {
        var (k, s, p) = Windows(operation, axes, x, ksize, stride, pad);
        return Variable.Of(
            Pooling.averagePoolingAs(operation, k, s, p, padValue.ToOption(), x.Floats(operation))
        );
    }

    private static Variable Spread(
        string operation,
        int axes,
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad,
        Extents? outsize,
        bool coverAll
    )
    {
        var (k, s, p) = Windows(operation, axes, x, ksize, stride, pad);
        var size = outsize?.For(operation, "outsize", axes);
        return Variable.Of(
            Pooling.unpoolingAs(operation, k, s, p, coverAll, size.ToOption(), x.Floats(operation))
        );
    }

    private static (int[] Kernel, FSharpOption<int[]> Stride, int[] Pad) Windows(
        string operation,
        int axes,
        Variable x,
        Extents ksize,
        Extents? stride,
        Extents? pad
    )
    {
        RequireSpatial(operation, axes, x);
        return (
            ksize.For(operation, "ksize", axes),
            (stride?.For(operation, "stride", axes)).ToOption(),
            (pad ?? 0).For(operation, "pad", axes)
        );
    }
}

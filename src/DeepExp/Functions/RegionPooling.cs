using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The largest pixel of each bin of regions of x, rois: R×5 of image, left, top, right and bottom; 0 in an empty bin.</summary>
    /// <inheritdoc cref="RegionPooling.pooling" path="/remarks"/>
    public static Variable RoiPooling2D(
        Variable x,
        Variable rois,
        int outh,
        int outw,
        double spatialScale
    ) => Variable.Of(RegionPooling.pooling([outh, outw], spatialScale, rois.Traced(), x.Floats()));

    /// <summary>The largest pixel of each bin of regions of x, rois: R×4 of top, left, bottom and right in images roiIndices: R; -∞ in an empty bin.</summary>
    /// <inheritdoc cref="RegionPooling.maxPooling" path="/remarks"/>
    public static Variable RoiMaxPooling2D(
        Variable x,
        Variable rois,
        Variable roiIndices,
        Extents outsize,
        double spatialScale
    ) =>
        Variable.Of(
            RegionPooling.maxPooling(
                outsize.For("RoiMaxPooling2D", "outsize", 2),
                spatialScale,
                roiIndices.Traced(),
                rois.Traced(),
                x.Floats()
            )
        );

    /// <summary>The mean of the pixels of each bin of regions of x, given as to RoiMaxPooling2D; 0 in an empty bin.</summary>
    /// <inheritdoc cref="RegionPooling.averagePooling" path="/remarks"/>
    public static Variable RoiAveragePooling2D(
        Variable x,
        Variable rois,
        Variable roiIndices,
        Extents outsize,
        double spatialScale
    ) =>
        Variable.Of(
            RegionPooling.averagePooling(
                outsize.For("RoiAveragePooling2D", "outsize", 2),
                spatialScale,
                roiIndices.Traced(),
                rois.Traced(),
                x.Floats()
            )
        );

    /// <summary>The largest of samplingRatio samples between pixels of each bin of regions of x, given as to RoiMaxPooling2D.</summary>
    /// <inheritdoc cref="RegionPooling.maxAlign" path="/remarks"/>
    public static Variable RoiMaxAlign2D(
        Variable x,
        Variable rois,
        Variable roiIndices,
        Extents outsize,
        double spatialScale,
        Extents? samplingRatio = null
    ) =>
        Variable.Of(
            RegionPooling.maxAlign(
                outsize.For("RoiMaxAlign2D", "outsize", 2),
                spatialScale,
                Samples("RoiMaxAlign2D", samplingRatio),
                roiIndices.Traced(),
                rois.Traced(),
                x.Floats()
            )
        );

    /// <summary>The mean of samplingRatio samples between pixels of each bin of regions of x, given as to RoiMaxPooling2D.</summary>
    /// <inheritdoc cref="RegionPooling.averageAlign" path="/remarks"/>
    public static Variable RoiAverageAlign2D(
        Variable x,
        Variable rois,
        Variable roiIndices,
        Extents outsize,
        double spatialScale,
        Extents? samplingRatio = null
    ) =>
        Variable.Of(
            RegionPooling.averageAlign(
                outsize.For("RoiAverageAlign2D", "outsize", 2),
                spatialScale,
                Samples("RoiAverageAlign2D", samplingRatio),
                roiIndices.Traced(),
                rois.Traced(),
                x.Floats()
            )
        );

    private static FSharpOption<int[]> Samples(string operation, Extents? samplingRatio) =>
        (samplingRatio?.For(operation, "samplingRatio", 2)).ToOption();
}

using F = DeepExp.Functions;

namespace DeepExp.Tests;

public partial class WrongCalls
{
    private static Table Arrays =>
        new()
        {
            {
                "Concat: shapes 2×3 and 3×3 differ along another axis than axis 1; all other lengths must be equal.",
                () => F.Concat([Ones(2, 3), Ones(3, 3)])
            },
            {
                "Stack: shapes 2 and 3 differ; tensors that are stacked have one shape.",
                () => F.Stack([Ones(2), Ones(3)])
            },
            {
                "SplitAxis: axis 1 of shape 2×5 has length 5, which 2 sections do not divide evenly.",
                () => F.SplitAxis(Ones(2, 5), 2, axis: 1)
            },
            {
                "Squeeze: axis 1 of shape 1×3 has length 3; only axes of length 1 vanish.",
                () => F.Squeeze(Ones(1, 3), axis: 1)
            },
            {
                "Convolution2D: x has 3 channels (shape 1×3×4×4), but W (shape 2×2×3×3) expects 2 in each of 1 groups.",
                () => F.Convolution2D(Ones(1, 3, 4, 4), Ones(2, 2, 3, 3))
            },
            {
                "MaxPooling3D: along spatial axis 0 the kernel spans 3 elements, but x has only 2, padded 2.",
                () => F.MaxPooling3D(Ones(1, 1, 2, 2, 2), 3)
            },
            {
                "GetItem: index 3 lies outside axis 1 of shape 2×3; indices go from -3 to 2.",
                () => F.GetItem(Ones(2, 3), .., 3)
            },
            {
                "GetItem: the subscripts speak of 2 axes, but shape 3 has 1.",
                () => F.GetItem(Ones(3), 0, 0)
            },
            {
                "SelectItem: t holds 3, but x (shape 2×3) has columns 0 to 2.",
                () => F.SelectItem(Ones(2, 3), Labels(0, 3))
            },
            {
                "Permutate: indices are 0, 0, but axis 0 of shape 2×3 has places 0 to 1; each must stand there once.",
                () => F.Permutate(Ones(2, 3), [0, 0])
            },
            {
                "Pad: padWidth holds 3 pairs, but x has 2 axes; give one pair for all axes, or one for each.",
                () => F.Pad(Ones(2, 2), new[] { (1, 1), (1, 1), (1, 1) }, PadMode.Edge)
            },
            {
                "Im2Col: ksize is given for 3 axes, but there are 2; give one number for all, or one for each.",
                () => F.Im2Col(Ones(1, 1, 2, 2), (1, 1, 1))
            },
            {
                "Depth2Space: x (shape 1×6×2×2) has 6 channels and r is 2; r must be positive and r² divide the channels.",
                () => F.Depth2Space(Ones(1, 6, 2, 2), 2)
            },
            {
                "SpatialTransformerGrid: theta has shape 2×3, but affine maps are N×2×3.",
                () => F.SpatialTransformerGrid(Ones(2, 3), (2, 2))
            },
        };
}

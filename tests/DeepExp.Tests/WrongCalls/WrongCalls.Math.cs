using F = DeepExp.Functions;

namespace DeepExp.Tests;

public partial class WrongCalls
{
    private static Table Mathematics =>
        new()
        {
            { "Add: there is no tensor; at least one is needed.", () => F.Add() },
            {
                "Bias: y has shape 4, which is not that of x (2×3×4) from axis 1 on; each length must be equal.",
                () => F.Bias(Ones(2, 3, 4), Ones(4))
            },
            {
                "LinearInterpolate: p has shape 2, x has shape 2, y has shape 3; they must be equal.",
                () => F.LinearInterpolate(Ones(2), Ones(2), Ones(3))
            },
            {
                "Polygamma: the orders n reach -2; they must not be below 0.",
                () => F.Polygamma(-2, Ones(3))
            },
            {
                "Max: axis 1 of shape 3×0 has no elements, so there is nothing to compare.",
                () => F.Max(Ones(3, 0), axis: 1)
            },
            {
                "CumSum: axis 2 does not exist in shape 2×3; axes go from -2 to 1.",
                () => F.CumSum(Ones(2, 3), axis: 2)
            },
            {
                "Average: the weights have shape 2, but x has shape 2×3 and is averaged over axes 1; weights are one for each place of a single axis, or one for each element.",
                () => F.Average(Ones(2, 3), axis: 1, weights: Ones(2))
            },
            {
                "SumTo: shape 2 does not broadcast to that of x (2×3): aligned at the last axis, each length must be equal or 1.",
                () => F.SumTo(Ones(2, 3), 2)
            },
            {
                "BatchInv: a has shape 2×2, but a batch of square matrices, N×n×n, is needed.",
                () => F.BatchInv(Ones(2, 2))
            },
            {
                "Inv: matrix 0 of the batch (2×2) is singular, so it has no inverse.",
                () => F.Inv(Ones(2, 2))
            },
            {
                "Det: matrix 0 of the batch (2×2) is singular, so it has no inverse, which the gradient needs.",
                () =>
                {
                    F.Det(new Variable(Ones(2, 2), name: null)).Backward();
                    return null;
                }
            },
            {
                "BatchMatMul: a has shape 2, but a batch of matrices, or of vectors, is needed.",
                () => F.BatchMatMul(Ones(2), Ones(2, 3))
            },
            {
                "Tensordot: axes 1, 2 of a (2×3×4) and 0, 1 of b (3×5) have lengths 3×4 and 3×5; paired axes must be equal.",
                () => F.Tensordot(Ones(2, 3, 4), Ones(3, 5))
            },
            {
                "Einsum: «ij,jk->ik» of operands of shapes 2×3, 4×5: «j» has the lengths 3 and 4; they must be equal.",
                () => F.Einsum("ij,jk->ik", Ones(2, 3), Ones(4, 5))
            },
            {
                "FFT: the real part has shape 2 and the imaginary part has shape 3; they must be equal.",
                () => F.FFT((Ones(2), Ones(3)))
            },
        };
}

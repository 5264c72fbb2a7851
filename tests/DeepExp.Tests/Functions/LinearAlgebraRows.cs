using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class LinearAlgebraRows
{
    internal static readonly Row[] All =
    [
        new("BatchDet", v => F.BatchDet(v[0]), t => LinearAlgebra.batchDet(t[0]), [2, 3, 3]),
        new("BatchInv", v => F.BatchInv(v[0]), t => LinearAlgebra.batchInv(t[0]), [2, 3, 3]),
        new(
            "BatchL2NormSquared",
            v => F.BatchL2NormSquared(v[0]),
            t => LinearAlgebra.batchL2NormSquared(t[0]),
            [2, 3, 4]
        ),
        new(
            "BatchMatMul",
            v => F.BatchMatMul(v[0], v[1]),
            t => LinearAlgebra.batchMatmul(false, false, t[0], t[1]),
            [2, 3, 4],
            [2, 4]
        ),
        new(
            "BatchMatMul",
            v => F.BatchMatMul(v[0], v[1], transa: true, transb: true),
            t => LinearAlgebra.batchMatmul(true, true, t[0], t[1]),
            [2, 3, 4],
            [2, 5, 3]
        ),
        new(
            "Cholesky",
            v => F.Cholesky(F.MatMul(v[0], v[0], transb: true)),
            t => LinearAlgebra.cholesky(TensorModule.matmulWith(false, true, t[0], t[0])),
            [3, 5]
        ),
        new("Det", v => F.Det(v[0]), t => LinearAlgebra.det(t[0]), [3, 3]),
        new(
            "Einsum",
            v => F.Einsum("ij,jk->ki", v[0], v[1]),
            t => LinearAlgebra.einsum("ij,jk->ki", ListModule.OfArray(t)),
            [2, 3],
            [3, 4]
        ),
        new(
            "Einsum",
            v => F.Einsum("...i->...", v[0]),
            t => LinearAlgebra.einsum("...i->...", ListModule.OfArray(t)),
            [2, 3]
        ),
        new(
            "FFT",
            v => Seen(F.FFT((v[0], v[1]))),
            t => Seen(Fourier.fft(t[0], t[1])),
            [2, 5],
            [2, 5]
        ),
        new(
            "IFFT",
            v => Seen(F.IFFT((v[0], v[1]))),
            t => Seen(Fourier.ifft(t[0], t[1])),
            [2, 5],
            [2, 5]
        ),
        new("Inv", v => F.Inv(v[0]), t => LinearAlgebra.inv(t[0]), [3, 3]),
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1]),
            t => TensorModule.matmul(t[0], t[1]),
            [2, 3],
            [3, 4]
        ),
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1], transa: true),
            t => TensorModule.matmulWith(true, false, t[0], t[1]),
            [3, 2],
            [3, 4]
        ),
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1], transb: true),
            t => TensorModule.matmulWith(false, true, t[0], t[1]),
            [5, 2, 3],
            [4, 3]
        ),
        new(
            "Tensordot",
            v => F.Tensordot(v[0], v[1]),
            t => LinearAlgebra.tensordot(2, t[0], t[1]),
            [2, 3, 4],
            [3, 4, 2]
        ),
        new(
            "Tensordot",
            v => F.Tensordot(v[0], v[1], axes: 0),
            t => LinearAlgebra.tensordot(0, t[0], t[1]),
            [2],
            [3]
        ),
        new(
            "Tensordot",
            v => F.Tensordot(v[0], v[1], axes: (0, -1)),
            t => LinearAlgebra.tensordotOver([0], [-1], t[0], t[1]),
            [3, 2],
            [2, 3]
        ),
        new(
            "Tensordot",
            v => F.Tensordot(v[0], v[1], axes: ([0, 2], [1, 0])),
            t => LinearAlgebra.tensordotOver([0, 2], [1, 0], t[0], t[1]),
            [2, 3, 4],
            [4, 2, 5]
        ),
    ];

    private static Variable Seen((Variable Real, Variable Imag) y) => y.Real - 2 * y.Imag;

    private static Tensor Seen(Tuple<Tensor, Tensor> y) => y.Item1 - 2 * y.Item2;
}

namespace DeepExp.Functional

open System
open System.Numerics
open MathNet.Numerics.IntegralTransforms
open MathNet.Numerics.LinearAlgebra

/// Linear algebra and Fourier transforms of small matrices and rows, by MathNet, in float64.
[<RequireQualifiedAccess>]
module internal Algebra =

    let private matrixAt (x: float[]) n index =
        Matrix<float>.Build.Dense(n, n, fun i j -> x[(index * n + i) * n + j])

    let private writeTo (y: float[]) n index (matrix: Matrix<float>) =
        for i = 0 to n - 1 do
            for j = 0 to n - 1 do
                y[(index * n + i) * n + j] <- matrix[i, j]

    let private describe n index =
        text $"matrix {index} of the batch ({n}×{n})"

    /// The inverse of each n×n matrix of x.
    let inverse (neededBy: string) n (x: float[]) =
        let y = Array.zeroCreate x.Length

        if n > 0 then
            for index = 0 to x.Length / (n * n) - 1 do
                let lu = (matrixAt x n index).LU()

                // The determinant of a small or large multiple of a regular matrix underflows.
                if lu.U.Diagonal().Exists(fun pivot -> pivot = 0.0) then
                    let purpose =
                        if neededBy.EndsWith "Inv" then
                            ""
                        else
                            ", which the gradient needs"

                    fail neededBy $"{describe n index} is singular, so it has no inverse{purpose}."

                writeTo y n index (lu.Inverse())

        y

    /// The determinant of each n×n matrix of x, of which there are count; 1 for a matrix without elements.
    let determinant n count (x: float[]) =
        Array.init count (fun index -> if n = 0 then 1.0 else (matrixAt x n index).Determinant())

    /// The Cholesky factor of each n×n matrix of x, of which only the lower triangle is read.
    let cholesky n (x: float[]) =
        let y = Array.zeroCreate x.Length

        for index = 0 to (if n = 0 then 0 else x.Length / (n * n)) - 1 do
            let at i j = (index * n + i) * n + j

            for j = 0 to n - 1 do
                for i = j to n - 1 do
                    let mutable rest = x[at i j]

                    for k = 0 to j - 1 do
                        rest <- rest - y[at i k] * y[at j k]

                    if i = j then
                        if not (rest > 0.0) then
                            fail "Cholesky" $"{describe n index} is not positive definite."

                        y[at j j] <- sqrt rest
                    else
                        y[at i j] <- rest / y[at j j]

        y

    /// Each row of n pairs (real parts in the first half of x, imaginary parts in the second) transformed, without a factor.
    let fourier inverse n (x: float[]) =
        let half = x.Length / 2
        let y = Array.zeroCreate x.Length
        let row: Complex[] = Array.zeroCreate n

        if n > 0 then
            for start in 0..n .. half - 1 do
                for k = 0 to n - 1 do
                    row[k] <- Complex(x[start + k], x[half + start + k])

                if inverse then
                    Fourier.Inverse(row, FourierOptions.NoScaling)
                else
                    Fourier.Forward(row, FourierOptions.NoScaling)

                for k = 0 to n - 1 do
                    y[start + k] <- row[k].Real
                    y[half + start + k] <- row[k].Imaginary

        y

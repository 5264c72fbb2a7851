namespace DeepExp.Functional

open DeepExp

/// Discrete Fourier transforms along the last axis, of complex numbers as pairs of real and imaginary parts.
[<RequireQualifiedAccess>]
module Fourier =

    let private transform operation inverse (real: Tensor) (imaginary: Tensor) =
        let shape = real.Value.Shape

        if not (Shape.same shape imaginary.Value.Shape) then
            fail
                operation
                $"the real part has shape {Shape.format shape} and the imaginary part has shape {Shape.format imaginary.Value.Shape}; they must be equal."

        if shape.Length = 0 || Array.last shape = 0 then
            fail operation $"the parts have shape {Shape.format shape}, but need a last axis with at least one element."

        let pair =
            Tensor.concat 0 ([ real; imaginary ] |> List.map (Tensor.reshape (Array.append [| 1 |] shape)))

        let y = Tensor.Apply(Op.Fourier inverse, pair)

        let part i =
            Tensor.range 0 i (i + 1) y |> Tensor.reshape shape

        part 0, part 1

    /// <summary>yⱼ = Σₖ xₖ e^(-2πi jk/n) along the last axis of length n.</summary>
    /// <remarks>\[ y_j = \sum_{k=0}^{n-1} x_k\, e^{-2 \pi \mathrm{i}\, j k / n} \]</remarks>
    /// <exception cref="DeepExpException">The shapes of the parts differ, or there is no last axis.</exception>
    let fft (real: Tensor, imaginary: Tensor) : Tensor * Tensor = transform "FFT" false real imaginary

    /// <summary>yⱼ = 1/n Σₖ xₖ e^(2πi jk/n) along the last axis of length n: the inverse of fft.</summary>
    /// <remarks>\[ y_j = \frac{1}{n} \sum_{k=0}^{n-1} x_k\, e^{2 \pi \mathrm{i}\, j k / n} \]</remarks>
    /// <exception cref="DeepExpException">The shapes of the parts differ, or there is no last axis.</exception>
    let ifft (real: Tensor, imaginary: Tensor) : Tensor * Tensor =
        let real, imaginary = transform "IFFT" true real imaginary
        let n = float (Array.last real.Value.Shape)
        real / n, imaginary / n

using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The discrete Fourier transform along the last axis, of a pair of real and imaginary parts.</summary>
    public static (Variable Real, Variable Imag) FFT((Variable Real, Variable Imag) x)
    {
        var (real, imag) = Fourier.fft(x.Real.Floats(), x.Imag.FloatsLike(x.Real));
        return (Variable.Of(real), Variable.Of(imag));
    }

    /// <summary>The inverse of <see cref="FFT"/>, with the factor 1/n.</summary>
    public static (Variable Real, Variable Imag) IFFT((Variable Real, Variable Imag) x)
    {
        var (real, imag) = Fourier.ifft(x.Real.Floats(), x.Imag.FloatsLike(x.Real));
        return (Variable.Of(real), Variable.Of(imag));
    }
}

using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// <see cref="BatchNormalization"/> that in training too brings x near to what the running averages would give (Ioffe, «Batch
/// renormalization», 2017); with rmax 1 and dmax 0 it is batch normalization.
/// </summary>
public sealed class BatchRenormalization : BatchNormalization
{
    /// <summary>A layer for x: N×size×….</summary>
    /// <param name="size">The shape of gamma and beta.</param>
    /// <param name="rmax">How far the scale may be corrected, 1 for not at all.</param>
    /// <param name="dmax">How far the mean may be corrected, in standard deviations.</param>
    /// <param name="decay">How much of the averages remains when they take in a batch.</param>
    /// <param name="eps">What is added to variances.</param>
    /// <param name="dtype">The type of parameters and averages; <see cref="Config.DType"/> by default.</param>
    /// <param name="useGamma">Whether there is a gamma; without it is 1.</param>
    /// <param name="useBeta">Whether there is a beta; without it is 0.</param>
    /// <param name="initialGamma">How gamma begins; 1 by default.</param>
    /// <param name="initialBeta">How beta begins; 0 by default.</param>
    /// <param name="initialAvgMean">How the running mean begins; 0 by default.</param>
    /// <param name="initialAvgVar">How the running variance begins; 1 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public BatchRenormalization(
        Extents size,
        double rmax = 1,
        double dmax = 0,
        double decay = 0.9,
        double eps = 2e-5,
        DType? dtype = null,
        bool useGamma = true,
        bool useBeta = true,
        Initializer? initialGamma = null,
        Initializer? initialBeta = null,
        Initializer? initialAvgMean = null,
        Initializer? initialAvgVar = null
    )
        : base(
            size,
            decay,
            eps,
            dtype,
            useGamma,
            useBeta,
            initialGamma,
            initialBeta,
            axis: null,
            initialAvgMean,
            initialAvgVar
        ) => (Rmax, Dmax) = (rmax, dmax);

    /// <summary>How far the scale may be corrected; it is often raised in the course of training.</summary>
    public double Rmax { get; set; }

    /// <summary>How far the mean may be corrected, in standard deviations; it is often raised in the course of training.</summary>
    public double Dmax { get; set; }

    private protected override Variable Normalise(
        Variable x,
        Variable gamma,
        Variable beta,
        Variable mean,
        Variable var,
        double decay
    ) =>
        F.BatchRenormalization(
            x,
            gamma,
            beta,
            Rmax,
            Dmax,
            Eps,
            mean,
            var,
            decay,
            updateStatistics: true
        );
}

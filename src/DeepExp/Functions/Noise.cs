using System.Runtime.InteropServices;
using DeepExp.Functional;

namespace DeepExp;

// What is drawn comes from Rng.
public static partial class Functions
{
    /// <summary>
    /// In training, x with elements dropped with probability ratio and the others divided by 1 - ratio, or times the mask, if one is
    /// given; in testing x itself.
    /// </summary>
    public static Variable Dropout(Variable x, double ratio = 0.5, Variable? mask = null) =>
        Dropout(x, ratio, mask, returnMask: false).Y;

    /// <summary>Dropout, and with returnMask the mask: 0 or 1 / (1 - ratio); null in testing.</summary>
    public static (Variable Y, Variable? Mask) Dropout(
        Variable x,
        [Optional, DefaultParameterValue(0.5)] double ratio,
        [Optional] Variable? mask,
        bool returnMask
    )
    {
        Noise.requireRatio("Dropout", ratio);
        if (!Config.Train)
            return (x.Given(), null);
        mask ??= DropoutMask(x, ratio);
        return (Dropped(x, mask), returnMask ? mask : null);
    }

    /// <summary>mean + e^(lnVar / 2) · eps, with eps of the standard normal distribution if none is given; in testing too.</summary>
    public static Variable Gaussian(Variable mean, Variable lnVar, Variable? eps = null) =>
        Variable.Of(
            Noise.gaussianBy(
                (eps ?? Normal(mean.Floats())).FloatsLike(mean, name: nameof(eps)),
                lnVar.FloatsLike(mean),
                mean.Floats()
            )
        );

    /// <summary>Gaussian, and with returnEps the eps.</summary>
    public static (Variable Y, Variable? Eps) Gaussian(
        Variable mean,
        Variable lnVar,
        [Optional] Variable? eps,
        bool returnEps
    )
    {
        eps ??= Normal(mean.Floats());
        return (Gaussian(mean, lnVar, eps), returnEps ? eps : null);
    }

    /// <summary>softmax((logPi + g) / tau) along an axis, with g of the Gumbel distribution; in testing too.</summary>
    public static Variable GumbelSoftmax(Variable logPi, double tau = 0.1, int axis = 1) =>
        Variable.Of(Noise.gumbelSoftmax(tau, axis, Rng.NextKey(), logPi.Floats()));

    /// <summary>
    /// With train, y = x (mask · W / (1 - ratio))ᵀ + b with a mask of zeros (with probability ratio) and ones: N×out×in, another for
    /// each sample, or out×in without useBatchwiseMask; else the linear layer, whatever the configuration.
    /// </summary>
    public static Variable SimplifiedDropconnect(
        Variable x,
        Variable W,
        Variable? b = null,
        double ratio = 0.5,
        bool train = true,
        Variable? mask = null,
        bool useBatchwiseMask = true
    ) =>
        Variable.Of(
            mask is not null
                ? Noise.simplifiedDropconnectBy(
                    train ? ratio : 0,
                    mask.Traced(),
                    W.FloatsLike(x),
                    b.OptionLike(x),
                    x.Floats()
                )
            : train
                ? Noise.simplifiedDropconnect(
                    ratio,
                    useBatchwiseMask,
                    Rng.NextKey(),
                    W.FloatsLike(x),
                    b.OptionLike(x),
                    x.Floats()
                )
            : Noise.withoutDropconnect(W.FloatsLike(x), b.OptionLike(x), x.Floats())
        );

    /// <summary>In training, each element of h with probability ratio, else that of x; in testing x itself.</summary>
    public static Variable Zoneout(Variable h, Variable x, double ratio = 0.5) =>
        Config.Train
            ? Variable.Of(Noise.zoneout(ratio, Rng.NextKey(), h.FloatsLike(x), x.Floats()))
            : x.Given();

    private static Variable Dropped(Variable x, Variable mask) =>
        Variable.Of(Noise.dropoutBy(mask.Traced(), x.Floats("Dropout")));

    private static Tensor DropoutMask(Variable x, double ratio)
    {
        var tensor = x.Floats("Dropout");
        return Noise.dropoutMask(ratio, tensor.DType, tensor.Shape, Rng.NextKey());
    }

    private static Tensor Normal(Tensor like) =>
        KeyModule.normal(like.DType, like.Shape, Rng.NextKey());
}

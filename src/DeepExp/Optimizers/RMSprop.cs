using DeepExp.Functional;

namespace DeepExp;

/// <summary>RMSprop: ms ← α ms + (1-α) g², p ← p - lr · g / (√ms + ε).</summary>
public sealed class RMSprop(
    double lr = 0.01,
    double alpha = 0.99,
    double eps = 1e-8,
    bool epsInsideSqrt = false
)
    : Optimizer<RmsPropState<Tensor>>(
        values =>
            RmsProp.following<Tensor>(
                values.Reading(of => new RmsPropOptions(
                    of(nameof(Lr)),
                    of(nameof(Alpha)),
                    of(nameof(Eps)),
                    of(nameof(EpsInsideSqrt)) != 0
                ))
            ),
        (nameof(Lr), lr),
        (nameof(Alpha), alpha),
        (nameof(Eps), eps),
        (nameof(EpsInsideSqrt), epsInsideSqrt ? 1 : 0)
    )
{
    /// <summary>The learning rate.</summary>
    public double Lr
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>The decay α of the mean of squares, in [0, 1).</summary>
    public double Alpha
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>ε, added to the root.</summary>
    public double Eps
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>Whether ε is added inside the root instead.</summary>
    public bool EpsInsideSqrt
    {
        get => Get() != 0;
        set => Set(value ? 1 : 0);
    }
}

/// <summary>RMSprop with the variance of gradients and momentum: n ← α n + (1-α) g², ḡ ← α ḡ + (1-α) g, δ ← momentum · δ - lr · g / √(n - ḡ² + ε), p ← p + δ.</summary>
public sealed class RMSpropGraves(
    double lr = 1e-4,
    double alpha = 0.95,
    double momentum = 0.9,
    double eps = 1e-4
)
    : Optimizer<RmsPropGravesState<Tensor>>(
        values =>
            RmsPropGraves.following<Tensor>(
                values.Reading(of => new RmsPropGravesOptions(
                    of(nameof(Lr)),
                    of(nameof(Alpha)),
                    of(nameof(Momentum)),
                    of(nameof(Eps))
                ))
            ),
        (nameof(Lr), lr),
        (nameof(Alpha), alpha),
        (nameof(Momentum), momentum),
        (nameof(Eps), eps)
    )
{
    /// <summary>The learning rate.</summary>
    public double Lr
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>The decay α of both means, in [0, 1).</summary>
    public double Alpha
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>The part of the last step that is taken again, in [0, 1).</summary>
    public double Momentum
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>ε, added inside the root.</summary>
    public double Eps
    {
        get => Get();
        set => Set(value);
    }
}

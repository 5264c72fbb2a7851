using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// Adam: m ← m + (1-β₁)(g-m), v ← v + (1-β₂)(g²-v), α_t = α √(1-β₂ᵗ) / (1-β₁ᵗ), p ← p - η (α_t m / (√v + ε) + λ p), with λ
/// the weightDecayRate. ε is added to the uncorrected √v, as in Chainer. With amsgrad, the largest v so far takes the place of
/// v in the root; with adabound, α_t / (√v + ε) is moved into [f (1 - 1/(γt+1)), f (1 + 1/(γt))], f = finalLr · α / initialAlpha.
/// </summary>
public class Adam(
    double alpha = 0.001,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double eps = 1e-8,
    double eta = 1.0,
    double weightDecayRate = 0.0,
    bool amsgrad = false,
    bool adabound = false,
    double finalLr = 0.1,
    double gamma = 0.001
)
    : Optimizer<AdamState<Tensor>>(
        values =>
            Functional.Adam.following<Tensor>(
                values.Reading(of => new AdamOptions(
                    of(nameof(Alpha)),
                    of(nameof(Beta1)),
                    of(nameof(Beta2)),
                    of(nameof(Eps)),
                    of(nameof(Eta)),
                    of(nameof(WeightDecayRate)),
                    of(nameof(Amsgrad)) != 0,
                    of(nameof(Adabound)) != 0,
                    of(nameof(FinalLr)),
                    of(nameof(Gamma)),
                    FSharpOption<double>.Some(of(nameof(InitialAlpha)))
                ))
            ),
        [nameof(Amsgrad), nameof(Adabound)],
        (nameof(Alpha), alpha),
        (nameof(Beta1), beta1),
        (nameof(Beta2), beta2),
        (nameof(Eps), eps),
        (nameof(Eta), eta),
        (nameof(WeightDecayRate), weightDecayRate),
        (nameof(Amsgrad), amsgrad ? 1 : 0),
        (nameof(Adabound), adabound ? 1 : 0),
        (nameof(FinalLr), finalLr),
        (nameof(Gamma), gamma),
        (nameof(InitialAlpha), alpha)
    )
{
    /// <summary>The step size α.</summary>
    public double Alpha
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>The decay β₁ of the mean of gradients, in [0, 1).</summary>
    public double Beta1
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>The decay β₂ of the mean of their squares, in [0, 1).</summary>
    public double Beta2
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>ε, added to √v.</summary>
    public double Eps
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>A factor η on the whole step, decay included.</summary>
    public double Eta
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>Decoupled weight decay λ.</summary>
    public double WeightDecayRate
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>Whether √v is replaced by the root of the largest v so far.</summary>
    public bool Amsgrad
    {
        get => Get() != 0;
        set => Set(value ? 1 : 0);
    }

    /// <summary>Whether the step size of each element is kept between two bounds.</summary>
    public bool Adabound
    {
        get => Get() != 0;
        set => Set(value ? 1 : 0);
    }

    /// <summary>AdaBound: the step size where both bounds meet, at α = <see cref="InitialAlpha"/>.</summary>
    public double FinalLr
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>AdaBound: how fast they meet.</summary>
    public double Gamma
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>AdaBound: the α to which <see cref="FinalLr"/> belongs; that of the constructor, unless it is set.</summary>
    public double InitialAlpha
    {
        get => Get();
        set => Set(value);
    }

    private protected override string? LearningRate => nameof(Alpha);
}

/// <summary>Adam with decoupled weight decay; the rate is 0 unless it is given.</summary>
/// <inheritdoc cref="Functional.Adam" path="/remarks"/>
public sealed class AdamW(
    double alpha = 0.001,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double eps = 1e-8,
    double eta = 1.0,
    double weightDecayRate = 0.0
) : Adam(alpha, beta1, beta2, eps, eta, weightDecayRate);

/// <summary>Adam with amsgrad.</summary>
/// <inheritdoc cref="Functional.Adam" path="/remarks"/>
public sealed class AMSGrad(
    double alpha = 0.001,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double eps = 1e-8,
    double eta = 1.0
) : Adam(alpha, beta1, beta2, eps, eta, amsgrad: true);

/// <summary>Adam with adabound.</summary>
/// <inheritdoc cref="Functional.Adam" path="/remarks"/>
public sealed class AdaBound(
    double alpha = 0.001,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double finalLr = 0.1,
    double gamma = 0.001,
    double eps = 1e-8,
    double eta = 1.0
) : Adam(alpha, beta1, beta2, eps, eta, adabound: true, finalLr: finalLr, gamma: gamma);

/// <summary>Adam with adabound and amsgrad.</summary>
/// <inheritdoc cref="Functional.Adam" path="/remarks"/>
public sealed class AMSBound(
    double alpha = 0.001,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double finalLr = 0.1,
    double gamma = 0.001,
    double eps = 1e-8,
    double eta = 1.0
)
    : Adam(
        alpha,
        beta1,
        beta2,
        eps,
        eta,
        amsgrad: true,
        adabound: true,
        finalLr: finalLr,
        gamma: gamma
    );

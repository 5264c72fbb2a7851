using DeepExp.Functional;

namespace DeepExp;

/// <summary>M-SVAG: momentum with a step for each element that shrinks with its gradient's variance. p ← p - η (lr · m̂ · γ + λ p) with γ = m̂² / (m̂² + ρ s), see <see cref="Msvag"/>.</summary>
public sealed class MSVAG(
    double lr = 0.1,
    double beta = 0.9,
    double eta = 1.0,
    double weightDecayRate = 0.0
)
    : Optimizer<MsvagState<Tensor>>(
        values =>
            Msvag.following<Tensor>(
                values.Reading(of => new MsvagOptions(
                    of(nameof(Lr)),
                    of(nameof(Beta)),
                    of(nameof(Eta)),
                    of(nameof(WeightDecayRate))
                ))
            ),
        (nameof(Lr), lr),
        (nameof(Beta), beta),
        (nameof(Eta), eta),
        (nameof(WeightDecayRate), weightDecayRate)
    )
{
    /// <summary>The learning rate.</summary>
    public double Lr
    {
        get => Get();
        set => Set(value);
    }

    /// <summary>The decay β of the means of gradients and of their squares, in [0, 1).</summary>
    public double Beta
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
}

using DeepExp.Functional;

namespace DeepExp;

/// <summary>AdaGrad: h ← h + g², p ← p - lr · g / (√h + ε).</summary>
public sealed class AdaGrad(double lr = 0.001, double eps = 1e-8)
    : Optimizer<AdaGradState<Tensor>>(
        values =>
            Functional.AdaGrad.following<Tensor>(
                values.Reading(of => (of(nameof(Lr)), of(nameof(Eps))))
            ),
        (nameof(Lr), lr),
        (nameof(Eps), eps)
    )
{
    /// <summary>The learning rate.</summary>
    public double Lr
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
}

/// <summary>AdaDelta, which has no learning rate: msg ← ρ msg + (1-ρ) g², dx = √((msdx + ε) / (msg + ε)) · g, msdx ← ρ msdx + (1-ρ) dx², p ← p - dx.</summary>
public sealed class AdaDelta(double rho = 0.95, double eps = 1e-6)
    : Optimizer<AdaDeltaState<Tensor>>(
        values =>
            Functional.AdaDelta.following<Tensor>(
                values.Reading(of => (of(nameof(Rho)), of(nameof(Eps))))
            ),
        (nameof(Rho), rho),
        (nameof(Eps), eps)
    )
{
    /// <summary>The decay ρ of both means, in [0, 1).</summary>
    public double Rho
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

    private protected override string? LearningRate => null;
}

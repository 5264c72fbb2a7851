using DeepExp.Functional;

namespace DeepExp;

/// <summary>SMORMS3: r = 1 / (mem + 1), g₁ ← (1-r) g₁ + r g, g₂ ← (1-r) g₂ + r g², x = g₁² / (g₂ + ε), p ← p - g · min(x, lr) / (√g₂ + ε), mem ← 1 + mem (1-x).</summary>
public sealed class SMORMS3(double lr = 0.001, double eps = 1e-16)
    : Optimizer<Smorms3State<Tensor>>(
        values =>
            Smorms3.following<Tensor>(values.Reading(of => (of(nameof(Lr)), of(nameof(Eps))))),
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

using DeepExp.Functional;

namespace DeepExp;

/// <summary>Gradient descent with momentum: v ← momentum · v - lr · g, p ← p + v.</summary>
public sealed class MomentumSGD(double lr = 0.01, double momentum = 0.9)
    : Optimizer<MomentumState<Tensor>>(
        values =>
            MomentumSgd.following<Tensor>(
                values.Reading(of => (of(nameof(Lr)), of(nameof(Momentum))))
            ),
        (nameof(Lr), lr),
        (nameof(Momentum), momentum)
    )
{
    /// <summary>The learning rate.</summary>
    public double Lr
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
}

/// <summary>Nesterov's accelerated gradient: v ← momentum · v - lr · g, p ← p + momentum² · v - (1 + momentum) · lr · g with the new v.</summary>
public sealed class NesterovAG(double lr = 0.01, double momentum = 0.9)
    : Optimizer<MomentumState<Tensor>>(
        values =>
            NesterovAg.following<Tensor>(
                values.Reading(of => (of(nameof(Lr)), of(nameof(Momentum))))
            ),
        (nameof(Lr), lr),
        (nameof(Momentum), momentum)
    )
{
    /// <summary>The learning rate.</summary>
    public double Lr
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
}

/// <summary>Gradient descent with momentum whose learning rate stands outside the velocity: v ← momentum · v - g, p ← p + lr · v.</summary>
public sealed class CorrectedMomentumSGD(double lr = 0.01, double momentum = 0.9)
    : Optimizer<MomentumState<Tensor>>(
        values =>
            CorrectedMomentumSgd.following<Tensor>(
                values.Reading(of => (of(nameof(Lr)), of(nameof(Momentum))))
            ),
        (nameof(Lr), lr),
        (nameof(Momentum), momentum)
    )
{
    /// <summary>The learning rate.</summary>
    public double Lr
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
}

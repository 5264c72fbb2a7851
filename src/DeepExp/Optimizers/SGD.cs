using DeepExp.Functional;

namespace DeepExp;

/// <summary>Stochastic gradient descent: p ← p - lr · g.</summary>
public sealed class SGD(double lr = 0.01)
    : Optimizer<SgdState>(
        values => Sgd.following<Tensor>(values.Reading(of => of(nameof(Lr)))),
        (nameof(Lr), lr)
    )
{
    /// <summary>The learning rate.</summary>
    public double Lr
    {
        get => Get();
        set => Set(value);
    }
}

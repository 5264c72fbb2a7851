using DeepExp.Functional;

namespace DeepExp;

/// <summary>Stochastic gradient descent: p ← p - lr · g.</summary>
public sealed class SGD(double lr = 0.01) : Optimizer<SgdState>(Sgd.create<Tensor>(lr))
{
    /// <summary>The learning rate.</summary>
    public double Lr { get; } = lr;

    private protected override (int T, (string Name, Tensor Tensor)[] Tensors) Describe(
        SgdState state
    ) => (state.t, []);

    private protected override SgdState Restore(int t, Tensor[] tensors) => new(t);
}

using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// Adam: m ← m + (1-β₁)(g-m), v ← v + (1-β₂)(g²-v), α_t = α √(1-β₂ᵗ) / (1-β₁ᵗ), p ← p - η (α_t m / (√v + ε) + λ p), with λ
/// the weightDecayRate. ε is added to the uncorrected √v, as in Chainer.
/// </summary>
public sealed class Adam(
    double alpha = 0.001,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double eps = 1e-8,
    double eta = 1.0,
    double weightDecayRate = 0.0
)
    : Optimizer<AdamState<Tensor>>(
        Functional.Adam.create<Tensor>(
            new AdamOptions(alpha, beta1, beta2, eps, eta, weightDecayRate)
        )
    )
{
    private protected override (int T, (string Name, Tensor Tensor)[] Tensors) Describe(
        AdamState<Tensor> state
    ) => (state.t, [("m", state.m), ("v", state.v)]);

    private protected override AdamState<Tensor> Restore(int t, Tensor[] tensors) =>
        new(t, tensors[0], tensors[1]);
}

using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>A hook of the core that needs no state.</summary>
public abstract class GradientHook : Hook
{
    private readonly Optimizer<Tensor[], Unit> change;

    private protected GradientHook(Optimizer<Tensor[], Unit> change) => this.change = change;

    /// <inheritdoc/>
    public sealed override void Apply(IReadOnlyList<Parameter> parameters)
    {
        var (changed, _) = FSharpFunc<Unit, Tensor[]>.InvokeFast(
            change.Update,
            null!,
            [.. parameters.Given().Select(parameter => parameter.Data)],
            [.. parameters.Select(parameter => parameter.Grad!)]
        );
        for (var i = 0; i < parameters.Count; i++)
            parameters[i].Grad = changed[i];
    }
}

/// <summary>g ← g + rate · p</summary>
public sealed class WeightDecay(double rate) : GradientHook(Hooks.weightDecay<Tensor[]>(rate));

/// <summary>g ← g + rate · sign(p)</summary>
public sealed class Lasso(double rate) : GradientHook(Hooks.lasso<Tensor[]>(rate));

/// <summary>All gradients scaled by threshold / ‖g‖ where their common norm ‖g‖ exceeds the threshold.</summary>
public sealed class GradientClipping(double threshold)
    : GradientHook(Hooks.gradientClipping<Tensor[]>(threshold));

/// <summary>Each element of the gradients moved into [lowerBound, upperBound].</summary>
public sealed class GradientHardClipping(double lowerBound, double upperBound)
    : GradientHook(Hooks.gradientHardClipping<Tensor[]>(lowerBound, upperBound));

/// <summary>
/// Layer-wise adaptive rates: for each parameter g ← (g + weightDecay · p) · ‖p‖ / (ε + ‖g‖ + weightDecay · ‖p‖) where ‖p‖
/// exceeds the threshold, g ← g + weightDecay · p elsewhere.
/// </summary>
public sealed class GradientLARS(
    double threshold = 0.01,
    double weightDecay = 0.0,
    double eps = 1e-9
) : GradientHook(Hooks.gradientLars<Tensor[]>(threshold, weightDecay, eps));

/// <summary>
/// g ← g + noise of N(0, η / (1+t)^0.55), t being the number of updates of the parameter; its key comes from <see cref="Rng"/>.
/// </summary>
public sealed class GradientNoise : Hook
{
    private readonly Func<Parameter, int, Tensor> noise;

    /// <summary>Noise of that η; or of a function that makes it for a parameter.</summary>
    /// <exception cref="DeepExpException">eta is negative or not finite.</exception>
    public GradientNoise(double eta, Func<Parameter, Tensor>? noiseFunc = null)
    {
        var key = noiseFunc is null ? Rng.NextKey() : default;
        _ = Hooks.gradientNoise<Tensor[]>(eta, key);
        noise = noiseFunc is not null
            ? (parameter, _) => noiseFunc(parameter)
            : (parameter, i) =>
                Hooks.exponentialDecayNoise(
                    eta,
                    parameter.UpdateRule?.Count ?? CountModule.zero,
                    KeyModule.at(i, key),
                    parameter.Data
                );
    }

    /// <inheritdoc/>
    public override void Apply(IReadOnlyList<Parameter> parameters)
    {
        for (var i = 0; i < parameters.Given().Count; i++)
            parameters[i].Grad = parameters[i].Grad! + noise(parameters[i], i);
    }
}

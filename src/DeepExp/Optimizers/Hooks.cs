using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>A change of the gradients before each update; added with <see cref="Optimizer.AddHook"/>.</summary>
public abstract class Hook
{
    private readonly Optimizer<Tensor[], Unit> change;

    private protected Hook(string name, Optimizer<Tensor[], Unit> change)
    {
        Name = name;
        this.change = change;
    }

    /// <summary>The name under which it is added, if no other is given.</summary>
    public string Name { get; }

    internal void Apply(Parameter[] parameters)
    {
        var data = Array.ConvertAll(parameters, parameter => parameter.Data);
        var gradients = Array.ConvertAll(parameters, parameter => parameter.Grad!);
        var (changed, _) = FSharpFunc<Unit, Tensor[]>.InvokeFast(
            change.Update,
            null!,
            data,
            gradients
        );
        for (var i = 0; i < parameters.Length; i++)
            parameters[i].Grad = changed[i];
    }
}

/// <summary>g ← g + rate · p</summary>
public sealed class WeightDecay(double rate)
    : Hook("WeightDecay", Hooks.weightDecay<Tensor[]>(rate));

/// <summary>g ← g + rate · sign(p)</summary>
public sealed class Lasso(double rate) : Hook("Lasso", Hooks.lasso<Tensor[]>(rate));

/// <summary>All gradients scaled by threshold / ‖g‖ where their common norm ‖g‖ exceeds the threshold.</summary>
public sealed class GradientClipping(double threshold)
    : Hook("GradientClipping", Hooks.gradientClipping<Tensor[]>(threshold));

/// <summary>Each element of the gradients moved into [lowerBound, upperBound].</summary>
public sealed class GradientHardClipping(double lowerBound, double upperBound)
    : Hook("GradientHardClipping", Hooks.gradientHardClipping<Tensor[]>(lowerBound, upperBound));

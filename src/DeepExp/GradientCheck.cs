using DeepExp.Functional;
using Microsoft.FSharp.Core;
using Core = DeepExp.Functional.GradientCheck;

namespace DeepExp;

/// <summary>
/// Holding the gradients of functions of variables to finite differences. The functions must give the same results in each
/// call; those that draw random numbers are to be given their masks. Integers and what noGrads names are constants.
/// </summary>
public static class GradientCheck
{
    /// <summary>
    /// The gradients of Σᵢ ⟨gradOutputs[i], f(inputs)[i]⟩ with respect to each input by central differences,
    /// (f(x + εe) - f(x - εe)) / 2ε for each element.
    /// </summary>
    /// <inheritdoc cref="Functional.GradientCheck.numerical" path="/remarks"/>
    /// <param name="f">The function.</param>
    /// <param name="inputs">Where the gradients are taken.</param>
    /// <param name="gradOutputs">The gradient of each output; null where an output has none.</param>
    /// <param name="eps">The step of the differences.</param>
    /// <param name="detectNondifferentiable">Whether a kink or jump nearer than eps is refused.</param>
    /// <param name="diffAtol">How far values near a kink may lie off a parabola at least.</param>
    /// <param name="diffRtol">How far they may lie off it beyond that, as a part of how far the values spread.</param>
    /// <returns>The gradients, null for integers.</returns>
    /// <exception cref="DeepExpException">The gradients do not fit the outputs, or there is a kink.</exception>
    public static Tensor?[] NumericalGrad(
        Func<Variable[], Variable[]> f,
        Tensor[] inputs,
        Tensor?[] gradOutputs,
        double eps = 1e-3,
        bool detectNondifferentiable = false,
        double diffAtol = 0,
        double diffRtol = 1e-2
    )
    {
        var check = new Check(
            "NumericalGrad",
            f.Given(),
            inputs.Given(),
            gradOutputs.Given(),
            [],
            null
        );
        var arguments = check.Arguments(withGy: false);
        if (
            detectNondifferentiable
            && Core.tryKink(eps, diffAtol, diffRtol, check.Weighted, arguments)
                is { Value: (var name, var index) }
        )
            throw new DeepExpException(
                "NumericalGrad",
                $"the function has a kink or jump nearer than {eps} to the argument, along {name} at [{string.Join(", ", index)}]; it has no derivative there: choose another argument."
            );
        return System.Array.ConvertAll(
            Core.numerical(eps, check.Weighted, arguments).x,
            gradient => gradient?.Value
        );
    }

    /// <summary>
    /// Holds the gradients of Σᵢ ⟨yGrad[i], func(xData)[i]⟩ with respect to inputs and parameters to central differences along one
    /// random direction, for which keys are drawn from <see cref="Rng"/>. Where they differ, the report names element and values.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="xData">The inputs.</param>
    /// <param name="yGrad">The gradient of each output, null where it has none; may be left out for one output of one element.</param>
    /// <param name="parameters">Parameters that the function uses, to be checked too.</param>
    /// <param name="eps">The step of the differences.</param>
    /// <param name="atol">What gradient and differences may differ by at least.</param>
    /// <param name="rtol">What they may differ by beyond that, as a part of the difference quotient.</param>
    /// <param name="noGrads">Which inputs are constants.</param>
    /// <param name="dtype">The type in which differences are taken: with float64, float32 inputs can be checked more closely.</param>
    /// <param name="detectNondifferentiable">Whether a kink or jump nearer than eps is refused.</param>
    /// <exception cref="DeepExpException">The gradient is not confirmed, there is a kink, or the arguments do not fit.</exception>
    public static void CheckBackward(
        Func<Variable[], Variable[]> func,
        Tensor[] xData,
        Tensor?[]? yGrad = null,
        Parameter[]? parameters = null,
        double eps = 1e-3,
        double atol = 1e-5,
        double rtol = 1e-4,
        bool[]? noGrads = null,
        DType? dtype = null,
        bool detectNondifferentiable = false
    )
    {
        var check = new Check(
            "CheckBackward",
            func.Given(),
            xData.Given(),
            yGrad,
            parameters ?? [],
            noGrads
        );
        Core.verify(
            "CheckBackward",
            new CheckOptions(eps, atol, rtol, dtype.ToOption(), detectNondifferentiable),
            Rng.NextKey(),
            check.Weighted,
            check.Arguments(withGy: false)
        );
    }

    /// <summary><see cref="CheckBackward(Func{Variable[], Variable[]}, Tensor[], Tensor[], Parameter[], double, double, double, bool[], DType?, bool)"/> of a function of one variable.</summary>
    /// <exception cref="DeepExpException">The gradient is not confirmed, there is a kink, or the arguments do not fit.</exception>
    public static void CheckBackward(
        Func<Variable, Variable> func,
        Tensor xData,
        Tensor? yGrad = null,
        Parameter[]? parameters = null,
        double eps = 1e-3,
        double atol = 1e-5,
        double rtol = 1e-4,
        DType? dtype = null,
        bool detectNondifferentiable = false
    ) =>
        CheckBackward(
            xs => [func.Given()(xs[0])],
            [xData.Given()],
            yGrad is null ? null : [yGrad],
            parameters,
            eps,
            atol,
            rtol,
            null,
            dtype,
            detectNondifferentiable
        );

    /// <summary>
    /// Holds the second derivatives to finite differences: <see cref="CheckBackward(Func{Variable[], Variable[]}, Tensor[], Tensor[], Parameter[], double, double, double, bool[], DType?, bool)"/>
    /// of the map from inputs, parameters and yGrad to the gradients of inputs and parameters. A function that is linear passes
    /// whatever its second derivative is, so make it y · y first.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="xData">The inputs.</param>
    /// <param name="yGrad">The gradient of each output, null where it has none; may be left out for one output of one element.</param>
    /// <param name="xGradGrad">The gradient of each input's gradient; null where it has none.</param>
    /// <param name="parameters">Parameters that the function uses, to be checked too.</param>
    /// <param name="paramsGradGrad">The gradient of each parameter's gradient; none if left out.</param>
    /// <param name="eps">The step of the differences.</param>
    /// <param name="atol">What gradient and differences may differ by at least.</param>
    /// <param name="rtol">What they may differ by beyond that, as a part of the difference quotient.</param>
    /// <param name="noGrads">Which inputs are constants.</param>
    /// <param name="dtype">The type in which differences are taken.</param>
    /// <param name="detectNondifferentiable">Whether a kink or jump nearer than eps is refused.</param>
    /// <exception cref="DeepExpException">The gradient is not confirmed, there is a kink, or the arguments do not fit.</exception>
    public static void CheckDoubleBackward(
        Func<Variable[], Variable[]> func,
        Tensor[] xData,
        Tensor?[]? yGrad,
        Tensor?[] xGradGrad,
        Parameter[]? parameters = null,
        Tensor?[]? paramsGradGrad = null,
        double eps = 1e-3,
        double atol = 1e-4,
        double rtol = 1e-3,
        bool[]? noGrads = null,
        DType? dtype = null,
        bool detectNondifferentiable = false
    )
    {
        xGradGrad.Given();
        var check = new Check(
            "CheckDoubleBackward",
            func.Given(),
            xData.Given(),
            yGrad,
            parameters ?? [],
            noGrads
        );
        var w = check.Directions(xGradGrad, paramsGradGrad);
        Core.verify(
            "CheckDoubleBackward",
            new CheckOptions(eps, atol, rtol, dtype.ToOption(), detectNondifferentiable),
            Rng.NextKey(),
            FuncConvert.FromFunc<CheckArguments, Tensor>(arguments =>
                Core.derivativeAt(w.X, w.Parameters, check.Weighted, arguments)
            ),
            check.Arguments(withGy: true)
        );
    }

    /// <summary><see cref="CheckDoubleBackward(Func{Variable[], Variable[]}, Tensor[], Tensor[], Tensor[], Parameter[], Tensor[], double, double, double, bool[], DType?, bool)"/> of a function of one variable.</summary>
    /// <exception cref="DeepExpException">The gradient is not confirmed, there is a kink, or the arguments do not fit.</exception>
    public static void CheckDoubleBackward(
        Func<Variable, Variable> func,
        Tensor xData,
        Tensor? yGrad,
        Tensor xGradGrad,
        Parameter[]? parameters = null,
        Tensor?[]? paramsGradGrad = null,
        double eps = 1e-3,
        double atol = 1e-4,
        double rtol = 1e-3,
        DType? dtype = null,
        bool detectNondifferentiable = false
    ) =>
        CheckDoubleBackward(
            xs => [func.Given()(xs[0])],
            [xData.Given()],
            yGrad is null ? null : [yGrad],
            [xGradGrad.Given()],
            parameters,
            paramsGradGrad,
            eps,
            atol,
            rtol,
            null,
            dtype,
            detectNondifferentiable
        );
}

using DeepExp.Functional;
using Microsoft.FSharp.Collections;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>|x|</summary>
    /// <inheritdoc cref="TensorModule.abs" path="/remarks"/>
    public static Variable Absolute(Variable x) => Variable.Of(TensorModule.abs(x.Floats()));

    /// <summary>The sum of all arguments; shapes broadcast.</summary>
    public static Variable Add(params Variable[] xs) =>
        Variable.Of(Elementary.add(xs.Floats().ToFSharpList()));

    /// <summary>arccos x, from 0 to π</summary>
    public static Variable Arccos(Variable x) => Variable.Of(Elementary.arccos(x.Floats()));

    /// <summary>arcsin x, from -π/2 to π/2</summary>
    public static Variable Arcsin(Variable x) => Variable.Of(Elementary.arcsin(x.Floats()));

    /// <summary>arctan x, from -π/2 to π/2</summary>
    public static Variable Arctan(Variable x) => Variable.Of(Elementary.arctan(x.Floats()));

    /// <summary>The angle of the point (x2, x1), from -π to π.</summary>
    public static Variable Arctan2(Variable x1, Variable x2) =>
        Variable.Of(Elementary.arctan2(x1.Floats(), x2.FloatsLike(x1)));

    /// <summary>½ ln((1 + x) / (1 - x))</summary>
    public static Variable Arctanh(Variable x) => Variable.Of(Elementary.arctanh(x.Floats()));

    /// <summary>x + y, the axes of y being those of x from the given one on.</summary>
    public static Variable Bias(Variable x, Variable y, int axis = 1) =>
        Variable.Of(Elementary.bias(axis, y.FloatsLike(x), x.Floats()));

    /// <summary>The smallest whole number that is not below x.</summary>
    public static Variable Ceil(Variable x) => Variable.Of(Elementary.ceil(x.Floats()));

    /// <summary>min(max(x, xMin), xMax); a bound of null is none. The gradient passes on the bounds, too.</summary>
    public static Variable Clip(Variable x, double? xMin, double? xMax) =>
        Variable.Of(
            TensorModule.clip(
                xMin ?? double.NegativeInfinity,
                xMax ?? double.PositiveInfinity,
                x.Floats()
            )
        );

    /// <summary>cos x</summary>
    public static Variable Cos(Variable x) => Variable.Of(TensorModule.cos(x.Floats()));

    /// <summary>½ (e^x + e^-x)</summary>
    public static Variable Cosh(Variable x) => Variable.Of(Elementary.cosh(x.Floats()));

    /// <summary>e^x</summary>
    public static Variable Exp(Variable x) => Variable.Of(TensorModule.exp(x.Floats()));

    /// <summary>e^x - 1, exact near 0.</summary>
    public static Variable Expm1(Variable x) => Variable.Of(Elementary.expm1(x.Floats()));

    /// <summary>x cut towards 0 to a whole number.</summary>
    /// <inheritdoc cref="TensorModule.truncate" path="/remarks"/>
    public static Variable Fix(Variable x) => Variable.Of(TensorModule.truncate(x.Floats()));

    /// <summary>The largest whole number that is not above x.</summary>
    public static Variable Floor(Variable x) => Variable.Of(TensorModule.floor(x.Floats()));

    /// <summary>x - divisor · trunc(x / divisor), with the sign of x.</summary>
    public static Variable Fmod(Variable x, Variable divisor) =>
        Variable.Of(Elementary.fmod(divisor.FloatsLike(x), x.Floats()));

    /// <summary>x itself.</summary>
    public static Variable Identity(Variable x) => Variable.Of(x.Traced());

    /// <summary>The arguments themselves.</summary>
    public static Variable[] Identity(params Variable[] inputs) =>
        Array.ConvertAll(inputs.Given(), Identity);

    /// <summary>p x + (1 - p) y, all of one shape.</summary>
    public static Variable LinearInterpolate(Variable p, Variable x, Variable y) =>
        Variable.Of(Elementary.linearInterpolate(p.FloatsLike(x), x.Floats(), y.FloatsLike(x)));

    /// <summary>The natural logarithm of x.</summary>
    public static Variable Log(Variable x) => Variable.Of(TensorModule.log(x.Floats()));

    /// <summary>The logarithm of x to the base 10.</summary>
    public static Variable Log10(Variable x) => Variable.Of(Elementary.log10(x.Floats()));

    /// <summary>ln(1 + x), exact near 0.</summary>
    public static Variable Log1p(Variable x) => Variable.Of(Elementary.log1p(x.Floats()));

    /// <summary>The logarithm of x to the base 2.</summary>
    public static Variable Log2(Variable x) => Variable.Of(Elementary.log2(x.Floats()));

    /// <summary>The larger of two elements; where they are equal, the gradient goes to x1.</summary>
    public static Variable Maximum(Variable x1, Variable x2) =>
        Variable.Of(Elementary.maximum(x1.Floats(), x2.FloatsLike(x1)));

    /// <summary>The smaller of two elements; where they are equal, the gradient goes to x1.</summary>
    public static Variable Minimum(Variable x1, Variable x2) =>
        Variable.Of(Elementary.minimum(x1.Floats(), x2.FloatsLike(x1)));

    /// <summary>x^exponent; C# has no operator for powers.</summary>
    public static Variable Pow(Variable x, double exponent) =>
        Variable.Of(TensorModule.power(exponent, x.Floats()));

    /// <summary>x^exponent, element by element; shapes broadcast.</summary>
    public static Variable Pow(Variable x, Variable exponent) =>
        Variable.Of(Elementary.pow(exponent.FloatsLike(x), x.Floats()));

    /// <summary>x^exponent of one number x.</summary>
    public static Variable Pow(double x, Variable exponent) =>
        Variable.Of(Elementary.powOf(x, exponent.Floats()));

    /// <summary>1 / √x</summary>
    public static Variable Rsqrt(Variable x) => Variable.Of(Elementary.rsqrt(x.Floats()));

    /// <summary>x · y, the axes of y being those of x from the given one on.</summary>
    public static Variable Scale(Variable x, Variable y, int axis = 1) =>
        Variable.Of(Elementary.scale(axis, y.FloatsLike(x), x.Floats()));

    /// <summary>-1, 0 or 1</summary>
    public static Variable Sign(Variable x) => Variable.Of(TensorModule.sign(x.Floats()));

    /// <summary>sin x</summary>
    public static Variable Sin(Variable x) => Variable.Of(TensorModule.sin(x.Floats()));

    /// <summary>½ (e^x - e^-x)</summary>
    public static Variable Sinh(Variable x) => Variable.Of(Elementary.sinh(x.Floats()));

    /// <summary>√x</summary>
    public static Variable Sqrt(Variable x) => Variable.Of(TensorModule.sqrt(x.Floats()));

    /// <summary>x²</summary>
    public static Variable Square(Variable x) => Variable.Of(Elementary.square(x.Floats()));

    /// <summary>sin x / cos x</summary>
    public static Variable Tan(Variable x) => Variable.Of(Elementary.tan(x.Floats()));
}

using DeepExp.Functional;
using Microsoft.FSharp.Collections;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>|x|</summary>
    public static Variable Absolute(Variable x) => Variable.Of(TensorModule.abs(x.Traced));

    /// <summary>The sum of all arguments; shapes broadcast.</summary>
    public static Variable Add(params Variable[] xs) =>
        Variable.Of(Elementary.add(ListModule.OfSeq(xs.Select(x => x.Traced))));

    /// <summary>arccos x, from 0 to π</summary>
    public static Variable Arccos(Variable x) => Variable.Of(Elementary.arccos(x.Traced));

    /// <summary>arcsin x, from -π/2 to π/2</summary>
    public static Variable Arcsin(Variable x) => Variable.Of(Elementary.arcsin(x.Traced));

    /// <summary>arctan x, from -π/2 to π/2</summary>
    public static Variable Arctan(Variable x) => Variable.Of(Elementary.arctan(x.Traced));

    /// <summary>The angle of the point (x2, x1), from -π to π.</summary>
    public static Variable Arctan2(Variable x1, Variable x2) =>
        Variable.Of(Elementary.arctan2(x1.Traced, x2.Traced));

    /// <summary>½ ln((1 + x) / (1 - x))</summary>
    public static Variable Arctanh(Variable x) => Variable.Of(Elementary.arctanh(x.Traced));

    /// <summary>x + y, the axes of y being those of x from the given one on.</summary>
    public static Variable Bias(Variable x, Variable y, int axis = 1) =>
        Variable.Of(Elementary.bias(axis, y.Traced, x.Traced));

    /// <summary>The smallest whole number that is not below x.</summary>
    public static Variable Ceil(Variable x) => Variable.Of(Elementary.ceil(x.Traced));

    /// <summary>min(max(x, xMin), xMax); a bound of null is none. The gradient passes on the bounds, too.</summary>
    public static Variable Clip(Variable x, double? xMin, double? xMax) =>
        Variable.Of(
            TensorModule.clip(
                xMin ?? double.NegativeInfinity,
                xMax ?? double.PositiveInfinity,
                x.Traced
            )
        );

    /// <summary>cos x</summary>
    public static Variable Cos(Variable x) => Variable.Of(TensorModule.cos(x.Traced));

    /// <summary>½ (e^x + e^-x)</summary>
    public static Variable Cosh(Variable x) => Variable.Of(Elementary.cosh(x.Traced));

    /// <summary>e^x</summary>
    public static Variable Exp(Variable x) => Variable.Of(TensorModule.exp(x.Traced));

    /// <summary>e^x - 1, exact near 0.</summary>
    public static Variable Expm1(Variable x) => Variable.Of(Elementary.expm1(x.Traced));

    /// <summary>x cut towards 0 to a whole number.</summary>
    public static Variable Fix(Variable x) => Variable.Of(TensorModule.truncate(x.Traced));

    /// <summary>The largest whole number that is not above x.</summary>
    public static Variable Floor(Variable x) => Variable.Of(TensorModule.floor(x.Traced));

    /// <summary>x - divisor · trunc(x / divisor), with the sign of x.</summary>
    public static Variable Fmod(Variable x, Variable divisor) =>
        Variable.Of(Elementary.fmod(divisor.Traced, x.Traced));

    /// <summary>x itself.</summary>
    public static Variable Identity(Variable x) => Variable.Of(x.Traced);

    /// <summary>The arguments themselves.</summary>
    public static Variable[] Identity(params Variable[] inputs) =>
        Array.ConvertAll(inputs, Identity);

    /// <summary>p x + (1 - p) y, all of one shape.</summary>
    public static Variable LinearInterpolate(Variable p, Variable x, Variable y) =>
        Variable.Of(Elementary.linearInterpolate(p.Traced, x.Traced, y.Traced));

    /// <summary>The natural logarithm of x.</summary>
    public static Variable Log(Variable x) => Variable.Of(TensorModule.log(x.Traced));

    /// <summary>The logarithm of x to the base 10.</summary>
    public static Variable Log10(Variable x) => Variable.Of(Elementary.log10(x.Traced));

    /// <summary>ln(1 + x), exact near 0.</summary>
    public static Variable Log1p(Variable x) => Variable.Of(Elementary.log1p(x.Traced));

    /// <summary>The logarithm of x to the base 2.</summary>
    public static Variable Log2(Variable x) => Variable.Of(Elementary.log2(x.Traced));

    /// <summary>The larger of two elements; where they are equal, the gradient goes to x1.</summary>
    public static Variable Maximum(Variable x1, Variable x2) =>
        Variable.Of(Elementary.maximum(x1.Traced, x2.Traced));

    /// <summary>The smaller of two elements; where they are equal, the gradient goes to x1.</summary>
    public static Variable Minimum(Variable x1, Variable x2) =>
        Variable.Of(Elementary.minimum(x1.Traced, x2.Traced));

    /// <summary>x^exponent; C# has no operator for powers.</summary>
    public static Variable Pow(Variable x, double exponent) =>
        Variable.Of(TensorModule.power(exponent, x.Traced));

    /// <summary>x^exponent, element by element; shapes broadcast.</summary>
    public static Variable Pow(Variable x, Variable exponent) =>
        Variable.Of(Elementary.pow(exponent.Traced, x.Traced));

    /// <summary>x^exponent of one number x.</summary>
    public static Variable Pow(double x, Variable exponent) =>
        Variable.Of(Elementary.powOf(x, exponent.Traced));

    /// <summary>1 / √x</summary>
    public static Variable Rsqrt(Variable x) => Variable.Of(Elementary.rsqrt(x.Traced));

    /// <summary>x · y, the axes of y being those of x from the given one on.</summary>
    public static Variable Scale(Variable x, Variable y, int axis = 1) =>
        Variable.Of(Elementary.scale(axis, y.Traced, x.Traced));

    /// <summary>-1, 0 or 1</summary>
    public static Variable Sign(Variable x) => Variable.Of(TensorModule.sign(x.Traced));

    /// <summary>sin x</summary>
    public static Variable Sin(Variable x) => Variable.Of(TensorModule.sin(x.Traced));

    /// <summary>½ (e^x - e^-x)</summary>
    public static Variable Sinh(Variable x) => Variable.Of(Elementary.sinh(x.Traced));

    /// <summary>√x</summary>
    public static Variable Sqrt(Variable x) => Variable.Of(TensorModule.sqrt(x.Traced));

    /// <summary>x²</summary>
    public static Variable Square(Variable x) => Variable.Of(Elementary.square(x.Traced));

    /// <summary>sin x / cos x</summary>
    public static Variable Tan(Variable x) => Variable.Of(Elementary.tan(x.Traced));
}

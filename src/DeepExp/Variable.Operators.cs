namespace DeepExp;

public partial class Variable
{
    /// <summary>x + y</summary>
    public static Variable operator +(Variable x, Variable y) => Of(x.Traced + y.Traced);

    /// <summary>x + c</summary>
    public static Variable operator +(Variable x, double c) => Of(x.Traced + c);

    /// <summary>c + x</summary>
    public static Variable operator +(double c, Variable x) => Of(c + x.Traced);

    /// <summary>x - y</summary>
    public static Variable operator -(Variable x, Variable y) => Of(x.Traced - y.Traced);

    /// <summary>x - c</summary>
    public static Variable operator -(Variable x, double c) => Of(x.Traced - c);

    /// <summary>c - x</summary>
    public static Variable operator -(double c, Variable x) => Of(c - x.Traced);

    /// <summary>x · y, element by element</summary>
    public static Variable operator *(Variable x, Variable y) => Of(x.Traced * y.Traced);

    /// <summary>x · c</summary>
    public static Variable operator *(Variable x, double c) => Of(x.Traced * c);

    /// <summary>c · x</summary>
    public static Variable operator *(double c, Variable x) => Of(c * x.Traced);

    /// <summary>x / y</summary>
    public static Variable operator /(Variable x, Variable y) => Of(x.Traced / y.Traced);

    /// <summary>x / c</summary>
    public static Variable operator /(Variable x, double c) => Of(x.Traced / c);

    /// <summary>c / x</summary>
    public static Variable operator /(double c, Variable x) => Of(c / x.Traced);

    /// <summary>x itself</summary>
    public static Variable operator +(Variable x) => x;

    /// <summary>-x</summary>
    public static Variable operator -(Variable x) => Of(-x.Traced);
}

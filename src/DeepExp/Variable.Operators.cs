namespace DeepExp;

public partial class Variable
{
    /// <summary>x + y</summary>
    public static Variable operator +(Variable x, Variable y) =>
        Of(x.Floats("Add") + y.FloatsLike(x, "Add"));

    /// <summary>x + c</summary>
    public static Variable operator +(Variable x, double c) => Of(x.Floats("Add") + c);

    /// <summary>c + x</summary>
    public static Variable operator +(double c, Variable x) => Of(c + x.Floats("Add"));

    /// <summary>x - y</summary>
    public static Variable operator -(Variable x, Variable y) =>
        Of(x.Floats("Subtract") - y.FloatsLike(x, "Subtract"));

    /// <summary>x - c</summary>
    public static Variable operator -(Variable x, double c) => Of(x.Floats("Subtract") - c);

    /// <summary>c - x</summary>
    public static Variable operator -(double c, Variable x) => Of(c - x.Floats("Subtract"));

    /// <summary>x · y, element by element</summary>
    public static Variable operator *(Variable x, Variable y) =>
        Of(x.Floats("Multiply") * y.FloatsLike(x, "Multiply"));

    /// <summary>x · c</summary>
    public static Variable operator *(Variable x, double c) => Of(x.Floats("Multiply") * c);

    /// <summary>c · x</summary>
    public static Variable operator *(double c, Variable x) => Of(c * x.Floats("Multiply"));

    /// <summary>x / y</summary>
    public static Variable operator /(Variable x, Variable y) =>
        Of(x.Floats("Divide") / y.FloatsLike(x, "Divide"));

    /// <summary>x / c</summary>
    public static Variable operator /(Variable x, double c) => Of(x.Floats("Divide") / c);

    /// <summary>c / x</summary>
    public static Variable operator /(double c, Variable x) => Of(c / x.Floats("Divide"));

    /// <summary>x itself</summary>
    public static Variable operator +(Variable x) => x.Given();

    /// <summary>-x</summary>
    public static Variable operator -(Variable x) => Of(-x.Floats("Negate"));
}

using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The mean over all elements of (x0 - x1)²; the shapes must be equal.</summary>
    public static Variable MeanSquaredError(Variable x0, Variable x1) =>
        Variable.Of(Loss.meanSquaredError(x1.Traced, x0.Traced));
}

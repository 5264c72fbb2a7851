using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// Chainer's functions on variables. Each forwards to the function of the same name in the core, where its definition stands.
/// Import as <c>using F = DeepExp.Functions;</c>.
/// </summary>
public static partial class Functions
{
    /// <summary>max(x, 0)</summary>
    public static Variable Relu(Variable x) => Variable.Of(Activation.relu(x.Traced));

    /// <summary>x where x &gt; 0, slope · x elsewhere</summary>
    public static Variable LeakyRelu(Variable x, double slope = 0.2) =>
        Variable.Of(Activation.leakyRelu(slope, x.Traced));

    /// <summary>(e^x - e^-x) / (e^x + e^-x)</summary>
    public static Variable Tanh(Variable x) => Variable.Of(Activation.tanh(x.Traced));

    /// <summary>1 / (1 + e^-x)</summary>
    public static Variable Sigmoid(Variable x) => Variable.Of(Activation.sigmoid(x.Traced));
}

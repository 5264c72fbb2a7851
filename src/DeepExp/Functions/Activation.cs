using System.Runtime.CompilerServices;
using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// Chainer's functions on variables. Each forwards to the function of the same name in the core, where its definition stands.
/// Import as <c>using F = DeepExp.Functions;</c>.
/// </summary>
public static partial class Functions
{
    /// <summary>max(x, 0)</summary>
    public static Variable Relu(Variable x) => Variable.Of(Activation.relu(x.Floats()));

    /// <summary>x where x &gt; 0, slope · x elsewhere</summary>
    public static Variable LeakyRelu(Variable x, double slope = 0.2) =>
        Variable.Of(Activation.leakyRelu(slope, x.Floats()));

    /// <summary>min(max(x, 0), z)</summary>
    public static Variable ClippedRelu(Variable x, double z = 20) =>
        Variable.Of(Activation.clippedRelu(z, x.Floats()));

    /// <summary>min(max(x, 0), 6)</summary>
    public static Variable Relu6(Variable x) => Variable.Of(Activation.relu6(x.Floats()));

    /// <summary>min(max(0.2 x + 0.5, 0), 1)</summary>
    public static Variable HardSigmoid(Variable x) =>
        Variable.Of(Activation.hardSigmoid(x.Floats()));

    /// <summary>max(x, 0), then max(-x, 0), along an axis, which doubles.</summary>
    public static Variable Crelu(Variable x, int axis = 1) =>
        Variable.Of(Activation.crelu(axis, x.Floats()));

    /// <summary>x where x &gt; 0, alpha (e^x - 1) elsewhere</summary>
    public static Variable Elu(Variable x, double alpha = 1) =>
        Variable.Of(Activation.elu(alpha, x.Floats()));

    /// <summary>scale · elu(x, alpha)</summary>
    public static Variable Selu(
        Variable x,
        double alpha = 1.6732632423543772,
        double scale = 1.0507009873554805
    ) => Variable.Of(Activation.selu(alpha, scale, x.Floats()));

    /// <summary>(e^x - e^-x) / (e^x + e^-x)</summary>
    public static Variable Tanh(Variable x) => Variable.Of(Activation.tanh(x.Floats()));

    /// <summary>1 / (1 + e^-x)</summary>
    public static Variable Sigmoid(Variable x) => Variable.Of(Activation.sigmoid(x.Floats()));

    /// <summary>ln(1 + e^(beta x)) / beta</summary>
    /// <inheritdoc cref="Activation.softplus" path="/remarks"/>
    public static Variable Softplus(Variable x, double beta = 1) =>
        Variable.Of(Activation.softplus(beta, x.Floats()));

    /// <summary>e^x / Σ e^x along an axis, by default that of the classes.</summary>
    public static Variable Softmax(Variable x, int axis = 1) =>
        Variable.Of(Activation.softmax(axis, x.Floats()));

    /// <summary>ln softmax(x) along an axis, by default that of the classes.</summary>
    public static Variable LogSoftmax(Variable x, int axis = 1) =>
        Variable.Of(Activation.logSoftmax(axis, x.Floats()));

    /// <summary>The largest of each poolSize neighbours along an axis.</summary>
    public static Variable Maxout(Variable x, int poolSize, int axis = 1) =>
        Variable.Of(Activation.maxout(poolSize, axis, x.Floats()));

    /// <summary>x where x ≥ 0, W x elsewhere, with W of the shape of x's first axes after the batch.</summary>
    public static Variable Prelu(Variable x, Variable W) =>
        Variable.Of(Activation.prelu(W.FloatsLike(x), x.Floats()));

    /// <summary>x · sigmoid(beta x), with beta of the shape of x's first axes after the batch.</summary>
    public static Variable Swish(Variable x, Variable beta) =>
        Variable.Of(Activation.swish(beta.FloatsLike(x), x.Floats()));

    /// <summary>
    /// x where x ≥ 0, r x elsewhere. In training (<see cref="Config.Train"/>) r is drawn, uniform in [l, u), unless it is given;
    /// else it is (l + u) / 2.
    /// </summary>
    [OverloadResolutionPriority(1)]
    public static Variable Rrelu(
        Variable x,
        double l = 1.0 / 8,
        double u = 1.0 / 3,
        Tensor? r = null
    ) => Rrelu(x, l, u, r, returnR: true).Y;

    /// <summary>The same, and the slopes r.</summary>
    public static (Variable Y, Tensor R) Rrelu(
        Variable x,
        double l = 1.0 / 8,
        double u = 1.0 / 3,
        Tensor? r = null,
        bool returnR = true
    )
    {
        var tensor = x.Floats();
        var slopes =
            Config.Train && r is not null
                ? r
                : Activation.rreluSlopes(
                    Config.Train,
                    l,
                    u,
                    Config.Train ? Rng.NextKey() : default,
                    tensor.DType,
                    tensor.Shape
                );
        return (Variable.Of(Activation.rreluWith(slopes, tensor)), slopes);
    }
}

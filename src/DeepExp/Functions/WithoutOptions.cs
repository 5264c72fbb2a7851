using System.Runtime.CompilerServices;

namespace DeepExp;

// A method with optional arguments is no Func<Variable, Variable> in C#, as the layers of a Sequential are, nor a loss of two
// variables; so the functions that often are given as such are there without options too. A call prefers those with options,
// where the defaults stand.
public static partial class Functions
{
    /// <inheritdoc cref="LeakyRelu(Variable, double)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable LeakyRelu(Variable x) => LeakyRelu(x);

    /// <inheritdoc cref="ClippedRelu(Variable, double)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable ClippedRelu(Variable x) => ClippedRelu(x);

    /// <inheritdoc cref="Crelu(Variable, int)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable Crelu(Variable x) => Crelu(x);

    /// <inheritdoc cref="Elu(Variable, double)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable Elu(Variable x) => Elu(x);

    /// <inheritdoc cref="Selu(Variable, double, double)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable Selu(Variable x) => Selu(x);

    /// <inheritdoc cref="Softplus(Variable, double)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable Softplus(Variable x) => Softplus(x);

    /// <inheritdoc cref="Softmax(Variable, int)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable Softmax(Variable x) => Softmax(x);

    /// <inheritdoc cref="LogSoftmax(Variable, int)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable LogSoftmax(Variable x) => LogSoftmax(x);

    /// <inheritdoc cref="Dropout(Variable, double, Variable?)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable Dropout(Variable x) => Dropout(x);

    /// <inheritdoc cref="LocalResponseNormalization(Variable, int, double, double, double)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable LocalResponseNormalization(Variable x) => LocalResponseNormalization(x);

    /// <inheritdoc cref="SoftmaxCrossEntropy(Variable, Variable, bool, bool, Variable?, int, Reduce, bool, SoftTargetLoss)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable SoftmaxCrossEntropy(Variable x, Variable t) => SoftmaxCrossEntropy(x, t);

    /// <inheritdoc cref="SigmoidCrossEntropy(Variable, Variable, bool, Reduce)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable SigmoidCrossEntropy(Variable x, Variable t) => SigmoidCrossEntropy(x, t);

    /// <inheritdoc cref="Hinge(Variable, Variable, HingeNorm, Reduce)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable Hinge(Variable x, Variable t) => Hinge(x, t);

    /// <inheritdoc cref="Accuracy(Variable, Variable, int?)"/>
    [OverloadResolutionPriority(-1)]
    public static Variable Accuracy(Variable y, Variable t) => Accuracy(y, t);
}

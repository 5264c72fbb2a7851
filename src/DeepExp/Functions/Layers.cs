using System.Runtime.CompilerServices;

namespace DeepExp;

// C# takes no method with optional arguments for a function of one variable, as the layers of a Sequential are; so the functions
// that often are such layers are also there without options. A call prefers those with options, whose defaults stand there.
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
}

using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ActivationRows
{
    internal static readonly Row[] All =
    [
        new("Relu", v => F.Relu(v[0]), t => Activation.relu(t[0]), [4, 5]),
        new("LeakyRelu", v => F.LeakyRelu(v[0]), t => Activation.leakyRelu(0.2, t[0]), [4, 5]),
        new("LeakyRelu", v => F.LeakyRelu(v[0], 0.7), t => Activation.leakyRelu(0.7, t[0]), [3]),
        new("Tanh", v => F.Tanh(v[0]), t => Activation.tanh(t[0]), [4, 5]),
        new("Sigmoid", v => F.Sigmoid(v[0]), t => Activation.sigmoid(t[0]), [2, 3, 4]),
    ];
}

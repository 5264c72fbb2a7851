using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ActivationRows
{
    private static readonly Tensor Half = TensorModule.float32([1], [0.5f]);

    internal static readonly Row[] All =
    [
        new("Relu", v => F.Relu(v[0]), t => Activation.relu(t[0]), [4, 5]),
        new("LeakyRelu", v => F.LeakyRelu(v[0]), t => Activation.leakyRelu(0.2, t[0]), [4, 5]),
        new("LeakyRelu", v => F.LeakyRelu(v[0], 0.7), t => Activation.leakyRelu(0.7, t[0]), [3]),
        new("ClippedRelu", v => F.ClippedRelu(v[0]), t => Activation.clippedRelu(20, t[0]), [4]),
        new(
            "ClippedRelu",
            v => F.ClippedRelu(v[0], 0.5),
            t => Activation.clippedRelu(0.5, t[0]),
            [20]
        ),
        new("Relu6", v => F.Relu6(v[0]), t => Activation.relu6(t[0]), [4]),
        new("HardSigmoid", v => F.HardSigmoid(v[0]), t => Activation.hardSigmoid(t[0]), [20]),
        new("Crelu", v => F.Crelu(v[0]), t => Activation.crelu(1, t[0]), [2, 3]),
        new("Crelu", v => F.Crelu(v[0], axis: 0), t => Activation.crelu(0, t[0]), [2, 3]),
        new("Elu", v => F.Elu(v[0]), t => Activation.elu(1, t[0]), [4, 5]),
        new("Elu", v => F.Elu(v[0], 0.3), t => Activation.elu(0.3, t[0]), [4, 5]),
        new(
            "Selu",
            v => F.Selu(v[0]),
            t => Activation.selu(1.6732632423543772, 1.0507009873554805, t[0]),
            [4, 5]
        ),
        new("Selu", v => F.Selu(v[0], 2, 3), t => Activation.selu(2, 3, t[0]), [4, 5]),
        new("Tanh", v => F.Tanh(v[0]), t => Activation.tanh(t[0]), [4, 5]),
        new("Sigmoid", v => F.Sigmoid(v[0]), t => Activation.sigmoid(t[0]), [2, 3, 4]),
        new("Softplus", v => F.Softplus(v[0]), t => Activation.softplus(1, t[0]), [4, 5]),
        new("Softplus", v => F.Softplus(v[0], beta: 2), t => Activation.softplus(2, t[0]), [4]),
        new("Softmax", v => F.Softmax(v[0]), t => Activation.softmax(1, t[0]), [2, 3, 4]),
        new(
            "Softmax",
            v => F.Softmax(v[0], axis: -1),
            t => Activation.softmax(-1, t[0]),
            [2, 3, 4]
        ),
        new("LogSoftmax", v => F.LogSoftmax(v[0]), t => Activation.logSoftmax(1, t[0]), [2, 3, 4]),
        new(
            "LogSoftmax",
            v => F.LogSoftmax(v[0], axis: 0),
            t => Activation.logSoftmax(0, t[0]),
            [2, 3]
        ),
        new("Maxout", v => F.Maxout(v[0], 2), t => Activation.maxout(2, 1, t[0]), [3, 4]),
        new("Maxout", v => F.Maxout(v[0], 3, axis: 0), t => Activation.maxout(3, 0, t[0]), [3, 4]),
        new("Prelu", v => F.Prelu(v[0], v[1]), t => Activation.prelu(t[1], t[0]), [3, 4, 2], [4]),
        new("Swish", v => F.Swish(v[0], v[1]), t => Activation.swish(t[1], t[0]), [3, 4, 2], [4]),
        new(
            "Rrelu",
            v => Seeded(() => F.Rrelu(v[0])),
            t => Activation.rrelu(true, 1.0 / 8, 1.0 / 3, FirstKey, t[0]),
            [3, 4]
        ),
        new(
            "Rrelu",
            v => Seeded(() => F.Rrelu(v[0], 0.2, 0.9, returnR: true).Y),
            t => Activation.rrelu(true, 0.2, 0.9, FirstKey, t[0]),
            [3, 4]
        ),
        new(
            "Rrelu",
            v => F.Rrelu(v[0], r: TensorModule.cast(v[0].DType, Half)),
            t => Activation.rreluWith(TensorModule.cast(t[0].DType, Half), t[0]),
            [1]
        ),
        new(
            "Rrelu",
            v => InTest(() => F.Rrelu(v[0], 0.1, 0.4)),
            t => Activation.rrelu(false, 0.1, 0.4, FirstKey, t[0]),
            [3, 4]
        ),
    ];

    private static readonly Key FirstKey = KeyModule.at(0, KeyModule.ofSeed(5));

    private static Variable Seeded(Func<Variable> call)
    {
        Rng.Seed(5);
        return call();
    }

    private static Variable InTest(Func<Variable> call)
    {
        using (Config.TestMode())
            return call();
    }
}

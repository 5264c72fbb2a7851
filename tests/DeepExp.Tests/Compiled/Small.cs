using DeepExp.Functional;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Compiled;

/// <summary>A step of a small net, and a batch for it.</summary>
internal static class Small
{
    internal static readonly Variable x = Random(1, DType.Float32, 4, 3);
    internal static readonly Variable t = TensorModule.int32([4], [0, 1, 2, 1]);

    /// <summary>y = Wx + b.</summary>
    internal sealed class Net : Chain
    {
        internal L.Linear L1 { get; }

        internal Net() => L1 = AddLink("l1", new L.Linear(3, 3));

        internal Variable Loss(Variable x, Variable t) => F.SoftmaxCrossEntropy(L1.Forward(x), t);
    }

    /// <summary>The net and its step, whose loss is made by a function that may do what it likes.</summary>
    internal static (Net Net, CompiledStep Step) Made(
        Func<Net, Variable, Variable, Variable>? loss = null
    )
    {
        Rng.Seed(0);
        var net = new Net();
        return (
            net,
            new(net, new SGD(), (x, t) => loss is null ? net.Loss(x, t) : loss(net, x, t))
        );
    }
}

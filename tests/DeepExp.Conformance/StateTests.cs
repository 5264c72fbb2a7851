using DeepExp.Functional;
using Xunit;
using Xunit.Sdk;

namespace DeepExp.Conformance;

/// <summary>What a link keeps beside its parameters is found by Chainer's names.</summary>
public class StateTests
{
    private sealed class Norm : Link
    {
        public Tensor AvgMean { get; set; } = Zeros;

        public int N { get; set; }

        public Tensor Fixed { get; } = Zeros;
    }

    private sealed class Net : Chain
    {
        public Net() => Norm = AddLink("conv1n", new Norm());

        public Norm Norm { get; }
    }

    private static Tensor Zeros => TensorModule.zeros(DType.Float64, [2]);

    private static Tensor Means => TensorModule.float64([2], [1, 2]);

    [Fact]
    public void It_is_loaded()
    {
        var net = new Net();
        State.Load(net, ".conv1n.avg_mean", Means);
        State.Load(net, "conv1n/N", TensorModule.int32([], [3]));
        State.Load(net.Norm, "fixed", Zeros);
        Agree.Bits(Means, net.Norm.AvgMean);
        Assert.Equal(3, net.Norm.N);
    }

    [Fact]
    public void What_cannot_be_loaded_is_refused()
    {
        var norm = new Norm();
        Assert.Throws<TrueException>(() => State.Load(norm, "fixed", Means));
        Assert.Throws<TrueException>(() => State.Load(norm, "N", Means));
        Assert.Throws<InvalidDataException>(() => State.Load(norm, "avg_var", Means));
    }
}

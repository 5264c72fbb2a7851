using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public class GradientCheckTests
{
    private static readonly Tensor x = Random(1, DType.Float64, 2, 3);
    private static readonly Tensor gy = Random(2, DType.Float64, 2, 3);

    /// <summary>x³ by whom its gradient was gotten wrong: at one element, or its derivative.</summary>
    private sealed class WrongCube(Tensor factor) : FunctionNode
    {
        protected override Tensor[] Forward(Tensor[] inputs) => [inputs[0] * inputs[0] * inputs[0]];

        protected override Variable[] Backward(
            Variable[] inputs,
            Variable[] outputs,
            Variable[] gradOutputs
        ) => [3 * inputs[0] * inputs[0] * gradOutputs[0] * (Variable)factor];
    }

    /// <summary>x³ whose gradient forgets that it depends on x.</summary>
    private sealed class ForgetfulCube : FunctionNode
    {
        protected override Tensor[] Forward(Tensor[] inputs) => [inputs[0] * inputs[0] * inputs[0]];

        protected override Variable[] Backward(
            Variable[] inputs,
            Variable[] outputs,
            Variable[] gradOutputs
        ) => [3 * inputs[0] * (Variable)inputs[0].Data * gradOutputs[0]];
    }

    [Fact]
    public void Right_gradients_pass()
    {
        GradientCheck.CheckBackward(F.Tanh, x, gy);
        GradientCheck.CheckBackward(
            xs => [xs[0] * xs[1], F.Exp(xs[0])],
            [x, Random(3, DType.Float64, 3)],
            [gy, gy]
        );
        GradientCheck.CheckBackward(v => F.Sum(v * v), x);
        GradientCheck.CheckBackward(xs => [xs[0] * 2, xs[0]], [x], [gy, null]);
    }

    [Fact]
    public void Float32_is_checked_in_float64()
    {
        var x32 = TensorModule.cast(DType.Float32, x);
        GradientCheck.CheckBackward(F.Tanh, x32, gy, atol: 1e-3, rtol: 1e-3);
        GradientCheck.CheckBackward(F.Tanh, x32, gy, dtype: DType.Float64);
        GradientCheck.CheckDoubleBackward(F.Tanh, x32, gy, gy, dtype: DType.Float64);
    }

    [Fact]
    public void A_wrong_element_is_named_with_both_values()
    {
        Tensor factor = new double[,]
        {
            { 1, 1, 1 },
            { 1, 1, 2 },
        };
        var wrong = new WrongCube(factor);
        var right = 3 * x[1, 2] * x[1, 2] * gy[1, 2];
        var error = Assert.Throws<DeepExpException>(() =>
            GradientCheck.CheckBackward(xs => wrong.Apply(xs[1]), [x, x], [gy])
        );
        Assert.Equal("CheckBackward", error.Operation);
        Assert.Contains(
            "the gradient of x/1 at [1, 2] is " + $"{2 * right}"[..6],
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "differences give " + $"{right}"[..5],
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("1 of 12 elements differ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_second_derivative_is_found()
    {
        var forgetful = new ForgetfulCube();
        GradientCheck.CheckBackward(forgetful.Apply, [x], [gy]);
        Refused(
            "CheckDoubleBackward",
            () => GradientCheck.CheckDoubleBackward(forgetful.Apply, [x], [gy], [gy]),
            "the gradient of x/0 at [",
            "of 12 elements differ"
        );
        GradientCheck.CheckDoubleBackward(v => v * v * v, x, gy, gy);
    }

    [Fact]
    public void Parameters_are_checked_and_stay_as_they_are()
    {
        var layer = new L.Linear(3, 2, dtype: DType.Float64, initialW: Initializer.Normal(1));
        var gy = Random(4, DType.Float64, 2, 2);
        Parameter[] parameters = [layer.W, layer.B!];
        var before = Bits(layer);
        GradientCheck.CheckBackward(v => F.Tanh(layer.Forward(v)), x, gy, parameters);
        GradientCheck.CheckDoubleBackward(
            xs => [F.Tanh(layer.Forward(xs[0]))],
            [x],
            [gy],
            [Random(5, DType.Float64, 2, 3)],
            parameters,
            [Random(6, DType.Float64, 2, 3), null]
        );
        GradientCheck.CheckBackward(
            xs => [layer.Forward(xs[0])],
            [x],
            [gy],
            parameters,
            noGrads: [true]
        );
        var wrong = new WrongCube(2.0);
        Refused(
            "CheckBackward",
            () =>
                GradientCheck.CheckBackward(
                    v => F.Linear(v, wrong.Apply(layer.W)[0]),
                    x,
                    gy,
                    parameters
                ),
            "the gradient of parameters/0 at ["
        );
        Assert.Equal(before, Bits(layer));
        Assert.All(layer.Params(), p => Assert.Null(p.Grad));
        Assert.Equal(4, layer.Forward(x).Size);
    }

    [Fact]
    public void Integers_and_constants_do_not_vary()
    {
        Tensor labels = new[] { 1, 0 };
        static Variable[] Scaled(Variable[] xs) =>
            [xs[0] * F.Cast(xs[1], DType.Float64).Reshape(2, 1) * xs[2].Abs()];
        GradientCheck.CheckBackward(
            Scaled,
            [x, labels, TensorModule.zerosLike(x)],
            [gy],
            noGrads: [false, false, true]
        );
        var gradients = GradientCheck.NumericalGrad(Scaled, [x, labels, x], [gy]);
        Assert.Null(gradients[1]);
        Refused(
            "CheckBackward",
            () => GradientCheck.CheckBackward(xs => [xs[0] * 2], [labels]),
            "no input"
        );
    }

    [Fact]
    public void Differences_are_the_gradient()
    {
        var numerical = GradientCheck.NumericalGrad(xs => [xs[0] * xs[1]], [x, x + 1.0], [gy]);
        foreach (var (expected, actual) in new[] { gy * (x + 1.0), gy * x }.Zip(numerical))
            Assert.All(
                (expected - actual!).ToArray<double>(),
                difference => Assert.InRange(difference, -1e-10, 1e-10)
            );
    }

    [Fact]
    public void A_kink_is_found_where_asked_for()
    {
        Tensor near = new double[] { 1.3, -1.3, 2e-5 };
        Tensor one = new double[] { 1, 1, 1 };
        foreach (var f in (Func<Variable, Variable>[])[F.Relu, F.Absolute, v => v.FloorDivide(1)])
        {
            Refused(
                "CheckBackward",
                () => GradientCheck.CheckBackward(f, near, one, detectNondifferentiable: true),
                "kink or jump nearer than 0.001",
                "x/0 at [2]"
            );
            Refused(
                "NumericalGrad",
                () =>
                    GradientCheck.NumericalGrad(
                        xs => [f(xs[0])],
                        [near],
                        [one],
                        detectNondifferentiable: true
                    ),
                "x/0 at [2]"
            );
            GradientCheck.CheckBackward(f, near + 0.5, one, detectNondifferentiable: true);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        static Variable[] Two(Variable[] xs) => [xs[0] * 2, xs[0] * 3];
        Refused(
            "CheckBackward",
            () => GradientCheck.CheckBackward(Two, [x]),
            "yGrad is missing",
            "2 outputs",
            "2×3"
        );
        Refused(
            "CheckBackward",
            () => GradientCheck.CheckBackward(Two, [x], [gy]),
            "yGrad has 1 items for 2 outputs"
        );
        Refused(
            "CheckBackward",
            () => GradientCheck.CheckBackward(F.Tanh, x, new double[] { 1 }),
            "yGrad[0] has shape 1",
            "2×3"
        );
        Refused(
            "CheckBackward",
            () => GradientCheck.CheckBackward(Two, [x], [gy, gy], noGrads: [true, false]),
            "noGrads has 2 items for 1 inputs"
        );
        Refused(
            "CheckDoubleBackward",
            () => GradientCheck.CheckDoubleBackward(Two, [x], [gy, gy], []),
            "xGradGrad has 0 items"
        );
        Refused(
            "CheckDoubleBackward",
            () => GradientCheck.CheckDoubleBackward(F.Tanh, x, gy, new double[] { 1 }),
            "xGradGrad[0] has shape 1"
        );
    }

    [Fact]
    public void NaN_is_no_gradient() =>
        Refused(
            "CheckBackward",
            () => GradientCheck.CheckBackward(F.Log, new double[] { 1, -1 }, new double[] { 1, 1 }),
            "the gradient of x/0 at [",
            "NaN"
        );
}

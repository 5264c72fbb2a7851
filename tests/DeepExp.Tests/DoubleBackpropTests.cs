using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests;

public class DoubleBackpropTests
{
    [Fact]
    public void The_gradient_of_the_squared_gradient()
    {
        var x = Var(1, 2, 3);
        var y = F.Sum(x * x);
        y.Backward(enableDoubleBackprop: true);
        var gx = x.GradVar!;
        Assert.Same(gx, x.GradVar);
        x.ClearGrad();
        F.Sum(gx * gx).Backward();
        HasGrad(x, 8, 16, 24);
    }

    [Fact]
    public void Derivatives_of_any_order()
    {
        var x = Var(2);
        var y = x.Pow(5);
        foreach (var expected in (double[])[80, 160, 240, 240, 120])
        {
            y.Backward(enableDoubleBackprop: true);
            y = x.GradVar!;
            x.ClearGrad();
            Holds(y, expected);
        }
    }

    [Fact]
    public void Without_it_the_gradient_has_no_trace()
    {
        var x = Var(2);
        (x * x).Backward();
        Assert.Null(x.GradVar!.Creator);
        (x * x).Backward(enableDoubleBackprop: true);
        Assert.NotNull(x.GradVar!.Creator);
        Assert.False(Var(x.Grad!).GradVar is not null);
        (x * x).Backward();
        Assert.False(x.GradVar!.RequiresGrad);
        HasGrad(x, 12);
    }

    [Fact]
    public void A_gradient_that_was_set_is_differentiated_too()
    {
        var (x, gy) = (Var(3), Var(5));
        var y = x * x;
        y.GradVar = gy;
        y.Backward(enableDoubleBackprop: true);
        var gx = x.GradVar!;
        x.ClearGrad();
        gx.Backward();
        HasGrad(gy, 6);
        HasGrad(x, 10);
        Refused("Variable.GradVar", () => y.GradVar = Var(1, 2), "shape 2", "shape 1");
    }

    [Fact]
    public void A_scaled_loss_scales_the_gradients()
    {
        var x = Var(3);
        (x * x).Backward(lossScale: 128);
        HasGrad(x, 6 * 128);
    }

    [Fact]
    public void Grad_gives_gradients_and_touches_none()
    {
        var (x0, x1, far) = (Var(2), Var(3), Var(4));
        var h = x0 * x1;
        var y = h * h;
        var gradients = Chainer.Grad([y], [x0, far, h, y]);
        Holds(gradients[0]!, 36);
        Assert.Null(gradients[1]);
        Holds(gradients[2]!, 12);
        Holds(gradients[3]!, 1);
        Assert.All(new[] { x0, x1, far, h, y }, x => Assert.Null(x.Grad));
        Assert.Null(gradients[0]!.Creator);
    }

    [Fact]
    public void Missing_gradients_of_outputs_are_ones_of_any_shape()
    {
        var x = Var(1, 2);
        Variable[] ys = [x * x, 3 * x];
        Holds(Chainer.Grad(ys, [x])[0]!, 5, 7);
        Holds(Chainer.Grad(ys, [x], [null, Var(10, 20)])[0]!, 32, 64);
        Holds(Chainer.Grad(ys, [x], lossScale: 2)[0]!, 10, 14);
    }

    [Fact]
    public void Gradients_of_inputs_are_added()
    {
        var (x, far) = (Var(3), Var(4));
        var gradients = Chainer.Grad([x * x], [x, far], gradInputs: [Var(100), Var(7)]);
        Holds(gradients[0]!, 106);
        Holds(gradients[1]!, 7);
    }

    [Fact]
    public void Gradients_are_kept_where_asked_for()
    {
        var x = Var(3);
        x.Grad = new float[] { 50 };
        var h = x * x;
        var y = 2 * h;
        var gx = Chainer.Grad([y], [x], setGrad: true, retainGrad: true)[0];
        HasGrad(x, 12);
        HasGrad(h, 2);
        HasGrad(y, 1);
        Assert.Same(gx, x.GradVar);
    }

    [Fact]
    public void A_gradient_of_a_gradient_by_Grad()
    {
        var x = Var(1, 2);
        var gx = Chainer.Grad([F.Sum(x * x * x)], [x], enableDoubleBackprop: true)[0]!;
        Holds(gx, 3, 12);
        Holds(Chainer.Grad([gx], [x])[0]!, 6, 12);
    }

    [Fact]
    public void Several_outputs_go_back_at_once()
    {
        var x = Var(3);
        Variable[] ys = [x * x, 5 * x, x];
        Chainer.Backward(ys, [Var(1), null, null]);
        HasGrad(x, 6);
        ys[1].Grad = new float[] { 2 };
        Chainer.Backward([ys[0], ys[1]], [Var(1), null]);
        HasGrad(x, 6 + 6 + 10);
        Assert.Null(ys[1].Grad);
        Refused("Backward", () => Chainer.Backward(ys[..1]), "no output has a gradient");
    }

    [Fact]
    public void Gradients_that_do_not_fit_are_refused()
    {
        var x = Var(1, 2);
        var y = x * x;
        Refused("Grad", () => Chainer.Grad([y], [x], [Var(1)]), "gradOutputs[0]", "shape 2");
        Refused("Grad", () => Chainer.Grad([y], [x], [y, y]), "2 gradOutputs for 1 outputs");
        Refused("Grad", () => Chainer.Grad([y], [x], gradInputs: []), "0 gradInputs");
        Refused("Backward", () => Chainer.Backward([y], [new double[] { 1, 2 }]), "float64");
    }
}

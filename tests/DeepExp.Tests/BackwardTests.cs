using DeepExp.Functional;
using FsCheck.Xunit;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests;

public class BackwardTests
{
    [Fact]
    public void A_variable_used_twice_receives_both_gradients()
    {
        var x = Var(3);
        var y = x * x + x;
        y.Backward();
        HasGrad(x, 7);
    }

    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        var x = Var(3);
        var y = x * x;
        y.Backward();
        y.Backward();
        HasGrad(x, 12);
        (5 * x).Backward();
        HasGrad(x, 17);
        x.ClearGrad();
        y.Backward();
        HasGrad(x, 6);
    }

    [Fact]
    public void Gradients_that_are_kept_stay_as_they_are_while_others_come_back()
    {
        static Variable Head(Variable h) => F.Sum(F.Sigmoid(h * h));
        var x = Var(Random(1, DType.Float32, 300));
        var h = F.Tanh(F.Exp(x));
        Head(h).Backward(retainGrad: true);
        var leaf = Var(h.Data);
        Head(leaf).Backward();
        Same(leaf.Grad!, h.Grad);
        var bits = Bits(x.Grad!);
        Head(F.Tanh(F.Exp(Var(Random(2, DType.Float32, 300))))).Backward();
        Same(leaf.Grad!, h.Grad);
        Assert.Equal(bits, Bits(x.Grad!));
    }

    [Fact]
    public void A_diamond()
    {
        var x = Var(2);
        var h = x * x;
        var y = (h + 1) * (h - 1);
        y.Backward();
        HasGrad(x, 32);
    }

    [Fact]
    public void A_ladder_of_diamonds_is_walked_once_a_node()
    {
        var x = Var(1);
        var y = x;
        for (var i = 0; i < 100; i++)
            y = 0.5 * (y + y);
        y.Backward();
        HasGrad(x, 1);
    }

    [Fact]
    public void A_graph_of_100000_operations()
    {
        var x = Var(1);
        var y = x;
        for (var i = 0; i < 50_000; i++)
            y = (y + 1) - 1;
        y.Backward();
        HasGrad(x, 1);
    }

    [Fact]
    public void Results_between_and_the_root_keep_no_gradient()
    {
        var x = Var(3);
        var h = x * x;
        var y = 2 * h;
        y.Backward();
        Assert.Null(h.Grad);
        Assert.Null(y.Grad);
        HasGrad(x, 12);
    }

    [Fact]
    public void Results_between_and_the_root_keep_theirs_if_asked_to()
    {
        var x = Var(3);
        var h = x * x;
        var y = 2 * h;
        y.Backward(retainGrad: true);
        HasGrad(h, 2);
        HasGrad(y, 1);
        y.Backward(retainGrad: true);
        HasGrad(h, 2);
        HasGrad(x, 24);
    }

    [Fact]
    public void A_gradient_kept_is_not_sent_again()
    {
        var x = Var(3);
        var h = x * x;
        (2 * h).Backward(retainGrad: true);
        (5 * h).Backward();
        HasGrad(x, 12 + 30);
    }

    [Fact]
    public void Many_elements_need_a_gradient_to_begin_with()
    {
        var x = Var(1, 2);
        var y = x * x;
        Refused("Backward", () => y.Backward(), "shape 2", "set Grad");
        Assert.Null(x.Grad);
        y.Grad = new float[] { 10, 1 };
        y.Backward();
        HasGrad(x, 20, 4);
    }

    [Fact]
    public void One_element_begins_with_1_or_what_was_set()
    {
        var x = Var(Range(1, 1) + 3);
        (x * x).Backward();
        HasGrad(x, 6);
        var y = x * x;
        y.Grad = new float[,]
        {
            { 10 },
        };
        y.Backward();
        HasGrad(x, 66);
    }

    [Fact]
    public void A_variable_that_was_not_computed_sends_nothing_back()
    {
        var x = Var(3);
        x.Backward();
        Assert.Null(x.Grad);
        x.Grad = new float[] { 5 };
        x.Backward();
        HasGrad(x, 5);
    }

    [Fact]
    public void Constants_receive_none()
    {
        var x = Var(2);
        Variable c = new float[] { 3 };
        var y = x * c;
        y.Backward();
        Assert.Null(c.Grad);
        HasGrad(x, 3);

        var constant = c * c;
        Assert.False(constant.RequiresGrad);
        constant.Backward();
        Assert.Null(c.Grad);
        HasGrad(x, 3);
    }

    [Fact]
    public void A_function_without_slope_sends_nothing_back()
    {
        var x = Var(2);
        F.Sign(x).Backward();
        Assert.Null(x.Grad);
    }

    // Asked for what x is already, a function has nothing to compute; the gradient must still find x.
    public static TheoryData<string> Identities => [.. identities.Keys];

    private static readonly Dictionary<string, Func<Variable, Variable>> identities = new()
    {
        ["Reshape"] = x => F.Reshape(x, 2, 3),
        ["BroadcastTo"] = x => F.BroadcastTo(x, 2, 3),
        ["Cast"] = x => F.Cast(x, DType.Float32),
        ["Pow"] = x => F.Pow(x, 1),
        ["Sum"] = x => F.Sum(x, []),
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void A_function_that_changes_nothing_still_leads_back(string name)
    {
        var x = Var(Range(2, 3));
        F.Sum(identities[name](x) * x).Backward();
        HasGrad(x, 0, 2, 4, 6, 8, 10);
    }

    [Theory]
    [MemberData(nameof(Identities))]
    public void A_function_that_changes_nothing_leads_back_to_results_too(string name)
    {
        var x = Var(Range(2, 3));
        var h = 1.0 * x;
        F.Sum(identities[name](h)).Backward(retainGrad: true);
        HasGrad(h, 1, 1, 1, 1, 1, 1);
        HasGrad(x, 1, 1, 1, 1, 1, 1);
    }

    [Fact]
    public void A_gradient_carries_no_trace()
    {
        var x = Var(3);
        (x * x).Backward();
        var y = Var(x.Grad!) * x;
        x.ClearGrad();
        y.Backward();
        HasGrad(x, 6);
    }

    [Property(MaxTest = 50)]
    public void Gradients_are_those_of_the_core(int seed)
    {
        var (a, b) = (Random(seed, DType.Float64, 3, 4), Random(seed + 1, DType.Float64, 4));
        var (x0, x1) = (Var(a), Var(b));
        var y = F.Sum(F.Tanh(x0 * x1) / (1 + F.Exp(x1)) + x0);
        y.Backward();
        var (value, gradients) = Gradient.valueAndGrad(
            Microsoft.FSharp.Core.FuncConvert.FromFunc<Tensor[], Tensor>(x =>
                TensorModule.sum(
                    TensorModule.tanh(x[0] * x[1]) / (1.0 + TensorModule.exp(x[1])) + x[0]
                )
            ),
            [a, b]
        );
        Same(value, y.Data);
        Same(gradients[0], x0.Grad);
        Same(gradients[1], x1.Grad);
    }
}

using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public class OptimizerTests
{
    /// <summary>One parameter p of float64.</summary>
    private sealed class One(params double[] p) : Link
    {
        public Parameter P => field ??= AddParam("p", p);

        public static One Of(params double[] p)
        {
            var link = new One(p);
            _ = link.P;
            return link;
        }
    }

    [Fact]
    public void Setup_takes_a_link_and_begins_anew()
    {
        var (first, second) = (One.Of(1), One.Of(1));
        var optimizer = new SGD(lr: 0.5);
        Assert.Null(optimizer.Target);
        Assert.Same(optimizer, optimizer.Setup(first));
        optimizer.AddHook(new WeightDecay(0.1));
        optimizer.Update();
        optimizer.NewEpoch();
        Assert.Equal((1, 1), (optimizer.T, optimizer.Epoch));

        optimizer.Setup(second);
        Assert.Same(second, optimizer.Target);
        Assert.Equal((0, 0), (optimizer.T, optimizer.Epoch));
        first.P.Grad = second.P.Grad = new double[] { 1 };
        optimizer.Update();
        Holds(first.P, 0.95);
        Holds(second.P, 0.5);
    }

    [Fact]
    public void Setup_forgets_the_state()
    {
        var link = One.Of(1, 2);
        var optimizer = new Adam();
        string Step()
        {
            link.P.Data = new double[] { 1, 2 };
            link.P.Grad = new double[] { 3, -4 };
            optimizer.Update();
            return Bits(link);
        }

        optimizer.Setup(link);
        var first = Step();
        Assert.NotEqual(first, Step());
        optimizer.Setup(link);
        Assert.Equal(first, Step());
    }

    [Fact]
    public void Without_Setup_nothing_works()
    {
        var optimizer = new Adam();
        Refused("Update", optimizer.Update, "Setup(model)");
        Refused("Update", () => optimizer.Update(() => Scalar(1)), "Setup(model)");
        Refused("AddHook", () => optimizer.AddHook(new Lasso(1)), "Setup(model)");
        Refused("SaveNpz", () => Serializers.SaveNpz("none.npz", optimizer), "Setup(model)");
        Refused("LoadNpz", () => Serializers.LoadNpz("none.npz", optimizer), "Setup(model)");
        Assert.Equal(0, optimizer.T);
        Assert.False(File.Exists("none.npz"));
    }

    [Fact]
    public void A_missing_gradient_counts_as_zeros()
    {
        var link = One.Of(8, -8);
        var optimizer = new SGD(lr: 0.5).Setup(link);
        optimizer.Update();
        Holds(link.P, 8, -8);
        Assert.Equal(1, optimizer.T);
        HasGrad(link.P, 0, 0);

        link.ClearGrads();
        optimizer.AddHook(new WeightDecay(0.5));
        optimizer.Update();
        Holds(link.P, 6, -6);
    }

    [Fact]
    public void Update_with_a_loss_clears_and_computes_the_gradients()
    {
        var link = One.Of(3);
        link.P.Grad = new double[] { 1000 };
        var optimizer = new SGD(lr: 0.25).Setup(link);
        optimizer.Update(() => link.P * link.P);
        HasGrad(link.P, 6);
        Holds(link.P, 1.5);
        optimizer.Update(x => link.P * x, new double[] { 2 });
        Holds(link.P, 1);
        optimizer.Update((x, t) => link.P * x * t, new double[] { 2 }, new double[] { 3 });
        Holds(link.P, -0.5);
        Assert.Equal(3, optimizer.T);
    }

    [Fact]
    public void A_loss_that_is_no_number_changes_nothing()
    {
        var link = One.Of(1, 2);
        var optimizer = new Adam().Setup(link);
        Refused("Backward", () => optimizer.Update(() => link.P * 2), "shape 2");
        Holds(link.P, 1, 2);
        Assert.Equal(0, optimizer.T);
    }

    [Fact]
    public void Hooks_run_in_the_order_in_which_they_were_added()
    {
        double After(params Hook[] hooks)
        {
            var link = One.Of(2);
            var optimizer = new SGD(lr: 1).Setup(link);
            Array.ForEach(hooks, hook => optimizer.AddHook(hook));
            link.P.Grad = new double[] { 4 };
            optimizer.Update();
            return link.P.Item();
        }

        Assert.Equal(
            2 - (1 + 0.5 * 2),
            After(new GradientHardClipping(-1, 1), new WeightDecay(0.5))
        );
        Assert.Equal(2 - 1, After(new WeightDecay(0.5), new GradientHardClipping(-1, 1)));
    }

    [Fact]
    public void A_hook_is_known_by_its_name()
    {
        var link = One.Of(2);
        var optimizer = new SGD(lr: 1).Setup(link);
        optimizer.AddHook(new Lasso(0.5));
        Refused("AddHook", () => optimizer.AddHook(new Lasso(1)), "«Lasso»");
        optimizer.AddHook(new Lasso(0.25), "second");
        Refused("AddHook", () => optimizer.AddHook(new WeightDecay(1), "second"), "«second»");
        optimizer.Update();
        Holds(link.P, 1.25);

        optimizer.RemoveHook("Lasso");
        Refused("RemoveHook", () => optimizer.RemoveHook("Lasso"), "«Lasso»", "[second]");
        link.ClearGrads();
        optimizer.Update();
        Holds(link.P, 1);
    }

    [Fact]
    public void Clipping_knows_the_gradients_of_the_whole_model()
    {
        var model = new ChainList(One.Of(0), One.Of(0));
        var optimizer = new SGD(lr: 1).Setup(model);
        optimizer.AddHook(new GradientClipping(1));
        Parameter[] p = [.. model.Params()];
        (p[0].Grad, p[1].Grad) = (new double[] { 3 }, new double[] { 4 });
        optimizer.Update();
        Assert.Equal(-0.6, p[0].Item(), 12);
        Assert.Equal(-0.8, p[1].Item(), 12);
    }

    [Fact]
    public void An_update_leaves_the_trace_of_before_alone()
    {
        var link = One.Of(3);
        var loss = link.P * link.P;
        var optimizer = new SGD(lr: 1).Setup(link);
        link.P.Grad = new double[] { 1 };
        optimizer.Update();
        link.ClearGrads();
        loss.Backward();
        HasGrad(link.P, 6);
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Refused("Adam", () => _ = new Adam(beta1: 1), "beta1 is 1", "[0, 1)");
        Refused("Adam", () => _ = new Adam(beta2: -0.1), "beta2");
        Refused("Adam", () => _ = new Adam(alpha: double.NaN), "alpha");
        Refused("SGD", () => _ = new SGD(double.PositiveInfinity), "lr");
        Assert.Equal(0.01, new SGD().Lr);
    }

    /// <summary>A chain whose loss has the name of the calls that every link has.</summary>
    private sealed class Called : Chain
    {
        public L.Linear L1 => (L.Linear)this["l1"];

        public Called() => AddLink("l1", new L.Linear(1, 1, nobias: true, initialW: 3));

        public Variable Call(Variable x, Variable t) => F.Sum(L1.Forward(x) - t);
    }

    [Fact]
    public void The_loss_of_a_chain_may_be_called_Call()
    {
        var model = new Called();
        new SGD(lr: 0.5)
            .Setup(model)
            .Update(
                model.Call,
                new float[,]
                {
                    { 2 },
                },
                new float[,]
                {
                    { 1 },
                }
            );
        Holds(model.L1.W, 2);
    }

    [Fact]
    public void A_frozen_layer_stays()
    {
        var (body, head) = (new L.Linear(2, 2), new L.Linear(2, 1));
        var before = Bits(body);
        var optimizer = new Adam().Setup(head);
        optimizer.Update(() => F.Sum(head.Forward(body.Forward(Range(3, 2)))));
        Assert.Equal(before, Bits(body));
    }
}

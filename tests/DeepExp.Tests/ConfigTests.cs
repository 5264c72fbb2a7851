using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public class ConfigTests
{
    [Fact]
    public void Each_thread_begins_with_the_defaults()
    {
        using (
            Config.UsingConfig(
                train: false,
                enableBackprop: false,
                debug: true,
                dtype: DType.Float64
            )
        )
        {
            Assert.Equal((false, false, true), (Config.Train, Config.EnableBackprop, Config.Debug));
            Assert.Equal(DType.Float64, Config.DType);
            var other = new Thread(() =>
            {
                Assert.Equal(
                    (true, true, false),
                    (Config.Train, Config.EnableBackprop, Config.Debug)
                );
                Assert.Equal(DType.Float32, Config.DType);
                Config.Train = true;
                Holds(F.Log(Var(-1)), double.NaN);
            });
            other.Start();
            other.Join();
            Assert.False(Config.Train);
        }

        Assert.Equal((true, true, false), (Config.Train, Config.EnableBackprop, Config.Debug));
        Assert.Equal(DType.Float32, Config.DType);
    }

    [Fact]
    public void Scopes_nest_and_change_only_what_they_name()
    {
        using (Config.TestMode())
        {
            using (Config.NoBackpropMode())
            {
                Assert.Equal((false, false), (Config.Train, Config.EnableBackprop));
                using (Config.ForceBackpropMode())
                using (Config.TrainMode())
                    Assert.Equal((true, true), (Config.Train, Config.EnableBackprop));
                Config.Train = true;
            }

            Assert.Equal((true, true), (Config.Train, Config.EnableBackprop));
        }

        Assert.True(Config.Train);
    }

    [Fact]
    public void Scopes_by_their_names_in_Chainer()
    {
        using (Chainer.UsingConfig(train: false, dtype: DType.Float64))
        using (Chainer.NoBackpropMode())
        using (Chainer.DebugMode(true))
        {
            Assert.Equal((false, false, true), (Config.Train, Config.EnableBackprop, Config.Debug));
            Assert.Equal(
                (DType.Float64, DType.Int32),
                (Chainer.GetDType(), Chainer.GetDType(DType.Int32))
            );
            using (Chainer.ForceBackpropMode())
                Assert.True(Config.EnableBackprop);
            Assert.True(Chainer.IsDebug());
            Chainer.SetDebug(false);
            Assert.False(Config.Debug);
        }

        Assert.Equal((true, true, false), (Config.Train, Config.EnableBackprop, Config.Debug));
    }

    [Fact]
    public void A_scope_is_left_once_and_after_an_error_too()
    {
        var scope = Config.TestMode();
        scope.Dispose();
        Config.Train = false;
        scope.Dispose();
        Assert.False(Config.Train);
        Config.Train = true;
        Refused(
            "Linear",
            () =>
            {
                using (Config.TestMode())
                    _ = new L.Linear(0, 1);
            }
        );
        Assert.True(Config.Train);
    }

    [Fact]
    public void Without_backprop_results_remember_nothing()
    {
        var x = Var(3);
        using (Config.NoBackpropMode())
        {
            var y = F.Exp(x) * x + 1;
            Assert.Null(y.Creator);
            Assert.False(y.RequiresGrad);
            y.Backward();
            Assert.Null(x.Grad);
            using (Config.ForceBackpropMode())
                (x * x).Backward();
        }

        HasGrad(x, 6);
    }

    [Fact]
    public void What_was_traced_before_still_goes_back_without_backprop()
    {
        var x = Var(3);
        var y = x * x;
        using (Config.NoBackpropMode())
            y.Backward();
        HasGrad(x, 6);
    }

    [Fact]
    public void The_type_of_parameters()
    {
        using (Config.UsingConfig(dtype: DType.Float64))
        {
            var layer = new L.Linear(2, 1);
            Assert.Equal((DType.Float64, DType.Float64), (layer.W.DType, layer.B!.DType));
            Assert.Equal(DType.Float32, new L.Linear(2, 1, dtype: DType.Float32).W.DType);
        }

        Refused("Config.DType", () => Config.DType = DType.Int32, "int32");
        Refused("Config.DType", () => Config.UsingConfig(dtype: DType.Int32, train: false));
        Assert.True(Config.Train);
    }

    [Fact]
    public void Debug_names_the_first_operation_that_gives_NaN()
    {
        var x = Var(-1, 2);
        Assert.True(double.IsNaN(F.Sum(F.Log(x) * 2).Item()));
        using (Config.UsingConfig(debug: true))
        {
            Refused("Log", () => F.Sum(F.Log(x) * 2), "the result holds NaN", "-1, 2");
            Refused("Scale", () => _ = 2 * Var(float.NaN), "held it already");
            Holds(F.Log(Var(1)), 0);
        }
    }

    [Fact]
    public void Debug_names_the_operation_whose_gradient_is_NaN()
    {
        var x = Var(0, 1);
        var y = F.Sum(F.Sqrt(x) * Var(0, 1));
        y.Backward();
        Assert.True(double.IsNaN(x.Grad![0]));
        using (Config.UsingConfig(debug: true))
        {
            Refused("Sqrt", () => y.Backward(), "gradient for argument 0 holds NaN");
            Assert.True(Config.Debug);
        }
    }
}

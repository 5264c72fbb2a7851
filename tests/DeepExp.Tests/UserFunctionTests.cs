using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests;

/// <summary>Functions with a forward and a backward of the user's own.</summary>
public class UserFunctionTests
{
    private sealed class Product : Function
    {
        protected override Tensor[] Forward(Tensor[] inputs) => [inputs[0] * inputs[1]];

        protected override Tensor?[] Backward(Tensor[] inputs, Tensor[] gradOutputs) =>
            [gradOutputs[0] * inputs[1], gradOutputs[0] * inputs[0]];
    }

    private sealed class SinCos : FunctionNode
    {
        protected override Tensor[] Forward(Tensor[] inputs) =>
            [TensorModule.sin(inputs[0]), TensorModule.cos(inputs[0])];

        protected override Variable?[] Backward(
            Variable[] inputs,
            Variable[] outputs,
            Variable[] gradOutputs
        ) => [gradOutputs[0] * outputs[1] - gradOutputs[1] * outputs[0]];
    }

    /// <summary>x1 sin x0 as a Chainer program has it; the gradients are those of the targets, or of all inputs.</summary>
    private sealed class Wave(bool ofAll) : FunctionNode
    {
        public int[] Targets { get; private set; } = [];

        protected override Tensor[] Forward(Tensor[] inputs)
        {
            RetainInputs(1, 0);
            RetainOutputs(1);
            var sin = TensorModule.sin(inputs[0]);
            return [inputs[1] * sin, sin];
        }

        protected override Variable?[] Backward(int[] targetInputIndexes, Variable[] gradOutputs)
        {
            Targets = targetInputIndexes;
            var (x1, x0) = (GetRetainedInputs()[0], GetRetainedInputs()[1]);
            var gy = gradOutputs[0];
            Variable?[] all =
            [
                gy * x1 * F.Cos(x0) + gradOutputs[1] * F.Cos(x0),
                gy * Assert.Single(GetRetainedOutputs()),
            ];
            return ofAll ? all : Array.ConvertAll(targetInputIndexes, i => all[i]);
        }
    }

    /// <summary>w x, whose gradient follows w, which is no input.</summary>
    private sealed class Times(Variable w) : FunctionNode
    {
        protected override Tensor[] Forward(Tensor[] inputs) => [inputs[0] * w.Data];

        protected override Variable?[] Backward(
            Variable[] inputs,
            Variable[] outputs,
            Variable[] gradOutputs
        ) => [gradOutputs[0] * w];
    }

    /// <summary>Keeps the gradient that it is given, and gives one that it has.</summary>
    private sealed class Keeper(Tensor own) : Function
    {
        public List<(Tensor Gradient, string Bits)> Kept { get; } = [];

        protected override Tensor[] Forward(Tensor[] inputs) => [2 * inputs[0]];

        protected override Tensor?[] Backward(Tensor[] inputs, Tensor[] gradOutputs)
        {
            Kept.Add((gradOutputs[0], Bits(gradOutputs[0])));
            return [own];
        }
    }

    private sealed class Broken : Function
    {
        public override string Label => "Halves";

        protected override Tensor[] Forward(Tensor[] inputs) => [inputs[0] * 0.5];

        protected override Tensor?[] Backward(Tensor[] inputs, Tensor[] gradOutputs) =>
            [TensorModule.sum(gradOutputs[0])];
    }

    [Fact]
    public void A_gradient_that_an_author_traces_keeps_what_it_was_computed_from()
    {
        var (x, w) = (Var(Random(1, DType.Float32, 300)), Var(Random(2, DType.Float32, 300)));
        F.Sum(F.Exp(new Times(w).Apply(F.Tanh(F.Exp(F.Sin(x))))[0])).Backward();
        var products = 0;
        void Look(Variable gradient)
        {
            if (gradient.Creator is not { } creator)
                return;
            if (creator is { Label: "Multiply", Inputs: [var a, var b] })
            {
                products++;
                Same(a.Data * b.Data, gradient.Data);
            }
            foreach (var input in creator.Inputs)
                Look(input);
        }

        Look(x.GradVar!);
        Assert.Equal(4, products);
    }

    [Fact]
    public void An_author_may_keep_gradients_and_give_one_again()
    {
        var keeper = new Keeper(own: Random(1, DType.Float32, 300));
        Tensor Gradient(int seed)
        {
            var x = Var(Random(seed, DType.Float32, 300));
            F.Sum(F.Tanh(keeper.Apply(F.Exp(F.Sin(x)))[0])).Backward();
            return x.Grad!;
        }

        var first = Gradient(seed: 2);
        Gradient(seed: 3);
        Same(first, Gradient(seed: 2));
        Assert.All(keeper.Kept, kept => Assert.Equal(kept.Bits, Bits(kept.Gradient)));
    }

    [Fact]
    public void Gradients_of_numbers_go_on_to_all_inputs()
    {
        var (a, b) = (Var(Range(2, 3)), Var(Range(2, 3) + 1.0));
        F.Sum(new Product().Apply(a, b)[0]).Backward();
        Same(b.Data, a.Grad!);
        Same(a.Data, b.Grad!);
    }

    [Fact]
    public void They_have_no_second_derivative()
    {
        var x = Var(Range(3));
        var y = F.Sum(new Product().Apply(x, x)[0]);
        y.Backward(enableDoubleBackprop: true);
        Refused("Product", () => F.Sum(x.GradVar!).Backward(), "no second derivative");
    }

    [Fact]
    public void Gradients_of_variables_are_differentiated_again()
    {
        var x = Var(Random(1, DType.Float64, 5));
        var results = new SinCos().Apply(x);
        Assert.Equal(2, results.Length);
        F.Sum(results[0] * results[1]).Backward(enableDoubleBackprop: true);

        // (sin x cos x)' = cos 2x, and its derivative -2 sin 2x.
        Near(TensorModule.cos(2.0 * x.Data), x.Grad!);
        var gradient = x.GradVar!;
        x.ClearGrad();
        F.Sum(gradient).Backward();
        Near(-2.0 * TensorModule.sin(2.0 * x.Data), x.Grad!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_of_what_was_retained(bool ofAll)
    {
        var (x0, x1) = (Var(Random(1, DType.Float64, 5)), Var(Random(2, DType.Float64, 5)));
        var wave = new Wave(ofAll);
        var y = wave.Apply(x0, x1);
        var constant = wave.Apply(Random(3, DType.Float64, 5), x1);
        F.Sum(y[0] + y[1]).Backward(enableDoubleBackprop: true);
        Assert.Equal([0, 1], wave.Targets);
        Near((x1.Data + 1.0) * TensorModule.cos(x0.Data), x0.Grad!);
        Near(TensorModule.sin(x0.Data), x1.Grad!);

        var gradient = x0.GradVar!;
        x0.ClearGrad();
        x1.ClearGrad();
        F.Sum(gradient).Backward();
        Near(-(x1.Data + 1.0) * TensorModule.sin(x0.Data), x0.Grad!);
        Near(TensorModule.cos(x0.Data), x1.Grad!);

        x1.ClearGrad();
        F.Sum(constant[0]).Backward();
        Assert.Equal([1], wave.Targets);
        Same(TensorModule.sin(Random(3, DType.Float64, 5)), x1.Grad);
    }

    private sealed class Rounded : FunctionNode
    {
        protected override Tensor[] Forward(Tensor[] inputs) => [TensorModule.floor(inputs[0])];
    }

    [Fact]
    public void A_function_without_a_gradient_says_so()
    {
        var y = new Rounded().Apply(Var(1.5f))[0];
        Holds(y, 1);
        Refused("Rounded", () => y.Backward(), "no gradient", "override Backward");
    }

    [Fact]
    public void A_gradient_of_another_shape_is_refused_under_the_functions_label()
    {
        var x = Var(Range(3));
        Refused("Halves", () => F.Sum(new Broken().Apply(x)[0]).Backward(), "input 0", "scalar");
    }

    [Fact]
    public void Constants_give_constants() =>
        Assert.False(new Product().Apply(Range(2), Range(2))[0].RequiresGrad);

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(
            expected.ToArray<double>().Zip(actual.ToArray<double>()),
            pair => Assert.Equal(pair.First, pair.Second, 12)
        );
    }
}

// A function with a gradient of one's own, held to finite differences:
//   dotnet run -c Release docs/samples/function.cs
#:project ../../src/DeepExp
using DeepExp;
using F = DeepExp.Functions;
using T = DeepExp.Functional.TensorModule;

Rng.Seed(0);
var x = T.create(DType.Float64, [5], [-2, -1, 0, 1, 2]);
var ones = T.onesLike(x);

Variable v = new(x);
var y = Snake.Of(v);
F.Sum(y).Backward();
for (var i = 0; i < x.Size; i++)
    Console.WriteLine($"x {x[i]}: y {y[i]:F4}, y' {v.Grad![i]:F4}");

GradientCheck.CheckBackward(Snake.Of, x, ones);
GradientCheck.CheckDoubleBackward(Snake.Of, x, ones, ones);
Console.WriteLine("Both derivatives agree with finite differences.");

try
{
    GradientCheck.CheckBackward(x => new Slip().Apply(x)[0], x, ones);
}
catch (DeepExpException wrong)
{
    Console.WriteLine(wrong.Message);
}

/// y = x + sin² x (Ziyin, Hartwig and Ueda, 2020) with y' = 1 + sin 2x, written with F so that it can be differentiated again.
class Snake : FunctionNode
{
    public static Variable Of(Variable x) => new Snake().Apply(x)[0];

    protected override Tensor[] Forward(Tensor[] inputs)
    {
        var sin = T.sin(inputs[0]);
        return [inputs[0] + sin * sin];
    }

    protected override Variable?[] Backward(
        Variable[] inputs,
        Variable[] outputs,
        Variable[] gradOutputs
    ) => [gradOutputs[0] * (1 + F.Sin(2 * inputs[0]))];
}

/// y = sin x with a slip, for y' = cos x. A Function computes its gradient with numbers, enough for a first derivative.
class Slip : Function
{
    protected override Tensor[] Forward(Tensor[] inputs) => [T.sin(inputs[0])];

    protected override Tensor?[] Backward(Tensor[] inputs, Tensor[] gradOutputs) =>
        [gradOutputs[0] * T.sin(inputs[0])];
}

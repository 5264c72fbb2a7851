using DeepExp;
using F = DeepExp.Functions;

namespace Concepts;

public static class Derivatives
{
    public static void Run()
    {
        Variable x = new(new double[] { -1, 0, 2 });
        var y = F.Sum(x * F.Tanh(x));
        y.Backward();
        Console.WriteLine(x.Grad);

        x.ClearGrad();
        F.Sum(x * F.Tanh(x)).Backward(enableDoubleBackprop: true);
        var slope = F.Sum(x.GradVar!);
        x.ClearGrad();
        slope.Backward();
        Console.WriteLine(x.Grad);
    }
}

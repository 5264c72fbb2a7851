using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace Concepts;

public static class Compiled
{
    public static void Run()
    {
        Console.WriteLine(Plainly() == WithAStep());
    }

    private static Sequential Net()
    {
        Rng.Seed(0);
        return new(new L.Linear(1, 16), F.LeakyRelu, new L.Linear(16, 1));
    }

    private static double Plainly()
    {
        var model = Net();
        var adam = new Adam().Setup(model);
        for (var i = 0; i < 500; i++)
        {
            Variable x = Rng.Uniform(100, 1);
            adam.Update(() =>
                F.MeanSquaredError(model.Forward(x), F.Exp(x))
            );
        }
        return model.Forward(new float[1, 1]).Item();
    }

    private static double WithAStep()
    {
        var model = Net();
        var step = new CompiledStep(
            model,
            new Adam(),
            (x, t) => F.MeanSquaredError(model.Forward(x), t)
        );
        for (var i = 0; i < 500; i++)
        {
            Variable x = Rng.Uniform(100, 1);
            step.Update(x, F.Exp(x));
        }
        return model.Forward(new float[1, 1]).Item();
    }
}

using DeepExp;
using F = DeepExp.Functions;

namespace Concepts;

public static class Modes
{
    public static void Run()
    {
        Rng.Seed(0);
        var model = new Mlp(units: 8, classes: 3);
        Variable x = Rng.Normal(5, 4);
        var one = x.Get(..1);
        model.Forward(x);

        Console.WriteLine(
            Same(model.Forward(one), model.Forward(x).Get(..1))
        );
        using (Config.TestMode())
            Console.WriteLine(
                Same(model.Forward(one), model.Forward(x).Get(..1))
            );

        Console.WriteLine(model.Forward(x).RequiresGrad);
        using (Config.NoBackpropMode())
            Console.WriteLine(model.Forward(x).RequiresGrad);
    }

    private static bool Same(Variable a, Variable b) =>
        F.Max(F.Absolute(a - b)).Item() < 1e-6;
}

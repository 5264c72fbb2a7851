using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace Concepts;

public class Mlp : Chain
{
    private readonly L.Linear hidden;
    private readonly L.BatchNormalization normal;
    private readonly L.Linear output;

    public Mlp(int units, int classes)
    {
        hidden = AddLink("hidden", new L.Linear(null, units));
        normal = AddLink("normal", new L.BatchNormalization(units));
        output = AddLink("output", new L.Linear(units, classes));
    }

    public Variable Forward(Variable x) =>
        output.Forward(F.Relu(normal.Forward(hidden.Forward(x))));
}

public static class Nets
{
    public static void Run()
    {
        Rng.Seed(0);
        var model = new Mlp(units: 8, classes: 3);
        Console.WriteLine(model.CountParams());

        model.Forward(Rng.Normal(5, 4));
        Console.WriteLine(model.CountParams());
        foreach (var (path, parameter) in model.NamedParams())
            Console.WriteLine(
                $"{path} ({string.Join(", ", parameter.Shape)})"
            );
        foreach (var (path, _) in model.NamedPersistents())
            Console.WriteLine($"{path}, persistent");

        Console.WriteLine(
            new Sequential(new L.Linear(4, 8), F.Relu, new L.Linear(8, 3))
        );
    }
}

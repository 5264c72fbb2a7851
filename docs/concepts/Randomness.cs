using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace Concepts;

public static class Randomness
{
    public static void Run()
    {
        Rng.Seed(0);
        var first = new L.Linear(2, 3).W.Data;
        var second = new L.Linear(2, 3).W.Data;
        Rng.Seed(0);
        var again = new L.Linear(2, 3).W.Data;
        Console.WriteLine($"{first}\n{second}\n{again}");

        Variable x = new float[] { 1, 2, 3, 4, 5, 6 };
        Console.WriteLine(F.Dropout(x, ratio: 0.5).Data);
        Console.WriteLine(F.Dropout(x, ratio: 0.5).Data);
    }
}

using DeepExp;
using F = DeepExp.Functions;

namespace Concepts;

public static class Arrays
{
    public static void Run()
    {
        Variable x = new float[,]
        {
            { 1, 2, 3 },
            { 4, 5, 6 },
        };
        Variable b = new float[] { 10, 20, 30 };

        Console.WriteLine((x + b).Data);
        Console.WriteLine((2 * x - 1).Get(.., ^1).Data);
        Console.WriteLine(F.Sum(x, axis: 0).Data);

        float[,] numbers = (float[,])(x + b);
        Console.WriteLine(numbers[1, 2]);
    }
}

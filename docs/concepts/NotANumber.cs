using DeepExp;
using F = DeepExp.Functions;

namespace Concepts;

public static class NotANumber
{
    public static void Run()
    {
        using var hunt = Config.UsingConfig(debug: true);

        Variable x = new(new float[] { 4, -1 });
        Report(() => F.Sqrt(x));

        Variable zero = new(new float[] { 0 });
        Report(() => F.Sum(F.Sqrt(zero * zero)).Backward());
    }

    private static void Report(Action call)
    {
        try
        {
            call();
        }
        catch (DeepExpException refused)
        {
            Console.WriteLine(refused.Message);
        }
    }
}

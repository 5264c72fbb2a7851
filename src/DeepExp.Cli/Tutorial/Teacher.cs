using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Cli.Tutorial;

/// <summary>Draws what the network learns from: uniform x in [0, 1), and e^x; anew for each batch.</summary>
internal sealed class Teacher(Key key, DType dtype)
{
    private int drawn;

    internal (Variable X, Variable T) Batch(int n)
    {
        Variable x = KeyModule.uniform(dtype, [n, 1], KeyModule.at(drawn++, key));
        return (x, F.Exp(x));
    }
}

using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Cli.Tutorial;

internal sealed class MyChain : Chain
{
    private readonly L.Linear l1;
    private readonly L.Linear l2;
    private readonly L.Linear l3;

    public MyChain(DType? dtype = null)
    {
        l1 = AddLink("l1", new L.Linear(1, 16, dtype: dtype));
        l2 = AddLink("l2", new L.Linear(16, 32, dtype: dtype));
        l3 = AddLink("l3", new L.Linear(32, 1, dtype: dtype));
    }

    public Variable Loss(Variable x, Variable t) => F.MeanSquaredError(Predict(x), t);

    public Variable Predict(Variable x)
    {
        var h1 = F.LeakyRelu(l1.Forward(x), slope: 0.2);
        var h2 = F.LeakyRelu(l2.Forward(h1), slope: 0.2);
        return F.LeakyRelu(l3.Forward(h2), slope: 0.2);
    }

    public double Get(double x)
    {
        Variable input = new[] { x };
        return Predict(F.Cast(F.Reshape(input, 1, 1), l1.W.DType)).Item();
    }
}

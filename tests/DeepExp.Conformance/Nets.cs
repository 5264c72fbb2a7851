using DeepExp.Functional;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Conformance;

/// <summary>y = Wx + b.</summary>
internal sealed class LineChain : Chain
{
    private readonly L.Linear l1;

    public LineChain() => l1 = AddLink("l1", new L.Linear(1, 1, initialW: 0));

    public Variable Loss(Variable x, Variable t) => F.MeanSquaredError(l1.Forward(x), t);
}

/// <summary>The net 1-16-32-1 that learns e^x.</summary>
internal sealed class MyChain : Chain
{
    private readonly L.Linear l1;
    private readonly L.Linear l2;
    private readonly L.Linear l3;

    public MyChain()
    {
        l1 = AddLink("l1", new L.Linear(1, 16));
        l2 = AddLink("l2", new L.Linear(16, 32));
        l3 = AddLink("l3", new L.Linear(32, 1));
    }

    public Variable Predict(Variable x) =>
        F.LeakyRelu(l3.Forward(F.LeakyRelu(l2.Forward(F.LeakyRelu(l1.Forward(x))))));

    public Variable Loss(Variable x, Variable t) => F.MeanSquaredError(Predict(x), t);

    /// <summary>With the parameters of a golden file.</summary>
    public static MyChain Of(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var chain = new MyChain();
        chain.Take(parameters);
        return chain;
    }
}

internal static class LinkExtensions
{
    public static void Take(this Link link, IReadOnlyDictionary<string, Tensor> parameters)
    {
        foreach (var (path, parameter) in link.NamedParams())
            parameter.Data = parameters[path[1..]];
    }
}

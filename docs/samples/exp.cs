// A network learns y = e^x on [0, 1), from batches of 100 points drawn anew for each step:
//   dotnet run -c Release docs/samples/exp.cs
#:project ../../src/DeepExp
using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

Rng.Seed(0);
var model = new ExpNet();
var optimizer = new Adam().Setup(model);
for (var step = 0; step < 10_000; step++)
{
    Variable x = Rng.Uniform(100, 1);
    optimizer.Update(model.Loss, x, F.Exp(x));
}

using var test = Config.TestMode();
using var noBackprop = Config.NoBackpropMode();
Variable xs = new[] { 0, 0.2f, 0.4f, 0.6f, 0.8f };
var ys = model.Predict(xs.Reshape(-1, 1));
for (var i = 0; i < xs.Length; i++)
    Console.WriteLine($"e^{xs[i]:F1} = {Math.Exp(xs[i]):F4}, learned {ys[i, 0]:F4}");

Variable points = Rng.Uniform(1000, 1);
Console.WriteLine($"RMSE {Math.Sqrt(model.Loss(points, F.Exp(points)).Item()):F5}");

class ExpNet : Chain
{
    readonly L.Linear l1;
    readonly L.Linear l2;
    readonly L.Linear l3;

    public ExpNet()
    {
        l1 = AddLink("l1", new L.Linear(1, 16));
        l2 = AddLink("l2", new L.Linear(16, 32));
        l3 = AddLink("l3", new L.Linear(32, 1));
    }

    public Variable Predict(Variable x)
    {
        var h1 = F.LeakyRelu(l1.Forward(x));
        var h2 = F.LeakyRelu(l2.Forward(h1));
        return F.LeakyRelu(l3.Forward(h2));
    }

    public Variable Loss(Variable x, Variable t) => F.MeanSquaredError(Predict(x), t);
}

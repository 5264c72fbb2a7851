// A network learns y = e^x on [0, 1), from batches of 100 points drawn anew for each step:
//   dotnet run -c Release docs/samples/exp.cs
#:project ../../src/DeepExp
using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

Rng.Seed(0);
var (l1, l2, l3) = (new L.Linear(1, 16), new L.Linear(16, 32), new L.Linear(32, 1));
var net = new Sequential(l1, F.LeakyRelu, l2, F.LeakyRelu, l3, F.LeakyRelu);
var optimizer = new Adam().Setup(net);
for (var step = 0; step < 10_000; step++)
{
    Variable x = Rng.Uniform(100, 1);
    optimizer.Update(Loss, x, F.Exp(x));
}

Variable xs = new[] { 0, 0.2f, 0.4f, 0.6f, 0.8f };
var ys = net.Forward(xs.Reshape(-1, 1));
for (var i = 0; i < xs.Length; i++)
    Console.WriteLine($"e^{xs[i]:F1} = {Math.Exp(xs[i]):F4}, learned {ys[i, 0]:F4}");

Variable Loss(Variable x, Variable t) => F.MeanSquaredError(net.Forward(x), t);

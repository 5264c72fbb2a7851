// A network that has learned e^x, written out as C for programs that know nothing of this library:
//   dotnet run -c Release docs/samples/export.cs
//   gcc -O2 -c out/expnet.c      (to be called as float expnet(float x))
#:project ../../src/DeepExp
using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

Rng.Seed(0);
var net = new Sequential(new L.Linear(1, 16), F.LeakyRelu, new L.Linear(16, 1));
var optimizer = new Adam(alpha: 0.01).Setup(net);
for (var step = 0; step < 5000; step++)
{
    Variable x = Rng.Uniform(100, 1);
    optimizer.Update(Loss, x, F.Exp(x));
}

Variable input = new[] { 0.2f };
var example = input.Reshape(1, 1);
var source = Exporter.ToSource(SourceLanguage.C, "expnet", net, net.Forward, example);
Directory.CreateDirectory("out");
File.WriteAllText("out/expnet.c", source);
Console.WriteLine($"out/expnet.c answers 0.2 with {(float)net.Forward(example).Item()}");

Variable Loss(Variable x, Variable t) => F.MeanSquaredError(net.Forward(x), t);

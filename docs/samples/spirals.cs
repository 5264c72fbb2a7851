// A classifier tells three spirals apart, and is asked about points that it has not seen:
//   dotnet run -c Release docs/samples/spirals.cs
#:project ../../src/DeepExp
using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

Rng.Seed(0);
var random = new Random(0);
var (x, t) = Spirals(600, random);
var (xTest, tTest) = Spirals(600, random);

var net = new Sequential(
    new L.Linear(2, 64),
    F.Relu,
    new L.Linear(64, 64),
    F.Relu,
    new L.Linear(64, 3)
);
var model = new L.Classifier(net);
var optimizer = new Adam(alpha: 0.01).Setup(model);
for (var epoch = 1; epoch <= 300; epoch++)
{
    optimizer.Update(model, x, t);
    if (epoch % 100 == 0)
        Console.WriteLine(
            $"epoch {epoch}: loss {model.Loss!.Item():F4}, accuracy {model.Accuracy!.Item():P1}"
        );
}

using (Config.TestMode())
using (Config.NoBackpropMode())
    model.Forward(xTest, tTest);
Console.WriteLine($"held out: loss {model.Loss!.Item():F4}, accuracy {model.Accuracy!.Item():P1}");

// Each arm turns by 4 rad from the middle to the rim, and is 1 rad wide.
static (Variable X, Variable T) Spirals(int count, Random random)
{
    var (x, t) = (new float[count, 2], new int[count]);
    for (var i = 0; i < count; i++)
    {
        t[i] = i % 3;
        var radius = random.NextSingle();
        var angle = t[i] * float.Tau / 3 + 4 * radius + random.NextSingle();
        (x[i, 0], x[i, 1]) = (radius * float.Cos(angle), radius * float.Sin(angle));
    }
    return (x, t);
}

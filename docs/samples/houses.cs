// The price of a house, learned from a table whose columns are scaled and of which 60 rows are held out:
//   dotnet run -c Release docs/samples/houses.cs
// The table is invented: price = area (2 + 3 exp(-distance / 6)) (1 - age / 250) + 8 rooms + N(0, 10).
#:project ../../src/DeepExp
#:package Sep@0.18.0
using DeepExp;
using nietras.SeparatedValues;
using F = DeepExp.Functions;
using L = DeepExp.Links;

Rng.Seed(0);
var x = Columns("area", "rooms", "age", "distance");
var t = Columns("price");
var (xTrain, xTest) = (x.Get(..240), x.Get(240..));
var (tTrain, tTest) = (t.Get(..240), t.Get(240..));
var (xScale, tScale) = (new Scale(xTrain), new Scale(tTrain));
var (inputs, targets) = (xScale.Of(xTrain), tScale.Of(tTrain));

var net = new Sequential(new L.Linear(4, 32), F.Tanh, new L.Linear(32, 1));
var optimizer = new Adam(alpha: 0.01).Setup(net);
optimizer.AddHook(new WeightDecay(1e-3));
for (var step = 0; step < 1000; step++)
    optimizer.Update(Loss, inputs, targets);

using var test = Config.TestMode();
using var noBackprop = Config.NoBackpropMode();
var y = tScale.Back(net.Forward(xScale.Of(xTest)));
for (var i = 0; i < 5; i++)
    Console.WriteLine($"predicted {y[i, 0]:F0}, true {tTest[i, 0]:F0}");
var rmse = Math.Sqrt(F.MeanSquaredError(y, tTest).Item());
Console.WriteLine($"held out: RMSE {rmse:F1}, R² {F.R2Score(y, tTest).Item():F3}");

Variable Loss(Variable x, Variable t) => F.MeanSquaredError(net.Forward(x), t);

static Variable Columns(params string[] names)
{
    var here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!; // where this program stands
    using var reader = Sep.Reader().FromFile(Path.Combine(here, "houses.csv"));
    return F.Stack([.. reader.Enumerate(row => (Variable)row[names].ParseToArray<float>())]);
}

/// The mean and standard deviation of each column.
class Scale(Variable columns)
{
    readonly Variable mean = F.Mean(columns, 0);
    readonly Variable std = F.Sqrt(F.Mean(F.Square(columns - F.Mean(columns, 0)), 0));

    public Variable Of(Variable x) => (x - mean) / std;

    public Variable Back(Variable y) => y * std + mean;
}

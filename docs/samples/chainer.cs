// A model that Chainer saved with serializers.save_npz is loaded and asked; Serializers.SaveNpz writes what Chainer loads:
//   dotnet run -c Release docs/samples/chainer.cs
#:project ../../src/DeepExp
using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

var here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!; // where this program stands
var model = new MyChain();
Serializers.LoadNpz(
    Path.Combine(here, "../../tests/DeepExp.Conformance/golden/mychain.npz"),
    model
);
foreach (var (path, parameter) in model.NamedParams())
    Console.WriteLine($"{path} ({string.Join(", ", parameter.Shape)})");

using var test = Config.TestMode();
using var noBackprop = Config.NoBackpropMode();
Variable x = Enumerable.Range(0, 11).Select(i => i / 10f).ToArray();
var y = model.Forward(x.Reshape(-1, 1));
for (var i = 0; i < x.Length; i++)
    Console.WriteLine($"{x[i]:F1}: {y[i, 0]}");

/// Attributes have the names that they have in Python, so that paths agree: l1/W, l1/b, …
class MyChain : Chain
{
    readonly L.Linear l1;
    readonly L.Linear l2;
    readonly L.Linear l3;

    public MyChain()
    {
        using (InitScope())
        {
            l1 = new L.Linear(1, 16);
            l2 = new L.Linear(16, 32);
            l3 = new L.Linear(32, 1);
        }
    }

    public Variable Forward(Variable x)
    {
        var h1 = F.LeakyRelu(l1.Forward(x));
        var h2 = F.LeakyRelu(l2.Forward(h1));
        return F.LeakyRelu(l3.Forward(h2));
    }
}

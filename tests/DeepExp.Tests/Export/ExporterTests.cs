using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Export;

public class ExporterTests(Compiled compiled) : IClassFixture<Compiled>
{
    public static TheoryData<string, string> Sources
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in Nets.All.Keys)
            {
                data.Add("CSharp", name);
                if (Compiled.HasC)
                    data.Add("C", name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Compiled_it_is_the_network(string language, string name)
    {
        var net = Nets.All[name];
        var outputs = compiled.Outputs(
            language == "C" ? SourceLanguage.C : SourceLanguage.CSharp,
            name
        );
        foreach (var (x, got) in net.Inputs.Zip(outputs))
        {
            var expected = net.Function(x).ToArray<double>();
            var bound = (net.DType.IsFloat32 ? 1e-6 : 1e-12) * Math.Max(1, expected.Max(Math.Abs));
            Assert.All(
                expected.Zip(got),
                pair => Assert.InRange(pair.Second, pair.First - bound, pair.First + bound)
            );
        }
    }

    [Fact]
    public void Parameters_keep_their_names_where_they_can()
    {
        var model = new Bag(("l1", new L.Linear(1, 2)));
        foreach (var language in (SourceLanguage[])[SourceLanguage.C, SourceLanguage.CSharp])
        {
            var source = Exporter.ToSource(
                language,
                "net",
                model,
                ((L.Linear)model["l1"]).Forward,
                Range(1, 1)
            );
            Assert.Contains(" l1_W", source, StringComparison.Ordinal);
            Assert.Contains(" l1_b", source, StringComparison.Ordinal);
            Assert.EndsWith("}\n", source, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_core_writes_the_same_arithmetic()
    {
        var net = Nets.All["tanh32"];
        var layers = net
            .Model.Children()
            .Cast<L.Linear>()
            .Select(l => new Linear(
                l.W.Data,
                Microsoft.FSharp.Core.FSharpOption<Tensor>.Some(l.B!.Data)
            ))
            .ToArray();
        var source = Functional.Export.source(
            SourceLanguage.C,
            "net",
            Microsoft.FSharp.Core.FuncConvert.FromFunc<Linear[], Tensor, Tensor>(
                (all, x) =>
                    all.Aggregate(x, (h, layer) => Activation.tanh(LinearModule.forward(layer, h)))
            ),
            layers,
            Range(1, 2)
        );
        Assert.Equal(net.Source(SourceLanguage.C, "net"), source);
    }

    [Fact]
    public void The_model_is_left_as_it_was()
    {
        var net = Nets.All["leaky32"];
        var before = Bits(net.Model);
        net.Source(SourceLanguage.C, "net");
        Assert.Equal(before, Bits(net.Model));
        Assert.All(net.Model.Params(), parameter => Assert.Null(parameter.Grad));
    }

    [Fact]
    public void What_cannot_be_written_out_is_refused()
    {
        var model = new Bag().With("p", float.NaN);
        Variable x = Range(1);
        void Write(string name, Func<Variable, Variable> function) =>
            Exporter.ToSource(SourceLanguage.C, name, model, function, x);

        Refused("Export", () => Write("net", _ => model.Params().First() * 2), "depend");
        Refused("Export", () => Write("net", x => x * model.Params().First()), "NaN");
        foreach (var name in (string[])["", "my net", "3d", "a;b", "é"])
            Refused("Export", () => Write(name, x => 2 * x), $"«{name}»");
    }
}

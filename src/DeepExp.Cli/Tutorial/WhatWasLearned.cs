using DeepExp.Plotting;
using F = DeepExp.Functions;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 5: the weights, and the network as plain arithmetic.</summary>
internal static class WhatWasLearned
{
    internal static void Tell(Stage stage, Summary figures, MyChain model)
    {
        stage.Chapter("What was learned");
        var weights = model.NamedParams().ToDictionary(named => named.Path, named => named.Param);
        stage.Say(
            $"`l1.W` holds {string.Join(", ", weights["/l1/W"].ToArray<double>().Select(w => $"{w:F3}"))}."
        );
        stage.Picture(
            Pictures.Weights("l1.W", "unit", "input", Matrix(weights["/l1/W"])),
            "weights-l1",
            "The weights of the first layer: one for each of its 16 units."
        );
        stage.Picture(
            Pictures.Weights("l2.W", "unit", "unit of the first layer", Matrix(weights["/l2/W"])),
            "weights-l2",
            "The weights of the second layer, 32×16; the colours are symmetric about zero."
        );

        stage.Say(
            "A trained network is only numbers, sums and products. Without the library it is this:"
        );
        stage.Code(Source.Of("PlainArithmetic.cs"));
        float[,] W(string layer) => (float[,])weights[$"/{layer}/W"];
        float[] B(string layer) => (float[])weights[$"/{layer}/b"];
        var plain = new PlainArithmetic(W("l1"), B("l1"), W("l2"), B("l2"), W("l3"), B("l3"));
        var difference = Grid.MaxDistance(
            [.. Grid.X.Select(x => (double)plain.Get((float)x))],
            Grid.Answers(model.Predict, stage.Options.DType)
        );
        figures.Add("plainMaxDifference", difference);

        var example = F.Cast(
            new double[,]
            {
                { 0.2 },
            },
            stage.Options.DType
        );
        File.WriteAllText(
            stage.PathOf("ExpNet.cs"),
            Exporter.ToSource(SourceLanguage.CSharp, "ExpNet", model, model.Predict, example)
        );
        File.WriteAllText(
            stage.PathOf("expnet.c"),
            Exporter.ToSource(SourceLanguage.C, "expnet", model, model.Predict, example)
        );
        stage.Say(
            $"On 100 points of [0, 1] it differs from the network by at most {difference:0.0e-0}. With the numbers written in, the network stands in `ExpNet.cs` and in `expnet.c`; neither needs anything of this library."
        );
    }

    private static double[,] Matrix(Parameter W) => W.Data.ToArray2D<double>();
}

using DeepExp.Functional;
using DeepExp.Tutorial;
using Microsoft.FSharp.Core;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 2: the network, as a C# class and as an F# record.</summary>
internal static class TheNetwork
{
    internal static void Tell(Stage stage, MyChain model)
    {
        stage.Chapter("The network");
        stage.Say(
            "Three linear layers, 1 -> 16 -> 32 -> 1, each followed by a leaky ReLU with slope 0.2: y = x where x > 0, and 0.2 x elsewhere. The weights begin LeCun-normal, N(0, 1/inputs), the biases at 0; the loss is the mean squared error. As a class of C#:"
        );
        stage.Code(Source.Of("MyChain.cs"));
        stage.Say("The same network as a record of parameters in F#, where training is a fold:");
        stage.Code(Source.Of("ExpNet.fs"));
        Variable x = Grid.X;
        var rows = Functions.Cast(Functions.Reshape(x, -1, 1), stage.Options.DType);
        var same = ExpNet
            .predict(RecordOf(model), rows.Data)
            .ToArray<double>()
            .SequenceEqual(model.Predict(rows).ToArray<double>());
        stage.Say(
            $"With the same parameters both answer {(same ? "the same bits" : "DIFFERENT bits")} on 100 points of [0, 1]. It has {model.Params().Sum(parameter => parameter.Size)} parameters: {string.Join(", ", model.NamedParams().Select(named => $"`{named.Path}` {string.Join("×", named.Param.Shape)}"))}."
        );
    }

    /// <summary>The model's parameters as the F# record.</summary>
    internal static ExpNet.ExpNet RecordOf(MyChain model)
    {
        Linear Layer(string name) =>
            new(Data(model, $"/{name}/W"), FSharpOption<Tensor>.Some(Data(model, $"/{name}/b")));
        return new(Layer("l1"), Layer("l2"), Layer("l3"));
    }

    private static Tensor Data(MyChain model, string path) =>
        model.NamedParams().Single(named => named.Path == path).Param.Data;
}

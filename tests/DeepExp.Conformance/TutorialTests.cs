using System.Text.Json;
using DeepExp.Functional;
using Microsoft.FSharp.Core;
using Xunit;

namespace DeepExp.Conformance;

/// <summary>Two trainings of Chainer in float32, followed step by step.</summary>
public class TutorialTests
{
    private static readonly JsonElement Tutorial = Golden.Json("tutorial.json");

    private static JsonElement.ArrayEnumerator Steps(string training) =>
        Tutorial.GetProperty(training).GetProperty("steps").EnumerateArray();

    private static Tensor Array(JsonElement step, string name) =>
        Golden.Array(step.GetProperty(name));

    private static double Loss(JsonElement step) => step.GetProperty("loss").GetDouble();

    [Fact]
    public void A_line_learns_by_SGD()
    {
        var model = new LineChain();
        Agree.Bits(new LineChain(), model);
        model.Take(Golden.Arrays(Tutorial.GetProperty("sgd").GetProperty("params")));
        Agree.Bits(new LineChain(), model);

        var optimizer = new SGD().Setup(model);
        foreach (var step in Steps("sgd"))
        {
            var what = $"step {optimizer.T + 1}";
            var loss = model.Loss(Array(step, "x"), Array(step, "t"));
            Agree.Within(1e-6, Loss(step), loss.Item(), $"loss of {what}");

            model.ClearGrads();
            loss.Backward();
            var gradients = Golden.Arrays(step.GetProperty("grads"));
            foreach (var (path, parameter) in model.NamedParams())
                Agree.Within(
                    1e-6,
                    gradients[path[1..]],
                    Assert.IsType<Tensor>(parameter.Grad),
                    $"gradient of {path}, {what}"
                );

            optimizer.Update();
            Agree.Within(1e-6, Golden.Arrays(step.GetProperty("params")), model, what);
        }

        Assert.Equal(5, optimizer.T);
    }

    [Fact]
    public void A_net_learns_by_Adam()
    {
        var adam = Tutorial.GetProperty("adam");
        var model = MyChain.Of(Golden.Arrays(adam.GetProperty("params")));
        var optimizer = new Adam().Setup(model);
        foreach (var step in Steps("adam"))
        {
            var (x, t) = (Array(step, "x"), Array(step, "t"));
            Agree.Within(
                1e-5,
                Loss(step),
                model.Loss(x, t).Item(),
                $"loss of step {optimizer.T + 1}"
            );
            optimizer.Update(model.Loss, x, t);
        }

        Assert.Equal(60, optimizer.T);
        Agree.Within(1e-5, Golden.Arrays(adam.GetProperty("final")), model, "in the end");
        var predict = adam.GetProperty("predict");
        Agree.Within(
            1e-5,
            Array(predict, "y"),
            model.Predict(Array(predict, "x")).Data,
            "prediction"
        );
    }

    [Fact]
    public void A_net_learns_by_Adam_as_a_fold()
    {
        var adam = Tutorial.GetProperty("adam");
        var start = Layers(Golden.Arrays(adam.GetProperty("params")));
        var optimizer = Functional.Adam.create<Linear[]>(Functional.Adam.defaults);
        var loss = FuncConvert.FromFunc<Linear[], JsonElement, Tensor>(
            (net, step) =>
                Functional.Loss.meanSquaredError(Array(step, "t"), Predict(net, Array(step, "x")))
        );
        var folded = Training
            .scan(optimizer, loss, start, optimizer.Init.Invoke(start), Steps("adam"))
            .ToList();

        foreach (var (step, progress) in Steps("adam").Zip(folded))
            Agree.Within(1e-5, Loss(step), progress.Loss, $"loss of step {progress.Step}");
        Assert.Equal(60, folded.Count);
        Assert.Equal(60, folded[^1].State.t.Value);

        var final = Layers(Golden.Arrays(adam.GetProperty("final")));
        foreach (
            var (expected, actual) in Parameters
                .named(final)
                .Zip(Parameters.named(folded[^1].Parameters))
        )
            Agree.Within(1e-5, expected.Item2, actual.Item2, $"in the end, {expected.Item1}");
    }

    private static Linear[] Layers(IReadOnlyDictionary<string, Tensor> parameters) =>
        [
            .. new[] { "l1", "l2", "l3" }.Select(name => new Linear(
                parameters[$"{name}/W"],
                FSharpOption<Tensor>.Some(parameters[$"{name}/b"])
            )),
        ];

    private static Tensor Predict(Linear[] net, Tensor x) =>
        net.Aggregate(x, (h, layer) => Activation.leakyRelu(0.2, LinearModule.forward(layer, h)));
}

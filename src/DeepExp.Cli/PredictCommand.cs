using System.CommandLine;
using System.Globalization;

namespace DeepExp.Cli;

/// <summary><c>deepexp predict</c>: what a saved model answers.</summary>
internal static class PredictCommand
{
    internal static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "The model: an .npz file, as the tutorial saves my.model.npz",
        };
        var inputs = new Argument<string[]>("X")
        {
            Description = "Numbers, for each of which a line with the answer is printed",
            Arity = ArgumentArity.OneOrMore,
        };
        inputs.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (!TryParse(token.Value, out _))
                    result.AddError(
                        $"X is «{token.Value}», but must be a finite number, as 0.2 or -1e3."
                    );
        });
        var command = new Command(
            "predict",
            "Prints what a saved model answers to each number, for instance: deepexp predict out/my.model.npz 0.2"
        )
        {
            model,
            inputs,
        };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(inputs)!));
        return command;
    }

    private static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    private static int Run(string file, string[] inputs)
    {
        SavedModel model;
        try
        {
            model = SavedModel.Load(file);
        }
        catch (DeepExpException error)
        {
            Console.Error.WriteLine($"deepexp: {error.Message.ReplaceLineEndings(" ")}");
            return 2;
        }
        foreach (var x in inputs.Select(text => double.Parse(text, CultureInfo.InvariantCulture)))
        {
            Console.WriteLine(
                string.Join(
                    ' ',
                    model.Predict(x).Select(y => y.ToString(CultureInfo.InvariantCulture))
                )
            );
        }
        return 0;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DeepExp.Cli;

/// <summary><c>deepexp predict</c>: what a saved model answers.</summary>
internal static class PredictCommand
{
    internal static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description =
                "The model: an .npz file, as fit saves it, or as the tutorial saves my.model.npz",
        };
        var inputs = new Argument<string[]>("X")
        {
            Description =
                "A table with the columns that the model was fitted to, or numbers; for each row or number a line with the answer is printed",
            Arity = ArgumentArity.OneOrMore,
        };
        inputs.Validators.Add(Check);
        var command = new ExampledCommand(
            "predict",
            "Prints what a saved model answers to each row of a table, or to each number.",
            "deepexp predict model.npz data.csv",
            "deepexp predict out/my.model.npz 0.2 0.5"
        )
        {
            model,
            inputs,
        };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(inputs)!));
        return command;
    }

    private static void Check(ArgumentResult inputs)
    {
        var only = inputs.Tokens.Count == 1 ? inputs.Tokens[0].Value : "";
        if (IsTable(only))
            return;
        foreach (var token in inputs.Tokens)
            if (!TryParse(token.Value, out _))
                inputs.AddError(
                    IsModel(only)
                        ? $"X is «{only}», but the model comes first: deepexp predict model.npz data.csv"
                        : $"X is «{token.Value}», but must be a finite number, as 0.2 or -1e3, or one table, as data.csv."
                );
    }

    private static bool IsModel(string text) =>
        Path.GetExtension(text).Equals(".npz", StringComparison.OrdinalIgnoreCase);

    private static bool IsTable(string text) =>
        !TryParse(text, out _)
        && !IsModel(text)
        && (
            File.Exists(text)
            || Path.GetExtension(text).ToUpperInvariant() is ".CSV" or ".TSV" or ".TXT"
        );

    private static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    private static void Run(string file, string[] inputs)
    {
        var model = SavedModel.Load(file);
        double[] answers;
        if (inputs is [var only] && IsTable(only))
        {
            if (model.Inputs.Count == 0)
                throw new DeepExpException(
                    "Predict",
                    $"{file} was not fitted to a table and knows no columns; give it numbers."
                );
            string[] names = [.. model.Inputs.Select(column => column.Name)];
            answers = model.Predict(Table.Read(only, _ => names).Cells);
            var lost = Array.FindIndex(answers, answer => !double.IsFinite(answer));
            if (lost >= 0)
                throw new DeepExpException(
                    "Predict",
                    $"row {lost / model.Sizes[^1] + 1} of {only} has no finite answer; its values are too far from those that the model was fitted to."
                );
        }
        else
        {
            if (model.Sizes[0] > 1)
                throw new DeepExpException(
                    "Predict",
                    $"{file} was fitted to {model.Sizes[0]} columns; give it a table, as data.csv, with their names in its first row (deepexp info {file} shows them)."
                );
            answers = model.Predict([
                .. inputs.Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
            ]);
        }

        using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var answer in answers.Chunk(model.Sizes[^1]))
            output.WriteLine(string.Join(' ', answer.Select(model.Text)));
    }
}

using System.CommandLine;
using System.Globalization;
using DeepExp.Serialization;

namespace DeepExp.Cli.Fit;

/// <summary><c>deepexp fit</c>: its options, checked before anything runs, and the run.</summary>
internal static class FitCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("DATA")
        {
            Description =
                "The table: comma-, semicolon- or tab-separated numbers under a row of names",
        };
        var target = new Option<string>("--target")
        {
            Description = "The column to predict",
            Required = true,
        };
        var ignored = new Option<string[]>("--ignore")
        {
            Description =
                "Columns to leave out, as row numbers or text: id,city, or id city, or the option again; a name with a comma in it stands alone",
            AllowMultipleArgumentsPerToken = true,
        };
        var model = Named("--out", ".npz", "Where the model is saved");
        model.DefaultValueFactory = _ => "model.npz";
        var report = Named(
            "--report",
            ".html",
            "Where the report is saved [default: beside the model, as model.html]"
        );
        var hidden = new Option<int[]>("--hidden")
        {
            Description = "The sizes of the hidden layers [default: 32,32]",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Sizes(result.Tokens[0].Value, result.AddError),
        };
        var steps = CommandLine.Whole(
            "--steps",
            20_000,
            1,
            10_000_000,
            "How many steps to train at most"
        );
        var batch = CommandLine.Whole("--batch", 64, 1, 1_000_000, "How many rows each step takes");
        var seed = CommandLine.Whole(
            "--seed",
            0,
            int.MinValue,
            int.MaxValue,
            "The seed of all randomness: the same seed gives the same model"
        );
        var holdOut = new Option<double>("--hold-out")
        {
            Description = "The part of the rows that is kept from training to try the network on",
            DefaultValueFactory = _ => 0.2,
            CustomParser = result => Part(result.Tokens[0].Value, result.AddError),
        };
        var patience = CommandLine.Whole(
            "--patience",
            2_000,
            1,
            10_000_000,
            "Training ends after so many steps without a lower loss of the rows held out"
        );
        var command = new ExampledCommand(
            "fit",
            "Trains a network to predict one column of a table from the others, saves it, and writes a report.",
            "deepexp fit houses.csv --target price",
            "deepexp fit houses.csv --target price --ignore id,city --hidden 64,64 --out houses.npz",
            "deepexp predict houses.npz new.csv"
        )
        {
            file,
            target,
            ignored,
            model,
            report,
            hidden,
            steps,
            batch,
            seed,
            holdOut,
            patience,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(model)!;
            return Run(
                new(
                    parsed.GetValue(file)!,
                    parsed.GetValue(target)!,
                    parsed.GetValue(ignored) ?? [],
                    path,
                    parsed.GetValue(report) ?? Path.ChangeExtension(path, ".html"),
                    parsed.GetValue(hidden) is { Length: > 0 } sizes ? sizes : [32, 32],
                    parsed.GetValue(steps),
                    parsed.GetValue(batch),
                    parsed.GetValue(seed),
                    parsed.GetValue(holdOut),
                    parsed.GetValue(patience)
                )
            );
        });
        return command;
    }

    private static int Run(FitOptions options)
    {
        var data = new Data(options);
        foreach (var path in new[] { options.Model, options.Report })
        {
            if (Directory.Exists(path))
                throw new DeepExpException("Fit", $"{path} is a folder; name a file.");
            CommandLine.MakeRoom("Fit", path, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        }
        Console.WriteLine(
            $"{options.File}: {CommandLine.Counted(data.Rows, "row")}, {data.HeldOut.Length} of them held out; «{data.Target.Name}» from {CommandLine.Counted(data.Inputs.Count, "column")}"
        );
        if (data.Constant.Count > 0)
            Console.WriteLine(
                $"Left out {CommandLine.Counted(data.Constant.Count, "column")}, {Data.Same}: {Place.List(data.Constant)}."
            );
        using var interruption = new Interruption();
        var (best, checks) = Fitting.Run(options, data, interruption.Token);
        best.Save(options.Model);
        var (learned, heldOut) = (Try(best, data, data.Learned), Try(best, data, data.HeldOut));
        FitReport.Save(options, data, best, checks, learned, heldOut);
        Console.WriteLine(
            $"Kept is step {checks.MinBy(check => check.HeldOut)!.Step} of {checks[^1].Step}. Held out: RMSE {heldOut.Rmse:G6}, R² {heldOut.R2Text}."
        );
        Console.WriteLine($"The model is {options.Model}, the report is {options.Report}.");
        if (!interruption.Token.IsCancellationRequested)
            return 0;
        Console.Error.WriteLine("deepexp: interrupted; what is kept is the best until then.");
        return Interruption.ExitCode;
    }

    private static Quality Try(SavedModel model, Data data, int[] rows) =>
        Quality.Of(model.Predict(data.X(rows)), data.T(rows));

    private static Option<string> Named(string name, string extension, string description)
    {
        var option = new Option<string>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [var path]
                && !path.Value.EndsWith(extension, StringComparison.OrdinalIgnoreCase)
            )
                result.AddError($"{name} is «{path.Value}», but must end with {extension}.");
        });
        return option;
    }

    private static int[] Sizes(string text, Action<string> refuse)
    {
        var sizes = text.Split(',')
            .Select(size => int.TryParse(size, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .ToArray();
        if (sizes.Length > 20 || sizes.Any(size => size is < 1 or > 4096))
            refuse(
                $"--hidden is «{text}», but must be up to 20 whole numbers from 1 to 4096, as 32,32."
            );
        return sizes;
    }

    private static double Part(string text, Action<string> refuse)
    {
        if (
            !double.TryParse(text, CultureInfo.InvariantCulture, out var part)
            || part is not (>= 0.01 and <= 0.9)
        )
            refuse($"--hold-out is «{text}», but must be a number from 0.01 to 0.9.");
        return part;
    }
}

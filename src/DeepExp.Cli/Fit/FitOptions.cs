namespace DeepExp.Cli.Fit;

/// <summary>What is fitted, how, and where it goes.</summary>
/// <param name="File">The table.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Ignored">The columns that are not looked at.</param>
/// <param name="Model">Where the model is saved.</param>
/// <param name="Report">Where the report is saved.</param>
/// <param name="Hidden">The sizes of the hidden layers.</param>
/// <param name="Steps">How many steps at most.</param>
/// <param name="Batch">How many rows a step takes, at most.</param>
/// <param name="Seed">The seed of all randomness.</param>
/// <param name="HoldOut">The part of the rows that is kept from training.</param>
/// <param name="Patience">After how many steps without a lower loss of the rows held out training ends.</param>
internal sealed record FitOptions(
    string File,
    string Target,
    IReadOnlyList<string> Ignored,
    string Model,
    string Report,
    IReadOnlyList<int> Hidden,
    int Steps,
    int Batch,
    int Seed,
    double HoldOut,
    int Patience
);

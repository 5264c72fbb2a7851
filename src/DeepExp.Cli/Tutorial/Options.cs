namespace DeepExp.Cli.Tutorial;

/// <summary>What the reader asked for.</summary>
/// <param name="Steps">How many steps to train.</param>
/// <param name="Batch">How many samples each step draws.</param>
/// <param name="Seed">The seed of all randomness.</param>
/// <param name="DType">The type of the network's numbers.</param>
/// <param name="Folder">Where pictures, report, summary and sources are written.</param>
internal sealed record Options(int Steps, int Batch, int Seed, DType DType, string Folder);

namespace DeepExp;

/// <summary>The operation that a variable was computed by. A function may consist of several.</summary>
/// <param name="Label">The operation's name.</param>
/// <param name="Inputs">What it was computed from.</param>
public sealed record Creator(string Label, IReadOnlyList<Variable> Inputs);

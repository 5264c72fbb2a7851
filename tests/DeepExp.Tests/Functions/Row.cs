using Microsoft.FSharp.Core;

namespace DeepExp.Tests.Functions;

/// <summary>A call through the façade and the same in the core, of tensors of the given shapes.</summary>
internal sealed record Row(
    string Name,
    Func<Variable[], Variable> Facade,
    Func<Tensor[], Tensor> Core,
    params int[][] Shapes
)
{
    /// <summary>Whether the function is defined for positive numbers only.</summary>
    public bool Positive { get; init; }

    /// <summary>An argument of the core that is given.</summary>
    public static FSharpOption<T> Some<T>(T value) => FSharpOption<T>.Some(value);
}

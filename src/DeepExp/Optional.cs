using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>What may be null in C# is an option in the core.</summary>
internal static class Optional
{
    internal static FSharpOption<T> ToOption<T>(this T? value)
        where T : class => value is null ? FSharpOption<T>.None : FSharpOption<T>.Some(value);

    internal static FSharpOption<T> ToOption<T>(this T? value)
        where T : struct => value is { } some ? FSharpOption<T>.Some(some) : FSharpOption<T>.None;

    internal static FSharpOption<Tensor> ToOption(this Variable? value) =>
        (value?.Traced()).ToOption();
}

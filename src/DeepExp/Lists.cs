using Microsoft.FSharp.Collections;

namespace DeepExp;

/// <summary>Several variables are an array in C# and a list in the core.</summary>
internal static class Lists
{
    internal static FSharpList<Tensor> ToList(this IEnumerable<Variable> xs) =>
        ListModule.OfSeq(xs.Select(x => x.Traced));

    internal static FSharpList<FSharpList<Tensor>> ToLists(
        this IEnumerable<IEnumerable<Variable>> xs
    ) => ListModule.OfSeq(xs.Select(ToList));

    internal static Variable[] ToVariables(this IEnumerable<Tensor> xs) =>
        [.. xs.Select(Variable.Of)];
}

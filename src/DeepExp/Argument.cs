using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// What functions ask of their arguments before the core computes with them. What is refused is called as the caller calls it:
/// by the function's own name, whatever it is composed of, and by the argument's.
/// </summary>
internal static class Argument
{
    /// <summary>The argument, which is not null.</summary>
    internal static T Given<T>(
        this T? value,
        [CallerArgumentExpression(nameof(value))] string name = ""
    )
        where T : class => value ?? throw new ArgumentNullException(name.TrimStart('@'));

    /// <summary>What functions compute with: the elements, with their trace unless that is switched off.</summary>
    internal static Tensor Traced(
        this Variable x,
        [CallerArgumentExpression(nameof(x))] string name = ""
    ) => Config.EnableBackprop ? x.Given(name).Linked : x.Given(name).Linked.Untracked;

    /// <summary>An argument that numbers are computed from.</summary>
    internal static Tensor Floats(
        this Variable x,
        [CallerMemberName] string operation = "",
        [CallerArgumentExpression(nameof(x))] string name = ""
    )
    {
        var tensor = x.Traced(name);
        RequireFloats(operation, tensor, name);
        return tensor;
    }

    /// <summary>An argument that numbers are computed from, of the type of another.</summary>
    internal static Tensor FloatsLike(
        this Variable y,
        Variable x,
        [CallerMemberName] string operation = "",
        [CallerArgumentExpression(nameof(y))] string name = "",
        [CallerArgumentExpression(nameof(x))] string xName = ""
    )
    {
        var (like, tensor) = (x.Floats(operation, xName), y.Floats(operation, name));
        RequireOneType(operation, like, xName, tensor, name);
        return tensor;
    }

    /// <summary>The same of an argument that may be left out.</summary>
    internal static FSharpOption<Tensor> OptionLike(
        this Variable? y,
        Variable x,
        [CallerMemberName] string operation = "",
        [CallerArgumentExpression(nameof(y))] string name = "",
        [CallerArgumentExpression(nameof(x))] string xName = ""
    ) => (y?.FloatsLike(x, operation, name, xName)).ToOption();

    /// <summary>Several arguments, of whatever types.</summary>
    internal static Tensor[] Each(
        this Variable[] xs,
        [CallerArgumentExpression(nameof(xs))] string name = ""
    )
    {
        var tensors = new Tensor[xs.Given(name).Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = xs[i] is null
                ? throw new ArgumentNullException(Element(name, i))
                : xs[i].Traced();
        return tensors;
    }

    /// <summary>Several arguments of one type.</summary>
    internal static Tensor[] Traced(
        this Variable[] xs,
        [CallerMemberName] string operation = "",
        [CallerArgumentExpression(nameof(xs))] string name = ""
    )
    {
        var tensors = xs.Each(name);
        for (var i = 1; i < tensors.Length; i++)
            RequireOneType(operation, tensors[0], name, tensors[i], name, i, xIndex: 0);
        return tensors;
    }

    /// <summary>Several arguments of one type that numbers are computed from.</summary>
    internal static Tensor[] Floats(
        this Variable[] xs,
        [CallerMemberName] string operation = "",
        [CallerArgumentExpression(nameof(xs))] string name = ""
    )
    {
        var tensors = xs.Traced(operation, name);
        for (var i = 0; i < tensors.Length; i++)
            RequireFloats(operation, tensors[i], name, i);
        return tensors;
    }

    /// <summary>Several arguments that numbers are computed from, of the type of another.</summary>
    internal static Tensor[] FloatsLike(
        this Variable[] ys,
        Variable x,
        [CallerMemberName] string operation = "",
        [CallerArgumentExpression(nameof(ys))] string name = "",
        [CallerArgumentExpression(nameof(x))] string xName = ""
    )
    {
        var (like, tensors) = (x.Floats(operation, xName), ys.Floats(operation, name));
        for (var i = 0; i < tensors.Length; i++)
            RequireOneType(operation, like, xName, tensors[i], name, i);
        return tensors;
    }

    /// <summary>The same in several groups.</summary>
    internal static FSharpList<FSharpList<Tensor>> FloatsLike(
        this Variable[][] groups,
        Variable x,
        [CallerMemberName] string operation = "",
        [CallerArgumentExpression(nameof(groups))] string name = "",
        [CallerArgumentExpression(nameof(x))] string xName = ""
    ) =>
        groups
            .Given(name)
            .Select((ys, i) => ys.FloatsLike(x, operation, Element(name, i), xName).ToFSharpList())
            .ToFSharpList();

    /// <summary>The list that the core takes.</summary>
    internal static FSharpList<T> ToFSharpList<T>(this IEnumerable<T> items) =>
        ListModule.OfSeq(items);

    private static void RequireFloats(string operation, Tensor x, string name, int index = -1)
    {
        if (x.DType.IsInt32)
            throw new DeepExpException(
                operation,
                $"{Element(name, index)} is {ValueModule.describe(x.Value)}, but the function is defined for float32 and float64; cast it first."
            );
    }

    private static void RequireOneType(
        string operation,
        Tensor x,
        string xName,
        Tensor y,
        string yName,
        int index = -1,
        int xIndex = -1
    )
    {
        if (!x.DType.Equals(y.DType))
            throw new DeepExpException(
                operation,
                $"{Element(xName, xIndex)} is {ValueModule.describe(x.Value)} and {Element(yName, index)} is {ValueModule.describe(y.Value)}; element types are never mixed: cast one of them."
            );
    }

    // Written out only where it is said.
    private static string Element(string name, int index) => index < 0 ? name : $"{name}[{index}]";
}

using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>Writing networks out as plain arithmetic, for where this library is not.</summary>
public static class Exporter
{
    /// <summary>
    /// The source of a function of a model, with its parameters as numbers: a file that needs nothing of this library. In C,
    /// <c>name_run(x, y)</c> takes and fills arrays; in C#, <c>name.Run(x, y)</c> spans; where input and output are one number
    /// each there is also <c>name(x)</c> and <c>name.Run(x)</c>.
    /// </summary>
    /// <param name="language">The language of the source.</param>
    /// <param name="name">The name of the C function or the C# class.</param>
    /// <param name="model">The model, whose parameters are named in the source.</param>
    /// <param name="function">The function, for instance the model's Predict.</param>
    /// <param name="example">An input of the shape for which the source is made; its values do not matter.</param>
    /// <exception cref="DeepExpException">The result does not depend on the input, a parameter is NaN, an operation cannot be stated, or the name is no identifier.</exception>
    public static string ToSource(
        SourceLanguage language,
        string name,
        Link model,
        Func<Variable, Variable> function,
        Variable example
    )
    {
        language.Given();
        name.Given();
        function.Given();
        var paths = model
            .Given()
            .KeyedParams()
            .ToDictionary(named => (object)named.Param, named => named.Key);
        var input = new Variable(example.Given().Data, name: null);
        var names = FuncConvert.FromFunc<Tensor, string?>(leaf =>
            leaf.Tag is { } tag ? paths.GetValueOrDefault(tag) : null
        );
        return Export.ofTrace(language, name, names, input.Traced(), function(input).Traced());
    }
}

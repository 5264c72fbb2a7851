using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>A function of variables and parameters as the core's checks see it: one number of all that varies.</summary>
internal sealed class Check
{
    private readonly string operation;
    private readonly Func<Variable[], Variable[]> func;
    private readonly Tensor[] xs;
    private readonly Tensor?[] gys;
    private readonly Parameter[] parameters;
    private readonly bool[] constant;

    internal Check(
        string operation,
        Func<Variable[], Variable[]> func,
        Tensor[] xs,
        Tensor?[]? gys,
        Parameter[] parameters,
        bool[]? noGrads
    )
    {
        this.operation = operation;
        this.func = func;
        this.xs = xs;
        this.parameters = parameters;
        Require("noGrads", noGrads?.Length, "inputs", xs.Length);
        constant = [.. xs.Select((x, i) => x.DType.IsInt32 || noGrads?[i] == true)];
        if (constant.All(isConstant => isConstant) && parameters.Length == 0)
            throw new DeepExpException(
                operation,
                "there is no input of float32 or float64 that varies, and no parameter."
            );
        Weighted = FuncConvert.FromFunc<CheckArguments, Tensor>(Weigh);
        var ys = Outputs(Arguments(withGy: false));
        Require("yGrad", gys?.Length, "outputs", ys.Length);
        if (gys is null && ys is not [{ Size: 1 }])
            throw new DeepExpException(
                operation,
                $"yGrad is missing, but there are {ys.Length} outputs, the first of shape {Messages.Shape(ys[0])}; it may be left out for one number only."
            );
        this.gys = gys ?? [TensorModule.onesLike(ys[0])];
        foreach (var (i, (y, gy)) in ys.Zip(this.gys).Index())
            if (gy is not null)
                RequireShape($"yGrad[{i}]", gy, y);
    }

    /// <summary>Σᵢ ⟨gyᵢ, yᵢ⟩ in float64.</summary>
    internal FSharpFunc<CheckArguments, Tensor> Weighted { get; }

    internal CheckArguments Arguments(bool withGy) =>
        new(
            [.. xs.Select((x, i) => constant[i] ? null : FSharpOption<Tensor>.Some(x.Untracked))],
            [.. parameters.Select(parameter => parameter.Data)],
            withGy ? System.Array.ConvertAll(gys, Optional.ToOption) : []
        );

    /// <summary>The gradients of the gradients of inputs and parameters, zeros where they are missing.</summary>
    internal (FSharpOption<Tensor>?[] X, Tensor[] Parameters) Directions(
        Tensor?[] xGradGrad,
        Tensor?[]? paramsGradGrad
    )
    {
        Require("xGradGrad", xGradGrad.Length, "inputs", xs.Length);
        Require("paramsGradGrad", paramsGradGrad?.Length, "parameters", parameters.Length);
        return (
            [
                .. xs.Select(
                    (x, i) =>
                        constant[i]
                            ? null
                            : FSharpOption<Tensor>.Some(Like($"xGradGrad[{i}]", xGradGrad[i], x))
                ),
            ],
            [
                .. parameters.Select(
                    (p, i) => Like($"paramsGradGrad[{i}]", paramsGradGrad?[i], p.Data)
                ),
            ]
        );
    }

    private Tensor Like(string what, Tensor? given, Tensor x)
    {
        if (given is null)
            return TensorModule.zerosLike(x);
        RequireShape(what, given, x);
        return given;
    }

    private Tensor Weigh(CheckArguments arguments)
    {
        var ys = Outputs(arguments);
        return ys.Select(
                (y, i) => (Y: y, Gy: arguments.gy.Length > 0 ? arguments.gy[i]?.Value : gys[i])
            )
            .Where(output => output.Gy is not null)
            .Select(output => TensorModule.dot(Exact(output.Gy!), Exact(output.Y)))
            .Aggregate(Exact(0.0), (sum, term) => sum + term);
    }

    private static Tensor Exact(Tensor x) => TensorModule.cast(DType.Float64, x);

    private Tensor[] Outputs(CheckArguments arguments)
    {
        using var scope = Config.ForceBackpropMode();
        try
        {
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].StandIn = arguments.parameters[i];
            var ys = func([
                .. xs.Select((x, i) => Variable.Of(arguments.x[i]?.Value ?? x.Untracked)),
            ]);
            return System.Array.ConvertAll(ys, y => y.Linked);
        }
        finally
        {
            foreach (var parameter in parameters)
                parameter.StandIn = null;
        }
    }

    private void Require(string what, int? given, string ofWhat, int expected)
    {
        if (given is { } length && length != expected)
            throw new DeepExpException(
                operation,
                $"{what} has {length} items for {expected} {ofWhat}; give as many."
            );
    }

    private void RequireShape(string what, Tensor given, Tensor expected)
    {
        if (!ShapeModule.same(given.Value.Shape, expected.Value.Shape))
            throw new DeepExpException(
                operation,
                $"{what} has shape {Messages.Shape(given)}, but must have shape {Messages.Shape(expected)}."
            );
    }
}

using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// A function that its author differentiates, with numbers: what <see cref="Backward"/> computes is right but has no derivative
/// of its own, and who asks for one gets an error. For more see <see cref="FunctionNode"/>.
/// </summary>
public abstract class Function
{
    /// <summary>The results of the inputs; all are of one element type.</summary>
    protected abstract Tensor[] Forward(Tensor[] inputs);

    /// <summary>
    /// The gradient of each input, null where there is none, from the gradients that come back to the results.
    /// </summary>
    protected abstract Tensor?[] Backward(Tensor[] inputs, Tensor[] gradOutputs);

    /// <summary>The name in messages and drawings: that of the class.</summary>
    public virtual string Label => GetType().Name;

    /// <summary>Calls the function; gradients that come back to the results go on to the inputs.</summary>
    /// <exception cref="DeepExpException">While gradients flow: one has not the shape and type of its input.</exception>
    public Variable[] Apply(params Variable[] inputs) =>
        Authored.Apply(
            inputs,
            Custom.defineSeveralOnce(
                Label,
                FuncConvert.FromFunc<Tensor[], Tensor[]>(Forward),
                FuncConvert.FromFunc<Tensor[], Tensor[], Tensor[], FSharpOption<Tensor>?[]>(
                    (xs, _, gys) => Authored.Options(Backward(xs, gys))
                )
            )
        );
}

/// <summary>
/// A function that its author differentiates, with functions of this library: so its gradient can be differentiated again.
/// </summary>
public abstract class FunctionNode
{
    /// <summary>The results of the inputs; all are of one element type.</summary>
    protected abstract Tensor[] Forward(Tensor[] inputs);

    /// <summary>
    /// The gradient of each input, null where there is none, from the inputs, the results and the gradients that come back to
    /// them; computed with <c>F</c> and operators.
    /// </summary>
    protected abstract Variable?[] Backward(
        Variable[] inputs,
        Variable[] outputs,
        Variable[] gradOutputs
    );

    /// <summary>The name in messages and drawings: that of the class.</summary>
    public virtual string Label => GetType().Name;

    /// <summary>Calls the function; gradients that come back to the results go on to the inputs.</summary>
    /// <exception cref="DeepExpException">While gradients flow: one has not the shape and type of its input.</exception>
    public Variable[] Apply(params Variable[] inputs) =>
        Authored.Apply(
            inputs,
            Custom.defineSeveral(
                Label,
                FuncConvert.FromFunc<Tensor[], Tensor[]>(Forward),
                FuncConvert.FromFunc<Tensor[], Tensor[], Tensor[], FSharpOption<Tensor>?[]>(
                    (xs, ys, gys) =>
                        Authored.Options(
                            Array.ConvertAll(
                                Backward(Of(xs), Of(ys), Of(gys)),
                                gradient => gradient?.Traced()
                            )
                        )
                )
            )
        );

    private static Variable[] Of(Tensor[] tensors) => Array.ConvertAll(tensors, Variable.Of);
}

/// <summary>Between the façade's functions of an author and the core's.</summary>
internal static class Authored
{
    internal static Variable[] Apply(
        Variable[] inputs,
        FSharpFunc<Tensor[], Tensor[]> function,
        [CallerArgumentExpression(nameof(inputs))] string name = ""
    ) => Array.ConvertAll(function.Invoke(inputs.Each(name)), Variable.Of);

    internal static FSharpOption<Tensor>?[] Options(Tensor?[] gradients) =>
        Array.ConvertAll(gradients, Optional.ToOption);
}

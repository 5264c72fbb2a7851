using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// A function that its author differentiates, with numbers: <c>Forward</c> computes the results of the inputs, and <c>Backward</c>
/// the gradient of each input; a class overrides both. What Backward computes is right but has no derivative of its own, and who
/// asks for one gets an error. For more see <see cref="FunctionNode"/>.
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
/// A function that its author differentiates, with functions of this library: so its gradient can be differentiated again. A class
/// overrides <c>Forward</c> and one of the two methods <c>Backward</c>. In Forward it may call <c>RetainInputs</c> and
/// <c>RetainOutputs</c> with the indices of what it keeps, and in Backward <c>GetRetainedInputs</c> and <c>GetRetainedOutputs</c>.
/// </summary>
public abstract class FunctionNode
{
    private Call call = new([]);

    /// <summary>One application: which inputs are followed, what is retained by its index, and what all variables were.</summary>
    private sealed class Call(int[] targets)
    {
        internal int[] Targets => targets;
        internal int[] RetainedInputs = [];
        internal int[] RetainedOutputs = [];
        internal Variable[] Inputs = [];
        internal Variable[] Outputs = [];
    }

    /// <summary>The results of the inputs; all are of one element type.</summary>
    protected abstract Tensor[] Forward(Tensor[] inputs);

    /// <summary>
    /// The gradient of each input, null where there is none, from the inputs, the results and the gradients that come back to
    /// them; computed with <c>F</c> and operators.
    /// </summary>
    protected virtual Variable?[] Backward(
        Variable[] inputs,
        Variable[] outputs,
        Variable[] gradOutputs
    )
    {
        var gradients = Backward(call.Targets, gradOutputs);
        if (gradients.Length == inputs.Length || gradients.Length != call.Targets.Length)
            return gradients;
        var all = new Variable?[inputs.Length];
        foreach (var (i, target) in call.Targets.Index())
            all[target] = gradients[i];
        return all;
    }

    /// <summary>
    /// The gradient of each input, or of each at <paramref name="targetInputIndexes"/>, null where there is none, from what was
    /// retained and the gradients that come back to the results, zeros to those that receive none.
    /// </summary>
    /// <param name="targetInputIndexes">The inputs that a gradient is wanted of.</param>
    /// <param name="gradOutputs">The gradient of each result.</param>
    protected virtual Variable?[] Backward(int[] targetInputIndexes, Variable[] gradOutputs) =>
        throw new DeepExpException(Label, "it has no gradient; override Backward.");

    /// <summary>Called by Forward: what <see cref="GetRetainedInputs"/> gives, by the indexes of the inputs.</summary>
    protected void RetainInputs(params int[] indexes) => call.RetainedInputs = indexes;

    /// <summary>Called by Forward: what <see cref="GetRetainedOutputs"/> gives, by the indexes of the results.</summary>
    protected void RetainOutputs(params int[] indexes) => call.RetainedOutputs = indexes;

    /// <summary>Called by Backward: the inputs that <see cref="RetainInputs"/> names, in its order.</summary>
    protected Variable[] GetRetainedInputs() =>
        Array.ConvertAll(call.RetainedInputs, i => call.Inputs[i]);

    /// <summary>Called by Backward: the results that <see cref="RetainOutputs"/> names, in its order.</summary>
    protected Variable[] GetRetainedOutputs() =>
        Array.ConvertAll(call.RetainedOutputs, i => call.Outputs[i]);

    /// <summary>The name in messages and drawings: that of the class.</summary>
    public virtual string Label => GetType().Name;

    /// <summary>Calls the function; gradients that come back to the results go on to the inputs.</summary>
    /// <exception cref="DeepExpException">While gradients flow: one has not the shape and type of its input.</exception>
    public Variable[] Apply(params Variable[] inputs)
    {
        var applied = new Call([
            .. Enumerable
                .Range(0, inputs.Given().Length)
                .Where(i => inputs[i] is { RequiresGrad: true }),
        ]);
        return Authored.Apply(
            inputs,
            Custom.defineSeveral(
                Label,
                FuncConvert.FromFunc<Tensor[], Tensor[]>(xs =>
                {
                    call = applied;
                    return Forward(xs);
                }),
                FuncConvert.FromFunc<Tensor[], Tensor[], Tensor[], FSharpOption<Tensor>?[]>(
                    (xs, ys, gys) =>
                    {
                        call = applied;
                        (call.Inputs, call.Outputs) = (Of(xs), Of(ys));
                        return Authored.Options(
                            Array.ConvertAll(
                                Backward(call.Inputs, call.Outputs, Of(gys)),
                                gradient => gradient?.Traced()
                            )
                        );
                    }
                )
            )
        );
    }

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

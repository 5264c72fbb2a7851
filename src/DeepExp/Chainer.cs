namespace DeepExp;

/// <summary>Chainer's functions on whole computations: gradients of several outputs with respect to chosen inputs.</summary>
public static partial class Chainer
{
    /// <summary>The variable itself; what is given as an array, number or matrix becomes a constant.</summary>
    public static Variable AsVariable(Variable obj) => obj.Given();

    /// <summary>The data of a variable; what is given as an array is that array, as a tensor.</summary>
    public static Tensor AsArray(Variable obj) => obj.Given().Data;

    /// <summary>
    /// The gradients of Σᵢ ⟨gradOutputs[i], outputs[i]⟩ with respect to each input, which may be results themselves; null where
    /// no output depends on it. <see cref="Variable.Grad"/> of no variable changes, unless asked for.
    /// </summary>
    /// <param name="outputs">Where gradients come from.</param>
    /// <param name="inputs">With respect to what.</param>
    /// <param name="gradOutputs">The gradient of each output, of its shape; ones where it is missing.</param>
    /// <param name="gradInputs">What is added to the gradient of each input.</param>
    /// <param name="setGrad">Whether the inputs keep the result as their gradient.</param>
    /// <param name="retainGrad">Whether results between outputs and inputs keep their gradients.</param>
    /// <param name="enableDoubleBackprop">Whether the result is traced, to be differentiated again.</param>
    /// <param name="lossScale">What a missing gradient of an output is filled with, instead of 1.</param>
    /// <exception cref="DeepExpException">The number of gradients, or a shape or type, is not that of the variables.</exception>
    public static Variable?[] Grad(
        Variable[] outputs,
        Variable[] inputs,
        Variable?[]? gradOutputs = null,
        Variable?[]? gradInputs = null,
        bool setGrad = false,
        bool retainGrad = false,
        bool enableDoubleBackprop = false,
        double? lossScale = null
    )
    {
        outputs.Each();
        inputs.Each();
        Require("Grad", "gradOutputs", gradOutputs, "outputs", outputs);
        Require("Grad", "gradInputs", gradInputs, "inputs", inputs);
        var found = inputs
            .Where(x => x.RequiresGrad)
            .Select(x => x.Linked.Birth)
            .Distinct()
            .ToDictionary(birth => birth, _ => (Tensor?)null);
        if (found.Count > 0)
            Variable.SendBack(
                [
                    .. outputs.Select(
                        (y, i) => (y.Linked, gradOutputs?[i]?.Linked ?? y.Seed(lossScale))
                    ),
                ],
                enableDoubleBackprop,
                since: found.Keys.Min(),
                (x, gradient) =>
                {
                    if (!found.ContainsKey(x.Birth))
                        return retainGrad
                            && !x.Origin.IsVariable
                            && Variable.Receive(x, gradient, retainGrad);
                    found[x.Birth] = gradient;
                    return true;
                }
            );

        var gradients = inputs
            .Select(
                (x, i) =>
                {
                    var gradient = found.GetValueOrDefault(x.Linked.Birth);
                    var given = gradInputs?[i]?.Linked;
                    if (!enableDoubleBackprop)
                        given = given?.Untracked;
                    return gradient is null ? given
                        : given is null ? gradient
                        : gradient + given;
                }
            )
            .Select(gradient => gradient is null ? null : Variable.Of(gradient))
            .ToArray();
        if (setGrad)
            foreach (var (x, gradient) in inputs.Zip(gradients))
                x.GradVar = gradient;
        return gradients;
    }

    /// <summary>
    /// Sends gradients back from several outputs at once, as <see cref="Variable.Backward"/> does from one. An output without a
    /// given gradient begins with its <see cref="Variable.Grad"/>, and one that has none sends nothing back.
    /// </summary>
    /// <exception cref="DeepExpException">No output has a gradient; or their number, a shape or a type is not that of the outputs.</exception>
    public static void Backward(
        Variable[] outputs,
        Variable?[]? gradOutputs = null,
        bool enableDoubleBackprop = false
    )
    {
        outputs.Each();
        Require("Backward", "gradOutputs", gradOutputs, "outputs", outputs);
        var roots = outputs
            .Select((y, i) => (Y: y, Gy: gradOutputs?[i] ?? y.GradVar))
            .Where(root => root.Gy is not null)
            .Select(root => (root.Y.Linked, root.Gy!.Linked))
            .ToArray();
        if (roots.Length == 0)
            throw new DeepExpException(
                "Backward",
                "no output has a gradient, and none is given; set Grad or give gradOutputs."
            );
        Variable.SendBack(
            [.. roots.Where(root => root.Item1.Origin.IsResult)],
            enableDoubleBackprop,
            since: 0,
            (x, gradient) => Variable.Receive(x, gradient, retainGrad: false)
        );
    }

    private static void Require(
        string operation,
        string what,
        Variable?[]? gradients,
        string ofWhat,
        Variable[] variables
    )
    {
        if (gradients is null)
            return;
        if (gradients.Length != variables.Length)
            throw new DeepExpException(
                operation,
                $"there are {gradients.Length} {what} for {variables.Length} {ofWhat}; give as many, null for a missing one."
            );
        for (var i = 0; i < variables.Length; i++)
            if (gradients[i] is { } gradient)
                Messages.RequireLike(
                    operation,
                    $"{what}[{i}]",
                    gradient.Linked,
                    variables[i].Linked
                );
    }
}

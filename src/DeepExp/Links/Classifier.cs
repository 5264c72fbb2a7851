using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>The loss of a predictor, which is its link predictor, and of how many predictions are right.</summary>
public sealed class Classifier : Chain
{
    private readonly int labelKey;

    /// <summary>The loss of <paramref name="predictor"/>.</summary>
    /// <param name="predictor">A link that takes what it predicts from, and gives predictions y.</param>
    /// <param name="lossfun">The loss of y and labels t; <see cref="F.SoftmaxCrossEntropy(Variable, Variable)"/> by default.</param>
    /// <param name="accfun">The accuracy of y and labels t; <see cref="F.Accuracy(Variable, Variable)"/> by default.</param>
    /// <param name="labelKey">Which argument of a call the labels are; the last by default.</param>
    /// <exception cref="DeepExpException">The predictor has a place already.</exception>
    public Classifier(
        Link predictor,
        Func<Variable, Variable, Variable>? lossfun = null,
        Func<Variable, Variable, Variable>? accfun = null,
        int labelKey = -1
    )
    {
        this.labelKey = labelKey;
        Lossfun = lossfun ?? F.SoftmaxCrossEntropy;
        Accfun = accfun ?? F.Accuracy;
        Predictor = AddLink("predictor", predictor.Given());
    }

    /// <summary>What predicts; as its class is not known here, it is called with <see cref="Link.Call(Variable)"/>.</summary>
    public Link Predictor { get; }

    /// <summary>The loss of predictions and labels.</summary>
    public Func<Variable, Variable, Variable> Lossfun
    {
        get;
        set => field = value.Given();
    }

    /// <summary>The accuracy of predictions and labels.</summary>
    public Func<Variable, Variable, Variable> Accfun
    {
        get;
        set => field = value.Given();
    }

    /// <summary>Whether calls compute the accuracy too; true by default.</summary>
    public bool ComputeAccuracy { get; set; } = true;

    /// <summary>The predictions of the last call; null before.</summary>
    public Variable? Y { get; private set; }

    /// <summary>The loss of the last call; null before.</summary>
    public Variable? Loss { get; private set; }

    /// <summary>The accuracy of the last call; null before, and where it was not computed.</summary>
    public Variable? Accuracy { get; private set; }

    /// <summary>The loss of what the predictor makes of all arguments but the labels.</summary>
    /// <exception cref="DeepExpException">There are no labels among the arguments, or the predictor does not take the others.</exception>
    public Variable Forward(params Variable[] args)
    {
        args.Each();
        var at = labelKey < 0 ? args.Length + labelKey : labelKey;
        if (at < 0 || at >= args.Length)
            throw new DeepExpException(
                "Classifier",
                $"the labels are argument {labelKey}, but there are {args.Length}; give inputs and labels."
            );
        (Y, Loss, Accuracy) = (null, null, null);
        Variable[] inputs = [.. args[..at], .. args[(at + 1)..]];
        Y = Predictor.CallIn("Classifier", inputs);
        Loss = Lossfun(Y, args[at]);
        if (ComputeAccuracy)
            Accuracy = Accfun(Y, args[at]);
        return Loss;
    }
}

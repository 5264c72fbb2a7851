namespace DeepExp.Links;

/// <summary>The fully connected layer y = x Wᵀ + b, with parameters W: out×in and b: out.</summary>
public sealed class Linear : Link
{
    /// <summary>A layer from <paramref name="inSize"/> to <paramref name="outSize"/> features.</summary>
    /// <param name="inSize">The number of features of x.</param>
    /// <param name="outSize">The number of features of y.</param>
    /// <param name="nobias">Whether to leave out b.</param>
    /// <param name="initialW">How W begins; LeCun-normal by default, N(0, 1/in).</param>
    /// <param name="initialBias">How b begins; 0 by default.</param>
    /// <param name="dtype">The type of the parameters; float32 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive, or an initial array has another shape.</exception>
    public Linear(
        int inSize,
        int outSize,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null,
        DType? dtype = null
    )
    {
        if (inSize < 1 || outSize < 1)
            throw new DeepExpException(
                "Linear",
                $"sizes are {inSize} and {outSize}, but a layer has at least one input and one output."
            );
        W = AddParam("W", (initialW ?? Initializer.LeCunNormal()).Make(dtype, outSize, inSize));
        if (!nobias)
            B = AddParam("b", (initialBias ?? 0.0).Make(dtype, outSize));
    }

    /// <summary>The weights, out×in.</summary>
    public Parameter W { get; }

    /// <summary>The biases, out; null without bias.</summary>
    public Parameter? B { get; }

    /// <summary>y = x Wᵀ + b, for x: N×in and y: N×out.</summary>
    public Variable Forward(Variable x) => Functions.Linear(x, W, B);
}

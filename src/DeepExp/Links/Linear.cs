namespace DeepExp.Links;

/// <summary>The fully connected layer y = x Wᵀ + b, with parameters W: out×in and b: out.</summary>
public sealed class Linear : Link
{
    private readonly int outSize;

    /// <summary>A layer from <paramref name="inSize"/> to <paramref name="outSize"/> features.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call.</param>
    /// <param name="outSize">The number of features of y.</param>
    /// <param name="nobias">Whether to leave out b.</param>
    /// <param name="initialW">How W begins; LeCun-normal by default, N(0, 1/in).</param>
    /// <param name="initialBias">How b begins; 0 by default.</param>
    /// <param name="dtype">The type of the parameters; <see cref="Config.DType"/> by default.</param>
    /// <exception cref="DeepExpException">A size is not positive, an initial array has another shape, or there is an initialBias in spite of nobias.</exception>
    public Linear(
        int? inSize,
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
        if (nobias && initialBias is not null)
            throw new DeepExpException(
                "Linear",
                "initialBias says how b begins, but with nobias there is none; leave out one of the two."
            );
        this.outSize = outSize;
        W = AddParam(
            "W",
            inSize is { } size ? [outSize, size] : null,
            dtype,
            initialW ?? Initializer.LeCunNormal()
        );
        if (!nobias)
            B = AddParam("b", [outSize], dtype, initialBias ?? 0.0);
    }

    /// <summary>A layer to <paramref name="outSize"/> features, from as many as the first x has.</summary>
    /// <exception cref="DeepExpException">The size is not positive.</exception>
    public Linear(
        int outSize,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null,
        DType? dtype = null
    )
        : this(null, outSize, nobias, initialW, initialBias, dtype) { }

    /// <summary>The weights, out×in.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The biases, out; null without bias.</summary>
    public DeepExp.Parameter? B { get; }

    /// <summary>y = x Wᵀ + b, for x: N×in and y: N×out.</summary>
    public Variable Forward(Variable x)
    {
        Begin(x);
        return Functions.Linear(x, W, B);
    }

    /// <summary>The parameters for x as the core has them, within layers of several.</summary>
    internal Functional.Linear For(Variable x)
    {
        Begin(x);
        return new(W.Traced(), ((Variable?)B).ToOption());
    }

    private void Begin(Variable x)
    {
        if (!W.IsInitialized && x.Given().Ndim > 0)
            W.Initialize(outSize, x.Shape.Skip(1).Aggregate(1, (size, length) => size * length));
    }
}

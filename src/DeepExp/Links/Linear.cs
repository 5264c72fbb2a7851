namespace DeepExp.Links;

/// <summary>The fully connected layer y = x Wᵀ + b, with parameters W: out×in and b: out.</summary>
/// <namespacedoc><summary>Layers that hold parameters, of which networks are made.</summary></namespacedoc>
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

    /// <summary>A layer that begins with the given W: out×in and b: out, or zeros for b.</summary>
    /// <exception cref="DeepExpException">W is no matrix, b has another length, or is given in spite of nobias.</exception>
    public static Linear FromParams(Variable W, Variable? b = null, bool nobias = false)
    {
        Sizes.RequireAxes("Linear", "W", W, 2);
        return new(
            W.Shape[1],
            W.Shape[0],
            nobias,
            W.Data,
            b is null ? null : Initializer.Constant(b.Data),
            W.DType
        );
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, object? Value)> PrintableSpecs =>
        [
            ("in_size", W.IsInitialized ? W.Shape[1] : null),
            ("out_size", outSize),
            ("nobias", B is null),
        ];

    /// <summary>The weights, out×in.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The biases, out; null without bias.</summary>
    public DeepExp.Parameter? B { get; }

    /// <summary>y = x Wᵀ + b, for x: N×in and y: N×out.</summary>
    public Variable Forward(Variable x) => Forward(x, nBatchAxes: 1);

    /// <summary>y = x Wᵀ + b, where the first nBatchAxes axes of x are the batch, which y has too.</summary>
    public Variable Forward(Variable x, int nBatchAxes)
    {
        Begin(x, nBatchAxes);
        return Functions.Linear(x, W, B, nBatchAxes);
    }

    /// <summary>The parameters for x as the core has them, within layers of several.</summary>
    internal Functional.Linear For(Variable x)
    {
        Begin(x);
        return new(W.Traced(), ((Variable?)B).ToOption());
    }

    private void Begin(Variable x, int nBatchAxes = 1)
    {
        if (!W.IsInitialized && x.Given().Ndim >= nBatchAxes)
            W.Initialize(
                outSize,
                x.Shape.Skip(nBatchAxes).Aggregate(1, (size, length) => size * length)
            );
    }
}

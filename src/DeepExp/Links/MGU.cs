using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// What links of minimal gated units share: the links W_f and W_h, each with W: U×(U + in) and b: U, for f = s(W_f [h; x]) and
/// h' = (1 - f) h + f tanh(W_h [f h; x]) (Zhou et al., «Minimal gated unit for recurrent neural networks», 2016). Weights begin
/// LeCun-normal, biases as 0.
/// </summary>
/// <inheritdoc cref="Functional.MguModule" path="/remarks"/>
public abstract class MGUBase : Chain
{
    private readonly Linear wF;
    private readonly Linear wH;

    private protected MGUBase((string Name, int? Size) inputs, (string Name, int? Size) units)
    {
        Sizes.RequirePositive(GetType().Name, inputs, units);
        var (features, outputs) = ((inputs.Size + units.Size)!.Value, units.Size!.Value);
        wF = AddLink("W_f", new Linear(features, outputs));
        wH = AddLink("W_h", new Linear(features, outputs));
    }

    private protected Variable Next(Variable? h, Variable x)
    {
        var operation = GetType().Name;
        return Variable.Of(
            MguModule.forward(
                new Mgu(wF.For(x), wH.For(x)),
                h.OptionLike(x, operation),
                x.FloatsLike(wF.W, operation, xName: nameof(wF.W))
            )
        );
    }
}

/// <summary>A layer of minimal gated units that keeps h from call to call; for the formula see <see cref="MGUBase"/>.</summary>
/// <inheritdoc cref="Functional.MguModule" path="/remarks"/>
public sealed class StatefulMGU : MGUBase
{
    /// <summary>A layer from <paramref name="inSize"/> features to <paramref name="outSize"/> units.</summary>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public StatefulMGU(int inSize, int outSize)
        : base((nameof(inSize), inSize), (nameof(outSize), outSize)) { }

    /// <summary>The output, N×U, with its trace; null before the first call, where it counts as 0.</summary>
    public Variable? H { get; private set; }

    /// <summary>Gives up the state: the next call is a first one.</summary>
    public void ResetState() => H = null;

    /// <summary>The next call goes on from h: N×U.</summary>
    public void SetState(Variable h) => H = h.Given();

    /// <summary>The next h, N×U, for x: N×in.</summary>
    /// <exception cref="DeepExpException">Shapes do not fit.</exception>
    public Variable Forward(Variable x) => H = Next(H, x);
}

/// <summary>A layer of minimal gated units whose h is given with each call; for the formula see <see cref="MGUBase"/>.</summary>
/// <inheritdoc cref="Functional.MguModule" path="/remarks"/>
public sealed class StatelessMGU : MGUBase
{
    /// <summary>A layer from <paramref name="nInputs"/> features to <paramref name="nUnits"/> units.</summary>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public StatelessMGU(int nInputs, int nUnits)
        : base((nameof(nInputs), nInputs), (nameof(nUnits), nUnits)) { }

    /// <summary>The next h, N×U, for x: N×in and h: N×U, which counts as 0 where it is null.</summary>
    /// <exception cref="DeepExpException">Shapes do not fit.</exception>
    public Variable Forward(Variable? h, Variable x) => Next(h, x);
}

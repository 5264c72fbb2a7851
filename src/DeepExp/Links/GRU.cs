using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// What links of gated recurrent units share: the links W_r, W_z, W from x, each with W: U×in and b: U, and U_r, U_z, U from h, each
/// with W: U×U and b: U, for r = s(W_r x + U_r h), z = s(W_z x + U_z h) and h' = (1 - z) h + z tanh(W x + U (r h)) (Cho et al.,
/// «Learning phrase representations», 2014).
/// </summary>
/// <inheritdoc cref="Functional.GruModule" path="/remarks"/>
public abstract class GRUBase : Chain
{
    private readonly Linear wR;
    private readonly Linear uR;
    private readonly Linear wZ;
    private readonly Linear uZ;
    private readonly Linear w;
    private readonly Linear u;

    private protected GRUBase(
        int? inSize,
        int outSize,
        Initializer? init,
        Initializer? innerInit,
        Initializer? biasInit
    )
    {
        Sizes.RequirePositive(GetType().Name, ("inSize", inSize), ("outSize", outSize));
        (wR, uR) = (OfX("W_r"), OfH("U_r"));
        (wZ, uZ) = (OfX("W_z"), OfH("U_z"));
        (w, u) = (OfX("W"), OfH("U"));

        Linear OfX(string name) =>
            AddLink(name, new Linear(inSize, outSize, initialW: init, initialBias: biasInit));

        Linear OfH(string name) =>
            AddLink(name, new Linear(outSize, outSize, initialW: innerInit, initialBias: biasInit));
    }

    private protected Variable Next(Variable? h, Variable x)
    {
        var layer = new Gru(wR.For(x), uR.For(x), wZ.For(x), uZ.For(x), w.For(x), u.For(x));
        var operation = GetType().Name;
        return Variable.Of(
            GruModule.forward(
                layer,
                h.OptionLike(x, operation),
                x.FloatsLike(w.W, operation, xName: nameof(w.W))
            )
        );
    }
}

/// <summary>A layer of gated recurrent units that keeps h from call to call; for the formula see <see cref="GRUBase"/>.</summary>
/// <inheritdoc cref="Functional.GruModule" path="/remarks"/>
public class StatefulGRU : GRUBase
{
    /// <summary>A layer from <paramref name="inSize"/> features to <paramref name="outSize"/> units.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call.</param>
    /// <param name="outSize">The number of units.</param>
    /// <param name="init">How the weights from x begin; LeCun-normal by default.</param>
    /// <param name="innerInit">How the weights from h begin; LeCun-normal by default.</param>
    /// <param name="biasInit">How all biases begin; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public StatefulGRU(
        int? inSize,
        int outSize,
        Initializer? init = null,
        Initializer? innerInit = null,
        Initializer? biasInit = null
    )
        : base(inSize, outSize, init, innerInit, biasInit) { }

    /// <summary>The output, N×U, with its trace; null before the first call.</summary>
    public Variable? H { get; private set; }

    /// <summary>Gives up the state: the next call is a first one.</summary>
    public void ResetState() => H = null;

    /// <summary>The next call goes on from h: N×U.</summary>
    public void SetState(Variable h) => H = h.Given();

    /// <summary>The next h, N×U, for x: N×in. In a first call no term with h counts, not even its bias: h' = z tanh(W x).</summary>
    /// <exception cref="DeepExpException">Shapes do not fit.</exception>
    public Variable Forward(Variable x) => H = Next(H, x);
}

/// <summary><see cref="StatefulGRU"/> by its shorter name.</summary>
/// <inheritdoc cref="Functional.GruModule" path="/remarks"/>
public sealed class GRU : StatefulGRU
{
    /// <inheritdoc cref="StatefulGRU(int?, int, Initializer?, Initializer?, Initializer?)"/>
    public GRU(
        int? inSize,
        int outSize,
        Initializer? init = null,
        Initializer? innerInit = null,
        Initializer? biasInit = null
    )
        : base(inSize, outSize, init, innerInit, biasInit) { }
}

/// <summary>A layer of gated recurrent units whose h is given with each call; for the formula see <see cref="GRUBase"/>.</summary>
/// <inheritdoc cref="Functional.GruModule" path="/remarks"/>
public sealed class StatelessGRU : GRUBase
{
    /// <inheritdoc cref="StatefulGRU(int?, int, Initializer?, Initializer?, Initializer?)"/>
    public StatelessGRU(
        int? inSize,
        int outSize,
        Initializer? init = null,
        Initializer? innerInit = null,
        Initializer? biasInit = null
    )
        : base(inSize, outSize, init, innerInit, biasInit) { }

    /// <summary>The next h, N×U, for x: N×in and h: N×U. Without h no term with h counts, not even its bias.</summary>
    /// <exception cref="DeepExpException">Shapes do not fit.</exception>
    public Variable Forward(Variable? h, Variable x) => Next(h, x);
}

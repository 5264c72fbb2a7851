using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// A layer of LSTM cells that keeps c and h from call to call: with the sums of the gates a, i, f, o over x and h,
/// c ← tanh(a) s(i) + s(f) c and h ← s(o) tanh(c) (Gers, Schmidhuber and Cummins, «Learning to forget», 2000).
/// </summary>
public sealed class LSTM : StatefulLSTMBase
{
    /// <summary>A layer from <paramref name="inSize"/> features to <paramref name="outSize"/> units.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call, and so does one size alone.</param>
    /// <param name="outSize">The number of units; if it is left out, inSize is that number.</param>
    /// <param name="lateralInit">How each quarter of lateral/W begins; LeCun-normal by default.</param>
    /// <param name="upwardInit">How each quarter of upward/W begins; LeCun-normal by default.</param>
    /// <param name="biasInit">How the biases of a, i, o begin; 0 by default.</param>
    /// <param name="forgetBiasInit">How the biases of f begin; 1 by default, so that the cells remember.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public LSTM(
        int? inSize,
        int? outSize = null,
        Initializer? lateralInit = null,
        Initializer? upwardInit = null,
        Initializer? biasInit = null,
        Initializer? forgetBiasInit = null
    )
        : base(inSize, outSize, lateralInit, upwardInit, biasInit, forgetBiasInit) { }

    /// <summary>
    /// The next h, N×U, for x: N×in. x may have fewer rows than the state: the state of the further ones stays, so that sequences
    /// sorted by descending length may end one after the other.
    /// </summary>
    /// <exception cref="DeepExpException">x has more rows than the state, or shapes do not fit.</exception>
    public Variable Forward(Variable x)
    {
        var (c, h, y) = LstmModule.step(Layer(x), Taken(C, "c", x), Taken(H, "h", x), Taken(x));
        Keep(Tuple.Create(c, h));
        return ReferenceEquals(h, y) ? H! : Variable.Of(y);
    }
}

/// <summary>A layer of LSTM cells like <see cref="LSTM"/> whose state is given with each call.</summary>
/// <inheritdoc cref="Functional.LstmModule" path="/remarks"/>
public sealed class StatelessLSTM : LSTMBase
{
    /// <summary>A layer from <paramref name="inSize"/> features to <paramref name="outSize"/> units.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call, and so does one size alone.</param>
    /// <param name="outSize">The number of units; if it is left out, inSize is that number.</param>
    /// <param name="lateralInit">How each quarter of lateral/W begins; LeCun-normal by default.</param>
    /// <param name="upwardInit">How each quarter of upward/W begins; LeCun-normal by default.</param>
    /// <param name="biasInit">How the biases of a, i, o begin; 0 by default.</param>
    /// <param name="forgetBiasInit">How the biases of f begin; 1 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public StatelessLSTM(
        int? inSize,
        int? outSize = null,
        Initializer? lateralInit = null,
        Initializer? upwardInit = null,
        Initializer? biasInit = null,
        Initializer? forgetBiasInit = null
    )
        : base(inSize, outSize, lateralInit, upwardInit, biasInit, forgetBiasInit) { }

    /// <summary>The next c and h for x: N×in and c, h: N×U, which count as 0 where they are null.</summary>
    /// <exception cref="DeepExpException">Shapes do not fit.</exception>
    public (Variable C, Variable H) Forward(Variable? c, Variable? h, Variable x) =>
        Functions.Pair(LstmModule.forward(Layer(x), Taken(c, "c", x), Taken(h, "h", x), Taken(x)));
}

using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// A layer of LSTM cells whose gates see the memory, and which keeps c and h from call to call:
/// c' = tanh(a) s(i + peep_i c) + s(f + peep_f c) c and h' = s(o + peep_o c') tanh(c') (Gers, Schraudolph and Schmidhuber,
/// «Learning precise timing», 2002).
/// </summary>
/// <inheritdoc cref="Functional.PeepholeLstmModule" path="/remarks"/>
public sealed class StatefulPeepholeLSTM : StatefulLSTMBase
{
    private readonly Linear peepI;
    private readonly Linear peepF;
    private readonly Linear peepO;

    /// <summary>A layer with LeCun-normal weights and biases 0, those of the forget gates too.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call.</param>
    /// <param name="outSize">The number of units.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public StatefulPeepholeLSTM(int? inSize, int outSize)
        : base(inSize, outSize, forgetBiasInit: 0.0)
    {
        peepI = AddLink("peep_i", new Linear(outSize, outSize, nobias: true));
        peepF = AddLink("peep_f", new Linear(outSize, outSize, nobias: true));
        peepO = AddLink("peep_o", new Linear(outSize, outSize, nobias: true));
    }

    /// <summary>The next h, N×U, for x: N×in.</summary>
    /// <exception cref="DeepExpException">Shapes do not fit.</exception>
    public Variable Forward(Variable x)
    {
        var lstm = Layer(x);
        var layer = new PeepholeLstm(
            lstm.upward,
            lstm.lateral,
            peepI.For(x),
            peepF.For(x),
            peepO.For(x)
        );
        Keep(PeepholeLstmModule.forward(layer, Taken(C, "c", x), Taken(H, "h", x), Taken(x)));
        return H!;
    }
}

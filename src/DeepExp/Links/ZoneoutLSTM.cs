using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// A layer of LSTM cells that keeps c and h from call to call, and in training leaves some of them as they were, chosen at
/// random; h comes of the c before that (Krueger et al., «Zoneout», 2017).
/// </summary>
/// <remarks>
/// The output does not come of <see cref="StatefulLSTMBase.C"/>, so for truncated backpropagation
/// <see cref="Variable.UnchainBackward"/> is called on C too.
/// </remarks>
public sealed class StatefulZoneoutLSTM : StatefulLSTMBase
{
    private readonly double cRatio;
    private readonly double hRatio;

    /// <summary>A layer with LeCun-normal weights and biases 0, those of the forget gates too.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call.</param>
    /// <param name="outSize">The number of units.</param>
    /// <param name="cRatio">The probability with which an element of c stays as it was.</param>
    /// <param name="hRatio">The probability with which an element of h stays as it was.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public StatefulZoneoutLSTM(int? inSize, int outSize, double cRatio = 0.5, double hRatio = 0.5)
        : base(inSize, outSize, forgetBiasInit: 0.0) =>
        (this.cRatio, this.hRatio) = (cRatio, hRatio);

    /// <summary>The next h, N×U, for x: N×in. In testing nothing is left as it was.</summary>
    /// <exception cref="DeepExpException">Shapes do not fit, or a ratio is not in [0, 1).</exception>
    public Variable Forward(Variable x)
    {
        var (layer, c, h) = (Layer(x), Taken(C, "c", x), Taken(H, "h", x));
        Keep(
            Config.Train
                ? LstmModule.zoneout(cRatio, hRatio, Rng.NextKey(), layer, c, h, Taken(x))
                : LstmModule.forward(layer, c, h, Taken(x))
        );
        return H!;
    }
}

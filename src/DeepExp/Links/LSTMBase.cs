using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace DeepExp.Links;

/// <summary>
/// What links of LSTM cells share: the links upward from x, with W: 4U×in and b: 4U, and lateral from h, with W: 4U×U, whose rows
/// are the gates a, i, f, o of one unit after the other.
/// </summary>
public abstract class LSTMBase : Chain
{
    private readonly Linear upward;
    private readonly Linear lateral;

    private protected LSTMBase(
        int? inSize,
        int? outSize,
        Initializer? lateralInit,
        Initializer? upwardInit,
        Initializer? biasInit,
        Initializer? forgetBiasInit
    )
    {
        if (outSize is null)
            (inSize, outSize) = (null, inSize);
        var units = outSize ?? 0;
        Sizes.RequirePositive(GetType().Name, ("inSize", inSize), ("outSize", units));
        upward = AddLink(
            "upward",
            new Linear(
                inSize,
                4 * units,
                initialW: Blocks(upwardInit),
                initialBias: Gates(biasInit ?? 0.0, forgetBiasInit ?? 1.0)
            )
        );
        lateral = AddLink(
            "lateral",
            new Linear(units, 4 * units, nobias: true, initialW: Blocks(lateralInit))
        );
    }

    private protected Tensor Taken(Variable x) =>
        x.FloatsLike(upward.W, GetType().Name, xName: nameof(upward.W));

    private protected FSharpOption<Tensor> Taken(Variable? state, string name, Variable x) =>
        state.OptionLike(x, GetType().Name, name, nameof(x));

    private protected Lstm Layer(Variable x) => new(upward.For(x), lateral.For(x));

    // Chainer begins a quarter of the rows at a time, which shows where an initializer looks at the shape.
    private static Initializer Blocks(Initializer? initializer) =>
        new(
            (dtype, shape) =>
                TensorModule.concat(
                    0,
                    Four(
                        _ => initializer ?? Initializer.LeCunNormal(),
                        dtype,
                        shape[0] / 4,
                        shape[1]
                    )
                )
        );

    private static Initializer Gates(Initializer others, Initializer forget) =>
        new(
            (dtype, shape) =>
                TensorModule.reshape(
                    shape,
                    Manipulation.stack(
                        1,
                        Four(gate => gate == 2 ? forget : others, dtype, shape[0] / 4)
                    )
                )
        );

    private static FSharpList<Tensor> Four(
        Func<int, Initializer> initializer,
        DType dtype,
        params int[] shape
    ) =>
        ListModule.OfSeq(
            Enumerable.Range(0, 4).Select(gate => initializer(gate).Make(dtype, shape))
        );
}

/// <summary>What LSTM cells share that keep their state from call to call.</summary>
public abstract class StatefulLSTMBase : LSTMBase
{
    private protected StatefulLSTMBase(
        int? inSize,
        int? outSize,
        Initializer? lateralInit = null,
        Initializer? upwardInit = null,
        Initializer? biasInit = null,
        Initializer? forgetBiasInit = null
    )
        : base(inSize, outSize, lateralInit, upwardInit, biasInit, forgetBiasInit) { }

    /// <summary>The memory, N×U, with its trace; null before the first call, where it counts as 0.</summary>
    public Variable? C { get; private protected set; }

    /// <summary>The output, N×U, with its trace; null before the first call, where it counts as 0.</summary>
    public Variable? H { get; private protected set; }

    /// <summary>Gives up the state: the next call is a first one.</summary>
    public void ResetState() => (C, H) = (null, null);

    /// <summary>The next call goes on from c and h, each N×U.</summary>
    public void SetState(Variable c, Variable h) => (C, H) = (c.Given(), h.Given());

    private protected void Keep(Tuple<Tensor, Tensor> state) =>
        (C, H) = (Variable.Of(state.Item1), Variable.Of(state.Item2));
}

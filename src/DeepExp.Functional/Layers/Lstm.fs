namespace DeepExp.Functional

open DeepExp

/// The parameters of an LSTM: upward from x, 4U×in with biases, and lateral from h, 4U×U without, their rows the gates a, i, f, o of
/// one unit after the other.
type Lstm =
    {
        /// From x to the gates: W is 4U×in, b is 4U.
        upward: Linear
        /// From h to the gates: W is 4U×U, without b.
        lateral: Linear
    }

/// <summary>A layer of LSTM cells. The first step has no h and no c, which count as 0.</summary>
/// <remarks>
/// \[ \begin{aligned}
/// a_t &amp;= \tanh(W_a x_t + U_a h_{t-1} + b_a) \\
/// i_t &amp;= \sigma(W_i x_t + U_i h_{t-1} + b_i) \\
/// f_t &amp;= \sigma(W_f x_t + U_f h_{t-1} + b_f) \\
/// o_t &amp;= \sigma(W_o x_t + U_o h_{t-1} + b_o) \\
/// c_t &amp;= i_t \odot a_t + f_t \odot c_{t-1} \\
/// h_t &amp;= o_t \odot \tanh c_t
/// \end{aligned} \]
/// with \( W \) and \( b \) from upward and \( U \) from lateral.
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Lstm =

    /// A layer with LeCun-normal weights and biases 0.
    let internal plain dtype inSize outSize key =
        {
            Lstm.upward = Linear.init dtype inSize (4 * outSize) (Key.at 0 key)
            lateral =
                { Linear.init dtype outSize (4 * outSize) (Key.at 1 key) with
                    b = None
                }
        }

    /// A layer with LeCun-normal weights, forget biases 1 and the other biases 0.
    let init dtype inSize outSize key =
        let layer = plain dtype inSize outSize key
        let biases = Array.init (4 * outSize) (fun at -> if at % 4 = 2 then 1.0 else 0.0)

        { layer with
            Lstm.upward.b = Some(Tensor.create dtype [| 4 * outSize |] biases)
        }

    /// The sums that reach the gates: N×4U.
    let internal gates (layer: Lstm) (h: Tensor option) (x: Tensor) =
        let ofX = Linear.forward layer.upward x

        match h with
        | Some h ->
            let rows = ofX.Value.Shape[0]

            if h.Rank = 0 || h.Value.Shape[0] < rows then
                fail
                    "LSTM"
                    $"x has {rows} rows (shape {Shape.format x.Value.Shape}) but h has shape {Shape.format h.Value.Shape}; x has at most as many."

            ofX + Linear.forward layer.lateral (fst (Recurrent.splitRows rows h))
        | None -> ofX

    /// N×U zeros for what a first step lacks.
    let internal orZeros (gates: Tensor) state =
        state
        |> Option.defaultWith (fun () -> Tensor.zeros gates.DType [| gates.Value.Shape[0]; gates.Value.Shape[1] / 4 |])

    /// <summary>
    /// (c, h) after a step from c and h: N×U with x: N×in; see Recurrent.lstm. x may have fewer rows: h has as many, and the rest of
    /// c is copied.
    /// </summary>
    /// <exception cref="DeepExpException">x has not the features of the layer, or c or h not its units or too few rows.</exception>
    let forward layer (c: Tensor option) (h: Tensor option) (x: Tensor) : Tensor * Tensor =
        let gates = gates layer h x
        Recurrent.lstm (orZeros gates c) gates

    /// <summary>
    /// (c, h, y) after a step with x: N×in, where y is the h of forward, and h keeps what it was in the rows that x lacks: so the next
    /// step goes on from c and h, and sequences sorted by descending length may end one after the other.
    /// </summary>
    /// <exception cref="DeepExpException">x has more rows than c or h, or shapes do not fit.</exception>
    let step layer (c: Tensor option) (h: Tensor option) (x: Tensor) : Tensor * Tensor * Tensor =
        let c, y = forward layer c h x

        let rest =
            match h with
            | Some h -> Recurrent.splitRows y.Value.Shape[0] h |> snd
            | None -> []

        c, (if rest.IsEmpty then y else Tensor.concat 0 (y :: rest)), y

    /// <summary>
    /// A step in training after which each element of c with probability cRatio, and of h with probability hRatio, is what it was; h
    /// comes of the c before that. In testing it is forward (Krueger et al., «Zoneout», 2017).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// c_t = \begin{cases} c_{t-1} &amp; \text{with probability } p_c \\ c'_t &amp; \text{else} \end{cases} \\
    /// h_t = \begin{cases} h_{t-1} &amp; \text{with probability } p_h \\ h'_t &amp; \text{else} \end{cases}
    /// \end{gathered} \]
    /// for \( c'_t \) and \( h'_t \) of forward, with cRatio \( p_c \) and hRatio \( p_h \).
    /// </remarks>
    /// <exception cref="DeepExpException">A ratio is no probability, x has not the features of the layer, or c or h not the shape N×U.</exception>
    let zoneout cRatio hRatio key layer (c: Tensor option) (h: Tensor option) (x: Tensor) : Tensor * Tensor =
        let gates = gates layer h x
        let c, h = orZeros gates c, orZeros gates h
        let c', h' = Recurrent.lstm c gates
        Noise.zoneout cRatio (Key.at 0 key) c c', Noise.zoneout hRatio (Key.at 1 key) h h'

/// The parameters of an LSTM whose gates see the memory: those of Lstm, and U×U without biases for each of i, f and o.
type PeepholeLstm =
    {
        /// From x to the gates: W is 4U×in, b is 4U.
        upward: Linear
        /// From h to the gates: W is 4U×U, without b.
        lateral: Linear
        /// From c to the input gate: W is U×U, without b.
        peep_i: Linear
        /// From c to the forget gate: W is U×U, without b.
        peep_f: Linear
        /// From the new c to the output gate: W is U×U, without b.
        peep_o: Linear
    }

/// <summary>
/// A layer of LSTM cells with peepholes (Gers, Schraudolph and Schmidhuber, «Learning precise timing», 2002).
/// </summary>
/// <remarks>
/// \[ \begin{aligned}
/// a_t &amp;= \tanh(W_a x_t + U_a h_{t-1} + b_a) \\
/// i_t &amp;= \sigma(W_i x_t + U_i h_{t-1} + P_i c_{t-1} + b_i) \\
/// f_t &amp;= \sigma(W_f x_t + U_f h_{t-1} + P_f c_{t-1} + b_f) \\
/// c_t &amp;= i_t \odot a_t + f_t \odot c_{t-1} \\
/// o_t &amp;= \sigma(W_o x_t + U_o h_{t-1} + P_o c_t + b_o) \\
/// h_t &amp;= o_t \odot \tanh c_t
/// \end{aligned} \]
/// with \( W \) and \( b \) from upward, \( U \) from lateral, and the peepholes \( P \).
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module PeepholeLstm =

    /// A layer with LeCun-normal weights and biases 0.
    let init dtype inSize outSize key =
        let lstm = Lstm.plain dtype inSize outSize key

        let peep index =
            { Linear.init dtype outSize outSize (Key.at index key) with
                b = None
            }

        {
            PeepholeLstm.upward = lstm.upward
            lateral = lstm.lateral
            peep_i = peep 2
            peep_f = peep 3
            peep_o = peep 4
        }

    /// <summary>
    /// c' = tanh(a) s(i + P_i c) + s(f + P_f c) c and h' = s(o + P_o c') tanh(c') for x: N×in, c and h: N×U. Gives (c', h').
    /// </summary>
    /// <exception cref="DeepExpException">x has not the features of the layer, or c or h not the shape N×U.</exception>
    let forward (layer: PeepholeLstm) (c: Tensor option) (h: Tensor option) (x: Tensor) : Tensor * Tensor =
        let gates =
            Lstm.gates
                {
                    Lstm.upward = layer.upward
                    lateral = layer.lateral
                }
                h
                x

        let c = Lstm.orZeros gates c
        let gates = Recurrent.interleaved 4 gates
        let a, i, f, o = gates[0], gates[1], gates[2], gates[3]
        let i = Tensor.sigmoid (i + Linear.forward layer.peep_i c)
        let f = Tensor.sigmoid (f + Linear.forward layer.peep_f c)
        let c = Tensor.tanh a * i + f * c
        c, Tensor.sigmoid (o + Linear.forward layer.peep_o c) * Tensor.tanh c

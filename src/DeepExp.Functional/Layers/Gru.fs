namespace DeepExp.Functional

open DeepExp

/// The parameters of a GRU: W from x, U×in, and U from h, U×U, each with biases, for the gates r and z and the candidate.
[<RequireQualifiedAccess>]
type Gru =
    {
        /// From x to the reset gate r: W is U×in, b is U.
        W_r: Linear
        /// From h to the reset gate r: W is U×U, b is U.
        U_r: Linear
        /// From x to the update gate z: W is U×in, b is U.
        W_z: Linear
        /// From h to the update gate z: W is U×U, b is U.
        U_z: Linear
        /// From x to the candidate: W is U×in, b is U.
        W: Linear
        /// From r ⊙ h to the candidate: W is U×U, b is U.
        U: Linear
    }

/// <summary>A layer of gated recurrent units in the sense of Chainer's GRU link; the other sense is NStepGru.</summary>
/// <remarks>
/// \[ \begin{aligned}
/// r_t &amp;= \sigma(W_r x_t + U_r h_{t-1} + b_r) \\
/// z_t &amp;= \sigma(W_z x_t + U_z h_{t-1} + b_z) \\
/// \bar h_t &amp;= \tanh \bigl( W x_t + U (r_t \odot h_{t-1}) + b \bigr) \\
/// h_t &amp;= (1 - z_t) \odot h_{t-1} + z_t \odot \bar h_t
/// \end{aligned} \]
/// where each \( b \) is the sum of the biases of both products.
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Gru =

    /// A layer with LeCun-normal weights and biases 0.
    let init dtype inSize outSize key =
        let ofX index =
            Linear.init dtype inSize outSize (Key.at index key)

        let ofH index =
            Linear.init dtype outSize outSize (Key.at index key)

        {
            Gru.W_r = ofX 0
            Gru.U_r = ofH 1
            Gru.W_z = ofX 2
            Gru.U_z = ofH 3
            Gru.W = ofX 4
            Gru.U = ofH 5
        }

    /// <summary>
    /// r = s(W_r x + U_r h), z = s(W_z x + U_z h), h' = (1 - z) h + z tanh(W x + U (r h)), each product with its bias, for x: N×in and
    /// h: N×U. A first step has no h, and of the terms with h not even the bias: h' = z tanh(W x).
    /// </summary>
    let forward (layer: Gru) (h: Tensor option) (x: Tensor) =
        let ofX (W: Linear) = Linear.forward W x

        match h with
        | None -> Tensor.sigmoid (ofX layer.W_z) * Tensor.tanh (ofX layer.W)
        | Some h ->
            let gate W U =
                Tensor.sigmoid (ofX W + Linear.forward U h)

            let r, z = gate layer.W_r layer.U_r, gate layer.W_z layer.U_z
            let candidate = Tensor.tanh (ofX layer.W + Linear.forward layer.U (r * h))
            (1.0 - z) * h + z * candidate

/// The parameters of a minimal gated unit: U×(U + in) with biases, for the gate and for the candidate.
type Mgu =
    {
        /// From [h; x] to the gate f: W is U×(U + in), b is U.
        W_f: Linear
        /// From [f ⊙ h; x] to the candidate: W is U×(U + in), b is U.
        W_h: Linear
    }

/// <summary>A layer of minimal gated units (Zhou et al., «Minimal gated unit for recurrent neural networks», 2016).</summary>
/// <remarks>
/// \[ \begin{aligned}
/// f_t &amp;= \sigma \bigl( W_f\,[h_{t-1}; x_t] + b_f \bigr) \\
/// \bar h_t &amp;= \tanh \bigl( W_h\,[f_t \odot h_{t-1}; x_t] + b_h \bigr) \\
/// h_t &amp;= (1 - f_t) \odot h_{t-1} + f_t \odot \bar h_t
/// \end{aligned} \]
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Mgu =

    /// A layer with LeCun-normal weights and biases 0.
    let init dtype inSize outSize key =
        {
            Mgu.W_f = Linear.init dtype (outSize + inSize) outSize (Key.at 0 key)
            W_h = Linear.init dtype (outSize + inSize) outSize (Key.at 1 key)
        }

    /// <summary>
    /// f = s(W_f [h; x]), h' = (1 - f) h + f tanh(W_h [f h; x]) for x: N×in and h: N×U, which counts as 0 in a first step.
    /// </summary>
    let forward (layer: Mgu) (h: Tensor option) (x: Tensor) =
        let zeros () =
            Tensor.zeros x.DType [| x.Value.Shape[0]; layer.W_f.W.Value.Shape[0] |]

        let h = Option.defaultWith zeros h

        let on (W: Linear) h =
            Linear.forward W (Tensor.concat 1 [ h; x ])

        let f = Tensor.sigmoid (on layer.W_f h)
        (1.0 - f) * h + f * Tensor.tanh (on layer.W_h (f * h))

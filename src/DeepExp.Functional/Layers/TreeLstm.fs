namespace DeepExp.Functional

open DeepExp

/// The parameters of a child-sum tree LSTM: from x, 4U×in with biases, from the sum of the children's h to a, i, o, 3U×U, and from
/// each child's h to its forget gate, U×U.
type ChildSumTreeLstm =
    {
        /// From x to a, i, o and f: W is 4U×in, b is 4U.
        W_x: Linear
        /// From the sum of the children's h to a, i and o: W is 3U×U, without b.
        W_h_aio: Linear
        /// From the h of each child to its forget gate: W is U×U, without b.
        W_h_f: Linear
    }

/// <summary>
/// Nodes of trees with any number of children, whose order does not count (Tai, Socher and Manning, «Improved semantic
/// representations from tree-structured LSTM networks», 2015).
/// </summary>
/// <remarks>
/// \[ \begin{aligned}
/// \tilde h &amp;= \sum_k h_k \\
/// a &amp;= \tanh(W_a x + U_a \tilde h + b_a) \\
/// i &amp;= \sigma(W_i x + U_i \tilde h + b_i) \\
/// o &amp;= \sigma(W_o x + U_o \tilde h + b_o) \\
/// f_k &amp;= \sigma(W_f x + U_f h_k + b_f) \\
/// c &amp;= i \odot a + \sum_k f_k \odot c_k \\
/// h &amp;= o \odot \tanh c
/// \end{aligned} \]
/// for children \( k \) with memories \( c_k \) and outputs \( h_k \).
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ChildSumTreeLstm =

    /// A layer with LeCun-normal weights and biases 0.
    let init dtype inSize outSize key =
        let ofH outputs index =
            { Linear.init dtype outSize outputs (Key.at index key) with
                b = None
            }

        {
            ChildSumTreeLstm.W_x = Linear.init dtype inSize (4 * outSize) (Key.at 0 key)
            W_h_aio = ofH (3 * outSize) 1
            W_h_f = ofH outSize 2
        }

    /// <summary>(c, h) of nodes with x: N×in from those of their children, each N×U; see Recurrent.treeLstm.</summary>
    /// <exception cref="DeepExpException">The shapes do not fit.</exception>
    let forward (layer: ChildSumTreeLstm) (children: (Tensor * Tensor) list) (x: Tensor) : Tensor * Tensor =
        let cs, hs = List.unzip children
        let ofX = Linear.forward layer.W_x x
        let U = layer.W_h_f.W.Value.Shape[0]
        let aio, f = Tensor.range 1 0 (3 * U) ofX, Tensor.range 1 (3 * U) (4 * U) ofX

        let aio =
            if List.isEmpty hs then
                aio
            else
                aio + Linear.forward layer.W_h_aio (List.reduce (+) hs)

        let fs = hs |> List.map (fun h -> f + Linear.forward layer.W_h_f h)
        Recurrent.treeLstm cs (Tensor.concat 1 (aio :: fs))

/// The parameters of an n-ary tree LSTM: from x, (3 + n)U×in with biases, and from the h of each child, (3 + n)U×U.
type NaryTreeLstm =
    {
        /// From x to a, i, o and the n forget gates: W is (3 + n)U×in, b is (3 + n)U.
        W_x: Linear
        /// From the h of each child to the same: W is (3 + n)U×U, without b.
        W_h: Linear list
    }

/// <summary>Nodes of trees with n children each, whose order counts; the source is that of ChildSumTreeLstm.</summary>
/// <remarks>
/// \[ \begin{aligned}
/// a &amp;= \tanh \bigl( W_a x + \textstyle\sum_l U_{a,l} h_l + b_a \bigr) \\
/// i &amp;= \sigma \bigl( W_i x + \textstyle\sum_l U_{i,l} h_l + b_i \bigr) \\
/// o &amp;= \sigma \bigl( W_o x + \textstyle\sum_l U_{o,l} h_l + b_o \bigr) \\
/// f_k &amp;= \sigma \bigl( W_{f_k} x + \textstyle\sum_l U_{f_k,l} h_l + b_{f_k} \bigr) \\
/// c &amp;= i \odot a + \sum_k f_k \odot c_k \\
/// h &amp;= o \odot \tanh c
/// \end{aligned} \]
/// for children \( 1, \ldots, n \) with memories \( c_k \) and outputs \( h_k \).
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module NaryTreeLstm =

    /// A layer for n children, with LeCun-normal weights and biases 0.
    let init dtype inSize outSize n key =
        {
            NaryTreeLstm.W_x = Linear.init dtype inSize ((3 + n) * outSize) (Key.at 0 key)
            W_h =
                List.init n (fun k ->
                    { Linear.init dtype outSize ((3 + n) * outSize) (Key.at (k + 1) key) with
                        b = None
                    })
        }

    /// <summary>(c, h) of nodes with x: N×in from those of their n children, each N×U; see Recurrent.treeLstm.</summary>
    /// <exception cref="DeepExpException">The number of children is not that of the layer, or shapes do not fit.</exception>
    let forward (layer: NaryTreeLstm) (children: (Tensor * Tensor) list) (x: Tensor) : Tensor * Tensor =
        if children.Length <> layer.W_h.Length then
            fail "NaryTreeLSTM" $"{children.Length} children were given to a layer for {layer.W_h.Length}."

        let cs, hs = List.unzip children

        List.map2 Linear.forward layer.W_h hs
        |> List.fold (+) (Linear.forward layer.W_x x)
        |> Recurrent.treeLstm cs

namespace DeepExp.Functional

open DeepExp

/// The parameters of a child-sum tree LSTM: from x, 4U×in with biases, from the sum of the children's h to a, i, o, 3U×U, and from
/// each child's h to its forget gate, U×U.
type ChildSumTreeLstm =
    {
        W_x: Linear
        W_h_aio: Linear
        W_h_f: Linear
    }

/// <summary>
/// Nodes of trees with any number of children, whose order does not count (Tai, Socher and Manning, «Improved semantic
/// representations from tree-structured LSTM networks», 2015).
/// </summary>
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
type NaryTreeLstm = { W_x: Linear; W_h: Linear list }

/// Nodes of trees with n children each, whose order counts; the source is that of ChildSumTreeLstm.
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

namespace DeepExp.Functional

open DeepExp

/// The parameters of a fully connected layer: W: out×in, b: out, or no b.
type Linear =
    {
        /// The weights: out×in.
        W: Tensor
        /// The biases: out; none is 0.
        b: Tensor option
    }

/// <summary>The fully connected layer y = x Wᵀ + b.</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Linear =

    /// <summary>A layer with LeCun-normal W and b = 0.</summary>
    let init dtype inSize outSize key =
        {
            W = Initializers.lecunNormal 1.0 dtype [| outSize; inSize |] key
            b = Some(Tensor.zeros dtype [| outSize |])
        }

    /// y = x Wᵀ + b, for x: N×in and y: N×out.
    let forward layer x = Connection.linear layer.W layer.b x

    /// <summary>
    /// The gradients where gy: N×out comes back: gx = gy W, and gW = gyᵀ x, gb = Σ gy over the batch. For x: N×in.
    /// </summary>
    /// <remarks>\[ g_x = g_y W, \qquad g_W = g_y^\top x, \qquad g_b = \sum_i g_{y,i} \]</remarks>
    let backward layer x gy =
        let gx = Tensor.product false false gy layer.W
        let gW = Tensor.product true false gy x
        let gb = layer.b |> Option.map (fun _ -> Tensor.sumOver [| 0 |] false gy)
        gx, { W = gW; b = gb }

namespace DeepExp.Functional

open DeepExp

/// Functions that connect layers.
[<RequireQualifiedAccess>]
module Connection =

    /// <summary>
    /// y = x Wᵀ + b for x: N×in, W: out×in, b: out (or none), y: N×out. An x with more axes is read as N×in, its axes after
    /// the first in one row.
    /// </summary>
    /// <remarks>\[ y = x W^\top + b, \qquad y_{ik} = \sum_j x_{ij} W_{kj} + b_k \]</remarks>
    /// <exception cref="DeepExpException">x has no batch axis, or a number of features or biases that W does not expect.</exception>
    let linear (W: Tensor) (b: Tensor option) (x: Tensor) =
        match b with
        | Some b -> Tensor.Apply(Op.Linear, [| x; W; b |])
        | None -> Tensor.Apply(Op.Linear, [| x; W |])

    /// <summary>linear over the first batchAxes axes of x together, which stay as they are: x: N₁×…×in, y: N₁×…×out.</summary>
    /// <remarks>\[ y_{i_1 i_2 \ldots k} = \sum_j x_{i_1 i_2 \ldots j} W_{kj} + b_k \]</remarks>
    /// <exception cref="DeepExpException">x has not more axes than batchAxes, or what linear refuses.</exception>
    let linearOver batchAxes (W: Tensor) (b: Tensor option) (x: Tensor) =
        let shape = x.Value.Shape

        if batchAxes < 1 || batchAxes >= shape.Length then
            fail
                "Linear"
                $"x has shape {Shape.format shape}, of which {batchAxes} axes cannot be the batch: at least one, and not all."

        let batch = shape[.. batchAxes - 1]

        let y =
            Tensor.reshape [| Shape.size batch; Shape.size shape[batchAxes..] |] x
            |> linear W b

        Tensor.reshape (Array.append batch [| y.Value.Shape[1] |]) y

    /// <summary>
    /// Row x[i] of W for each element of x (int32, any shape), for W: n×D, y: the shape of x and D. An x that is ignoreLabel
    /// gives zeros, and no gradient.
    /// </summary>
    /// <remarks>\[ y_{ik} = W_{x_i k} \]</remarks>
    /// <exception cref="DeepExpException">W is no matrix, x is not int32, or an index lies outside.</exception>
    let embedId (ignoreLabel: int option) (W: Tensor) (x: Tensor) =
        let operation = "EmbedID"

        if W.Rank <> 2 then
            fail operation $"W has shape {Shape.format W.Value.Shape}, but a table of vectors has two axes: n×D."

        if x.DType <> Int32 then
            fail operation $"x is {Value.describe x.Value}, but indices are int32."

        let n = W.Value.Shape[0]

        let rows =
            x
            |> Labels.map (Labels.ignoring ignoreLabel operation) (fun _ id ->
                if Some id = ignoreLabel then
                    -1
                elif id < 0 || id >= n then
                    fail
                        operation
                        $"index {id} lies outside of the {n} rows of W (shape {Shape.format W.Value.Shape})."
                else
                    id)

        Tensor.gather 0 rows W

    /// <summary>
    /// y[n, l] = Σⱼₖ e1[n, j] e2[n, k] W[j, k, l] (+ e1 V1 + e2 V2 + b), for e1: N×J, e2: N×K, W: J×K×L, V1: J×L, V2: K×L, b: L.
    /// Axes of e1 and e2 after the first are read as one row.
    /// </summary>
    /// <remarks>
    /// \[ y_{il} = \sum_j \sum_k e^1_{ij}\, e^2_{ik}\, W_{jkl} + \sum_j e^1_{ij} V^1_{jl} + \sum_k e^2_{ik} V^2_{kl} +
    /// b_l \]
    /// </remarks>
    /// <exception cref="DeepExpException">Shapes do not fit.</exception>
    let bilinear (W: Tensor) (linearPart: (Tensor * Tensor * Tensor) option) (e1: Tensor) (e2: Tensor) =
        let operation = "Bilinear"

        let row (name: string) (e: Tensor) =
            if e.Rank < 2 then
                fail operation $"{name} has shape {Shape.format e.Value.Shape}, but needs a batch axis: N×features."

            Tensor.reshape [| e.Value.Shape[0]; Shape.size e.Value.Shape[1..] |] e

        let e1, e2 = row "e1" e1, row "e2" e2
        let N, J, K = e1.Value.Shape[0], e1.Value.Shape[1], e2.Value.Shape[1]

        match W.Value.Shape with
        | [| j; k; l |] when j = J && k = K && e2.Value.Shape[0] = N ->
            let require (name: string) expected (x: Tensor) =
                if not (Shape.same x.Value.Shape expected) then
                    fail
                        operation
                        $"{name} has shape {Shape.format x.Value.Shape}, but W (shape {Shape.format W.Value.Shape}) needs {Shape.format expected}."

            let pairs =
                Tensor.reshape [| N; J; 1 |] e1 * Tensor.reshape [| N; 1; K |] e2
                |> Tensor.reshape [| N; J * K |]

            let y = Tensor.matmul pairs (Tensor.reshape [| J * K; l |] W)

            match linearPart with
            | None -> y
            | Some(v1, v2, b) ->
                require "V1" [| J; l |] v1
                require "V2" [| K; l |] v2
                require "b" [| l |] b
                y + Tensor.matmul e1 v1 + Tensor.matmul e2 v2 + b
        | _ ->
            fail
                operation
                $"e1 has shape {Shape.format e1.Value.Shape}, e2 {Shape.format e2.Value.Shape} and W {Shape.format W.Value.Shape}; W must be J×K×L for e1: N×J and e2: N×K."

    /// <summary>
    /// Each group of channels moved by one offset of a kernel×kernel window, with zeros from outside: a convolution that costs no
    /// arithmetic (Wu et al., «Shift: a zero FLOP, zero parameter alternative to spatial convolutions», 2018). The channels are
    /// parted into kernel² groups; what is left over belongs to the last, which stays where it is, and the group whose turn the
    /// centre would be takes the last offset. x: N×C×H×W, y the same.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{i,c,u,v} = x_{i,\,c,\,u + \Delta_u,\,v + \Delta_v}, \\
    /// \Delta_u = d \left( \left\lfloor \tfrac{K}{2} \right\rfloor - \left\lfloor \tfrac{g}{K} \right\rfloor \right),
    /// \quad \Delta_v = d \left( \left\lfloor \tfrac{K}{2} \right\rfloor - g \bmod K \right)
    /// \end{gathered} \]
    /// with the kernel \( K \), the dilation \( d \), and the place \( g \) in the window that belongs to the group of
    /// channel \( c \).
    /// </remarks>
    /// <exception cref="DeepExpException">x has not four axes, or the kernel is not odd.</exception>
    let shift kernel dilate (x: Tensor) =
        let operation = "Shift"

        if x.Rank <> 4 then
            fail operation $"x has shape {Shape.format x.Value.Shape}, but must be N×C×H×W."

        if kernel < 1 || kernel % 2 = 0 || dilate < 1 then
            fail operation $"ksize is {kernel} and dilate {dilate}; the size is odd, and both are at least 1."

        let C, H, W = x.Value.Shape[1], x.Value.Shape[2], x.Value.Shape[3]
        let groups = kernel * kernel
        let per = C / groups
        let last, centre = groups - 1, groups / 2

        let offset group =
            let place =
                if group = centre then last
                elif group = last then centre
                else group

            (kernel / 2 - place / kernel) * dilate, (kernel / 2 - place % kernel) * dilate

        // y[h, w] = x[h + dy, w + dx] where that lies inside.
        let moved (dy, dx) (part: Tensor) =
            let shape = part.Value.Shape
            let rows, columns = max 0 (H - abs dy), max 0 (W - abs dx)
            let inner = [| shape[0]; shape[1]; rows; columns |]
            let ones = [| 1; 1; 1; 1 |]

            if dy = 0 && dx = 0 then
                part
            else
                let kept =
                    Tensor.slice [| 0; 0; max 0 (min H dy); max 0 (min W dx) |] ones inner part

                Tensor.Apply(Embed([| 0; 0; max 0 (min H -dy); max 0 (min W -dx) |], ones, shape), kept)

        [
            for group in 0..last do
                let stop = if group = last then C else (group + 1) * per

                if stop > group * per then
                    Tensor.range 1 (group * per) stop x |> moved (offset group)
        ]
        |> function
            | [] -> x
            | parts -> Tensor.concat 1 parts

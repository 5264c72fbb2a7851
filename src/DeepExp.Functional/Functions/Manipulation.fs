namespace DeepExp.Functional

open DeepExp

/// Elements under other shapes, in another order, and several times. Nothing is computed, so integers are moved like numbers;
/// axes may be counted from the end, where -1 is the last.
[<RequireQualifiedAccess>]
module Manipulation =

    let private shapeOf (x: Tensor) = x.Value.Shape

    /// The place of a new axis, counted from 0.
    let private newAxis operation rank axis =
        if axis < -rank - 1 || axis > rank then
            fail operation $"axis {axis} is no place for a new axis among {rank}; places go from {-rank - 1} to {rank}."

        if axis < 0 then axis + rank + 1 else axis

    let private requireRank operation rank (x: Tensor) =
        if x.Rank < rank then
            fail operation $"x has shape {Shape.format (shapeOf x)}, but at least {rank} axes are needed."

    /// <summary>x with an axis of length 1 more, which is the given one of the result.</summary>
    /// <exception cref="DeepExpException">The axis lies beyond the place after the last.</exception>
    let expandDims axis (x: Tensor) =
        Tensor.reshape (Array.insertAt (newAxis "ExpandDims" x.Rank axis) 1 (shapeOf x)) x

    /// <summary>x without the given axes, which have length 1; without all axes of length 1 if none are given.</summary>
    /// <exception cref="DeepExpException">A given axis has another length.</exception>
    let squeeze (axes: int[] option) (x: Tensor) =
        let shape = shapeOf x

        let axes =
            match axes with
            | Some axes -> Shape.axes "Squeeze" shape axes
            | None -> Array.init x.Rank id |> Array.filter (fun axis -> shape[axis] = 1)

        for axis in axes do
            if shape[axis] <> 1 then
                fail
                    "Squeeze"
                    $"axis {axis} of shape {Shape.format shape} has length {shape[axis]}; only axes of length 1 vanish."

        Tensor.reshape (Shape.without axes shape) x

    /// All elements on one axis, the batch axis among what is flattened.
    let flatten (x: Tensor) = Tensor.reshape [| x.Size |] x

    /// <summary>The tensors, which have one shape, side by side on a new axis of the result.</summary>
    /// <exception cref="DeepExpException">There is no tensor, or the shapes or types differ.</exception>
    let stack axis (xs: Tensor list) =
        match xs with
        | [] -> fail "Stack" $"there is no tensor; at least one is needed."
        | x :: _ ->
            let axis = newAxis "Stack" x.Rank axis

            for other in xs do
                if not (Shape.same (shapeOf x) (shapeOf other)) then
                    fail
                        "Stack"
                        $"shapes {Shape.format (shapeOf x)} and {Shape.format (shapeOf other)} differ; tensors that are stacked have one shape."

            xs |> List.map (expandDims axis) |> Tensor.concat axis

    let private joined operation axis (xs: Tensor list) =
        if List.isEmpty xs then
            fail operation $"there is no tensor; at least one is needed."

        xs
        |> List.map _.Value
        |> Array.ofList
        |> OpShape.concatenated operation axis
        |> ignore

        Tensor.concat axis xs

    let private atLeast rank (lengths: Shape -> Shape) (x: Tensor) =
        if x.Rank < rank then
            Tensor.reshape (lengths (shapeOf x)) x
        else
            x

    /// <summary>One after the other along axis 1, vectors and numbers along axis 0; see Tensor.concat.</summary>
    /// <exception cref="DeepExpException">There is no tensor, or the shapes differ along another axis, or the types.</exception>
    let hstack (xs: Tensor list) =
        let xs = xs |> List.map (atLeast 1 (fun _ -> [| 1 |]))
        let axis = if xs |> List.exists (fun x -> x.Rank > 1) then 1 else 0
        joined "Hstack" axis xs

    /// <summary>One below the other along axis 0, where a vector is a row; see Tensor.concat.</summary>
    /// <exception cref="DeepExpException">There is no tensor, or the shapes differ along another axis, or the types.</exception>
    let vstack (xs: Tensor list) =
        xs
        |> List.map (atLeast 2 (fun shape -> [| 1; Shape.size shape |]))
        |> joined "Vstack" 0

    /// <summary>One behind the other along axis 2, where a vector is a row n as 1×n×1 and a matrix m×n is m×n×1; see Tensor.concat.</summary>
    /// <exception cref="DeepExpException">There is no tensor, or the shapes differ along another axis, or the types.</exception>
    let dstack (xs: Tensor list) =
        xs
        |> List.map (
            atLeast 2 (fun shape -> [| 1; Shape.size shape |])
            >> atLeast 3 (fun shape -> Array.append shape [| 1 |])
        )
        |> joined "Dstack" 2

    /// <summary>x cut along an axis before each of the given indices, which ascend: one piece more than there are indices.</summary>
    /// <exception cref="DeepExpException">The indices do not ascend, or leave the axis.</exception>
    let splitAxis (indices: int[]) axis (x: Tensor) =
        let axis = Shape.axis "SplitAxis" (shapeOf x) axis
        let ends = [ 0; yield! indices; (shapeOf x)[axis] ]

        if List.sort ends <> ends then
            fail
                "SplitAxis"
                $"""indices {indices |> Array.map string |> String.concat ", "} cut axis {axis} of shape {Shape.format (shapeOf x)}; they must ascend from 0 to {(shapeOf x)[axis]}."""

        ends
        |> List.pairwise
        |> List.map (fun (start, stop) -> Tensor.range axis start stop x)

    /// <summary>x cut along an axis into a number of pieces of equal length.</summary>
    /// <exception cref="DeepExpException">The length of the axis is no multiple of the number.</exception>
    let splitSections sections axis (x: Tensor) =
        let axis = Shape.axis "SplitAxis" (shapeOf x) axis
        let length = (shapeOf x)[axis]

        if sections < 1 || length % sections <> 0 then
            fail
                "SplitAxis"
                $"axis {axis} of shape {Shape.format (shapeOf x)} has length {length}, which {sections} sections do not divide evenly."

        splitAxis (Array.init (sections - 1) (fun i -> (i + 1) * length / sections)) axis x

    /// <summary>The slices of x along an axis, which vanishes.</summary>
    /// <exception cref="DeepExpException">The axis does not exist.</exception>
    let separate axis (x: Tensor) =
        let axis = Shape.axis "Separate" (shapeOf x) axis

        let shape = shapeOf x

        List.init shape[axis] (fun i ->
            Tensor.range axis i (i + 1) x |> Tensor.reshape (Shape.without [| axis |] shape))

    let private flipped operation axis (x: Tensor) =
        let shape = shapeOf x
        let axis = Shape.axis operation shape axis
        let only value = Array.updateAt axis value

        Tensor.slice
            (Array.zeroCreate x.Rank |> only (max 0 (shape[axis] - 1)))
            (Array.create x.Rank 1 |> only -1)
            shape
            x

    /// <summary>x in reverse order along an axis.</summary>
    /// <exception cref="DeepExpException">The axis does not exist.</exception>
    let flip axis (x: Tensor) = flipped "Flip" axis x

    /// <summary>x in reverse order along axis 1, from left to right.</summary>
    /// <exception cref="DeepExpException">x has less than two axes.</exception>
    let fliplr (x: Tensor) =
        requireRank "Fliplr" 2 x
        flipped "Fliplr" 1 x

    /// <summary>x in reverse order along axis 0, upside down.</summary>
    /// <exception cref="DeepExpException">x has no axis.</exception>
    let flipud (x: Tensor) =
        requireRank "Flipud" 1 x
        flipped "Flipud" 0 x

    /// <summary>x with two axes exchanged.</summary>
    /// <exception cref="DeepExpException">An axis does not exist.</exception>
    let swapaxes axis1 axis2 (x: Tensor) =
        let axis1 = Shape.axis "Swapaxes" (shapeOf x) axis1
        let axis2 = Shape.axis "Swapaxes" (shapeOf x) axis2

        let axes =
            Array.init x.Rank id |> Array.updateAt axis1 axis2 |> Array.updateAt axis2 axis1

        Tensor.permute axes x

    /// <summary>x with each source axis moved to the destination of the same place; the others keep their order.</summary>
    /// <exception cref="DeepExpException">There are more sources than destinations, or fewer, or one axis is named twice.</exception>
    let moveaxis (source: int[]) (destination: int[]) (x: Tensor) =
        let shape = shapeOf x

        if source.Length <> destination.Length then
            fail
                "Moveaxis"
                $"{source.Length} axes have {destination.Length} destinations; each axis moves to one destination."

        Shape.axes "Moveaxis" shape source |> ignore
        Shape.axes "Moveaxis" shape destination |> ignore
        let source = source |> Array.map (Shape.axis "Moveaxis" shape)
        let destination = destination |> Array.map (Shape.axis "Moveaxis" shape)
        let others = Array.init x.Rank id |> Array.except source

        let axes =
            Array.zip destination source
            |> Array.sort
            |> Array.fold (fun axes (at, axis) -> Array.insertAt at axis axes) others

        Tensor.permute axes x

    /// <summary>x with an axis moved back to stand before what is axis start; the others keep their order.</summary>
    /// <exception cref="DeepExpException">The start lies beyond the place after the last axis.</exception>
    let rollaxis axis start (x: Tensor) =
        let axis = Shape.axis "Rollaxis" (shapeOf x) axis

        if start < -x.Rank || start > x.Rank then
            fail
                "Rollaxis"
                $"start {start} is no place in shape {Shape.format (shapeOf x)}; places go from {-x.Rank} to {x.Rank}."

        let start = if start < 0 then start + x.Rank else start
        moveaxis [| axis |] [| (if axis < start then start - 1 else start) |] x

    /// <summary>x laid side by side with itself, reps[i] times along axis i; missing leading axes, or reps, are 1.</summary>
    /// <exception cref="DeepExpException">A number of repetitions is negative, or the result is larger than an array can be.</exception>
    let tile (reps: int[]) (x: Tensor) =
        if Array.exists (fun n -> n < 0) reps then
            fail "Tile" $"""reps are {reps |> Array.map string |> String.concat ", "}; none may be negative."""

        let rank = max reps.Length x.Rank

        let padded (lengths: int[]) =
            Array.append (Array.create (rank - lengths.Length) 1) lengths

        let reps, shape = padded reps, padded (shapeOf x)
        let apart = shape |> Array.collect (fun n -> [| 1; n |])
        let laid = Array.map2 (fun times n -> [| times; n |]) reps shape |> Array.concat
        Shape.validate "Tile" laid

        x
        |> Tensor.reshape apart
        |> Tensor.broadcastTo laid
        |> Tensor.reshape (Array.map2 (*) reps shape)

    /// <summary>
    /// Each slice along an axis, or each element if there is no axis, as often as repeats says: one number for all, or one for each.
    /// </summary>
    /// <exception cref="DeepExpException">A number is negative, or their count is not the length of the axis.</exception>
    let repeat (repeats: int[]) (axis: int option) (x: Tensor) =
        let x, axis =
            match axis with
            | Some axis -> x, Shape.axis "Repeat" (shapeOf x) axis
            | None -> flatten x, 0

        let length = (shapeOf x)[axis]

        if
            repeats.Length <> 1 && repeats.Length <> length
            || Array.exists (fun n -> n < 0) repeats
        then
            fail
                "Repeat"
                $"""repeats are {repeats |> Array.map string |> String.concat ", "} for axis {axis} of shape {Shape.format (shapeOf x)}; they are one number, or {length}, and none is negative."""

        let indices =
            Array.init length (fun i -> Array.create repeats[if repeats.Length = 1 then 0 else i] i)
            |> Array.concat

        Tensor.gather axis (Tensor.int32 [| indices.Length |] indices) x

    /// <summary>The tensors repeated to the one shape in which they all meet; see Tensor.broadcastTo.</summary>
    /// <exception cref="DeepExpException">The shapes do not meet.</exception>
    let broadcast (xs: Tensor list) =
        let shape =
            xs
            |> List.fold (fun shape x -> Shape.broadcast "Broadcast" shape (shapeOf x)) [||]

        xs |> List.map (Tensor.broadcastTo shape)

    /// <summary>
    /// The elements x[…, i, i + offset, …] of two axes, which vanish; i runs along the last axis of the result.
    /// </summary>
    /// <exception cref="DeepExpException">Both are one axis.</exception>
    let diagonal offset axis1 axis2 (x: Tensor) =
        Shape.axes "Diagonal" (shapeOf x) [| axis1; axis2 |] |> ignore
        let x = moveaxis [| axis1; axis2 |] [| -2; -1 |] x
        let others = (shapeOf x)[.. x.Rank - 3]
        let m, n = (shapeOf x)[x.Rank - 2], (shapeOf x)[x.Rank - 1]
        let row, column = max 0 -offset, max 0 offset
        let length = min (m - row) (n - column) |> max 0
        let start = if length = 0 then 0 else row * n + column
        let each value = Array.create others.Length value

        x
        |> Tensor.reshape (Array.append others [| m * n |])
        |> Tensor.slice
            (Array.append (each 0) [| start |])
            (Array.append (each 1) [| n + 1 |])
            (Array.append others [| length |])

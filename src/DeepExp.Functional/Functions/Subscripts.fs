namespace DeepExp.Functional

open DeepExp

/// What subscripts mean of a tensor: a slice of it, read along the axes of the tables.
[<RequireQualifiedAccess>]
module internal Subscripts =

    let private shapeOf (x: Tensor) = x.Value.Shape

    /// What one subscript makes of one axis of length n.
    type private Piece =
        | Fixed of at: int
        | Stretch of start: int * step: int * count: int
        | New
        | Table of Tensor

    let private inside operation shape axis (index: int) =
        let n = Array.item axis shape

        if index < -n || index >= n then
            fail
                operation
                $"index {index} lies outside axis {axis} of shape {Shape.format shape}; indices go from {-n} to {n - 1}."

        if index < 0 then index + n else index

    /// The part of a range that lies on an axis of length n.
    let private stretch operation n start stop step =
        if step = 0 then
            fail operation $"a range has step 0, which leads nowhere; a step is positive or negative."

        let lowest, highest = if step > 0 then 0, n else -1, n - 1

        let place absent =
            function
            | None -> absent
            | Some index -> (if index < 0 then index + n else index) |> max lowest |> min highest

        let start, stop =
            if step > 0 then
                place 0 start, place n stop
            else
                place (n - 1) start, place -1 stop

        let distance = if step > 0 then stop - start else start - stop

        if distance <= 0 then
            Stretch(0, 1, 0)
        else
            Stretch(start, step, (distance - 1) / abs step + 1)

    /// For each axis of a mask, the indices of the marked places.
    let private marked operation (shape: Shape) axis (lengths: Shape) (marks: bool[]) =
        if
            lengths.Length = 0
            || not (Shape.same lengths shape[axis .. axis + lengths.Length - 1])
        then
            fail
                operation
                $"a mask of shape {Shape.format lengths} stands at axis {axis} of shape {Shape.format shape}; it must have the lengths of as many axes."

        let places = marks |> Array.indexed |> Array.filter snd |> Array.map fst

        Array.zip (Shape.strides lengths) lengths
        |> Array.map (fun (stride, length) ->
            let indices = places |> Array.map (fun place -> place / stride % length)
            Table(Tensor.int32 [| places.Length |] indices))
        |> List.ofArray

    let private width =
        function
        | Subscript.At _
        | Subscript.Range _
        | Subscript.Indices _ -> 1
        | Subscript.Mask(lengths, _) -> lengths.Length
        | Subscript.NewAxis
        | Subscript.Ellipsis -> 0

    /// What the subscripts make of each axis of a shape, in order, and of none.
    let private pieces operation (shape: Shape) (subscripts: Subscript list) : Piece list =
        let isEllipsis (subscript: Subscript) = subscript.IsEllipsis
        let taken = List.sumBy width subscripts

        if taken > shape.Length then
            fail operation $"the subscripts speak of {taken} axes, but shape {Shape.format shape} has {shape.Length}."

        if subscripts |> List.filter isEllipsis |> List.length > 1 then
            fail operation $"there is more than one ellipsis, so how many axes each of them stands for is open."

        let rest = List.replicate (shape.Length - taken) (Subscript.Range(None, None, 1))

        let subscripts =
            if List.exists isEllipsis subscripts then
                subscripts |> List.collect (fun one -> if isEllipsis one then rest else [ one ])
            else
                subscripts @ rest

        let axes = subscripts |> List.scan (fun axis one -> axis + width one) 0

        List.zip (List.take subscripts.Length axes) subscripts
        |> List.collect (fun (axis, subscript) ->
            match subscript with
            | Subscript.At index -> [ Fixed(inside operation shape axis index) ]
            | Subscript.Range(start, stop, step) -> [ stretch operation shape[axis] start stop step ]
            | Subscript.NewAxis
            | Subscript.Ellipsis -> [ New ]
            | Subscript.Mask(lengths, marks) -> marked operation shape axis lengths marks
            | Subscript.Indices indices ->
                if indices.DType <> Int32 then
                    fail operation $"indices are {Value.describe indices.Value}, but must be int32."

                [
                    indices.ToArray<int>()
                    |> Array.map (inside operation shape axis)
                    |> Tensor.int32 indices.Shape
                    |> Table
                ])

    /// Numbers among tables are read in step with them.
    let private isRead =
        function
        | Fixed _
        | Table _ -> true
        | Stretch _
        | New -> false

    /// The pieces that are read in step stand side by side, so that the axes of the tables stay where they are.
    let private areAdjacent pieces =
        pieces
        |> List.skipWhile (isRead >> not)
        |> List.skipWhile isRead
        |> List.forall (isRead >> not)

    /// Reads x along the axes of the tables, in step. The shape in which the tables meet comes first, or where the first of the axes
    /// was.
    let private gather operation isFirst (tables: (int * Tensor)[]) (x: Tensor) =
        let axes, tables = Array.unzip tables
        let lengths = axes |> Array.map (fun axis -> (shapeOf x)[axis])

        let met =
            tables
            |> Array.fold (fun shape table -> Shape.broadcast operation shape (shapeOf table)) [||]

        let flat =
            Array.map2 (fun table length -> (Tensor.broadcastTo met table).ToArray<int>(), length) tables lengths
            |> Array.fold
                (fun at (indices, length) -> Array.map2 (fun at index -> at * length + index) at indices)
                (Array.zeroCreate (Shape.size met))

        let others = Array.init x.Rank id |> Array.except axes

        let before, after =
            others |> Array.partition (fun axis -> not isFirst && axis < axes[0])

        let along = Array.map (fun axis -> (shapeOf x)[axis])

        x
        |> Tensor.permute (Array.concat [ before; axes; after ])
        |> Tensor.reshape (Array.concat [ along before; [| Array.fold (*) 1 lengths |]; along after ])
        |> Tensor.gather before.Length (Tensor.int32 met flat),
        met

    /// x[…]; errors name the operation.
    let read operation (subscripts: Subscript list) (x: Tensor) =
        let pieces = pieces operation (shapeOf x) subscripts

        let ofAxes =
            pieces
            |> List.filter (function
                | New -> false
                | _ -> true)
            |> Array.ofList

        let starts, steps, sliced =
            ofAxes
            |> Array.mapi (fun axis piece ->
                match piece with
                | Fixed at -> at, 1, 1
                | Stretch(start, step, count) -> start, step, count
                | Table _
                | New -> 0, 1, (shapeOf x)[axis])
            |> Array.unzip3

        let x = Tensor.slice starts steps sliced x

        let tables =
            ofAxes
            |> Array.indexed
            |> Array.choose (fun (axis, piece) ->
                match piece with
                | Table indices -> Some(axis, indices)
                | _ -> None)

        let lengths pieces =
            pieces
            |> List.choose (function
                | Stretch(_, _, count) -> Some count
                | New -> Some 1
                | Fixed _
                | Table _ -> None)
            |> Array.ofList

        if tables.Length = 0 then
            Tensor.reshape (lengths pieces) x
        elif areAdjacent pieces then
            let y, met = gather operation false tables x
            let before = pieces |> List.takeWhile (isRead >> not)
            let after = List.skip before.Length pieces
            Tensor.reshape (Array.concat [ lengths before; met; lengths after ]) y
        else
            let y, met = gather operation true tables x
            Tensor.reshape (Array.append met (lengths pieces)) y

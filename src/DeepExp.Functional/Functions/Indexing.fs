namespace DeepExp.Functional

open DeepExp

/// Elements by their indices. Indices are integers, through which no gradient flows; what is read several times receives the sum
/// of the gradients.
[<RequireQualifiedAccess>]
module Indexing =

    let private shapeOf (x: Tensor) = x.Value.Shape

    let private listed (numbers: int seq) =
        numbers |> Seq.map string |> String.concat ", "

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
            fail operation "a range has step 0, which leads nowhere; a step is positive or negative."

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
            fail operation "there is more than one ellipsis, so how many axes each of them stands for is open."

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
    let private read operation isFirst (tables: (int * Tensor)[]) (x: Tensor) =
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

    let private item operation (subscripts: Subscript list) (x: Tensor) =
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
            let y, met = read operation false tables x
            let before = pieces |> List.takeWhile (isRead >> not)
            let after = List.skip before.Length pieces
            Tensor.reshape (Array.concat [ lengths before; met; lengths after ]) y
        else
            let y, met = read operation true tables x
            Tensor.reshape (Array.append met (lengths pieces)) y

    /// <summary>
    /// x[…] with NumPy's meaning. Arrays of indices and masks broadcast and are read in step; their axes stand where the first of
    /// them stood, or come first where a range, a new axis or an ellipsis stands between them (a number among them counts as one).
    /// </summary>
    /// <exception cref="DeepExpException">An index lies outside its axis, or there are more subscripts than axes.</exception>
    let getItem (subscripts: Subscript list) (x: Tensor) = item "GetItem" subscripts x

    /// <summary>a with b added to a[…], where b has the shape of a[…]; what is indexed several times is added to as often.</summary>
    /// <exception cref="DeepExpException">b has another shape, or the subscripts do not fit a, see getItem.</exception>
    let scatterAdd (subscripts: Subscript list) (b: Tensor) (a: Tensor) =
        // The transpose of a linear function is its pullback.
        let place, transpose =
            Gradient.pullback (item "ScatterAdd" subscripts) (Tensor.zerosLike a)

        if not (Shape.same (shapeOf place) (shapeOf b)) || a.DType <> b.DType then
            fail
                "ScatterAdd"
                $"b is {Value.describe b.Value}, but the place it is added to is {Value.describe place.Value}; they must agree."

        a + transpose b

    /// <summary>yᵢ = x[i, tᵢ] for x: N×C and the indices t: N.</summary>
    /// <exception cref="DeepExpException">x has not two axes, t is no int32 of N elements, or an index lies outside of 0 to C - 1.</exception>
    let selectItem (t: Tensor) (x: Tensor) =
        if
            x.Rank <> 2
            || t.DType <> Int32
            || not (Shape.same (shapeOf t) [| (shapeOf x)[0] |])
        then
            fail
                "SelectItem"
                $"x is {Value.describe x.Value} and t is {Value.describe t.Value}; x must be N×C and t an int32 of shape N."

        let C = (shapeOf x)[1]

        let indices =
            t.ToArray<int>()
            |> Array.mapi (fun i t ->
                if t < 0 || t >= C then
                    fail
                        "SelectItem"
                        $"t holds {t}, but x (shape {Shape.format (shapeOf x)}) has columns 0 to {C - 1}."

                i * C + t)

        Tensor.gather 0 (Tensor.int32 [| t.Size |] indices) (Tensor.reshape [| x.Size |] x)

    /// <summary>
    /// Slice i along an axis is slice indices[i] of x; with the inverse, slice indices[i] is slice i of x. The indices hold each place
    /// of the axis once.
    /// </summary>
    /// <exception cref="DeepExpException">The indices are no permutation of the axis.</exception>
    let permutate (indices: int[]) axis inverse (x: Tensor) =
        let axis = Shape.axis "Permutate" (shapeOf x) axis
        let n = (shapeOf x)[axis]

        if Array.sort indices <> [| 0 .. n - 1 |] then
            fail
                "Permutate"
                $"indices are {listed indices}, but axis {axis} of shape {Shape.format (shapeOf x)} has places 0 to {n - 1}; each must stand there once."

        let order =
            if inverse then
                Array.permute (Array.get indices) [| 0 .. n - 1 |]
            else
                indices

        Tensor.gather axis (Tensor.int32 [| n |] order) x

    let private requireSequences operation (xs: Tensor list) =
        for x in xs do
            if x.Rank = 0 then
                fail operation "a sequence is a number; sequences have an axis of steps."

    let private lengthsOf (xs: Tensor list) =
        xs |> List.map (fun x -> (shapeOf x)[0])

    /// <summary>
    /// Sequences as one tensor N×L×…: row i is sequence i, then the padding up to length L, which is that of the longest unless it is
    /// given.
    /// </summary>
    /// <exception cref="DeepExpException">There is no sequence, or one is longer than the length, or their elements differ in shape.</exception>
    let padSequence (length: int option) (padding: float) (xs: Tensor list) =
        if List.isEmpty xs then
            fail "PadSequence" "there is no sequence; at least one is needed."

        requireSequences "PadSequence" xs
        let lengths = lengthsOf xs
        let longest = List.max lengths
        let L = Option.defaultValue longest length

        if L < longest then
            fail "PadSequence" $"length is {L}, but sequences have lengths {listed lengths}; none may be longer."

        let starts = List.scan (+) 0 lengths
        let last = List.last starts

        let indices =
            List.map2
                (fun start n -> Array.init L (fun i -> if i < n then start + i else last))
                (List.take xs.Length starts)
                lengths
            |> Array.concat

        let step = (shapeOf xs.Head)[1..]

        // What stands after the last step of all is the padding.
        Tensor.concat 0 (xs @ [ Tensor.full xs.Head.DType (Array.append [| 1 |] step) padding ])
        |> Tensor.gather 0 (Tensor.int32 [| xs.Length; L |] indices)

    /// <summary>
    /// Sequences, the longest first, by steps: tensor t of the result holds step t of each sequence that is still so long.
    /// </summary>
    /// <exception cref="DeepExpException">The lengths do not descend, or elements differ in shape.</exception>
    let transposeSequence (xs: Tensor list) : Tensor list =
        requireSequences "TransposeSequence" xs
        let lengths = lengthsOf xs

        if List.sortDescending lengths <> lengths then
            fail "TransposeSequence" $"sequences have lengths {listed lengths}; sort them, the longest first."

        let starts = List.scan (+) 0 lengths |> List.take xs.Length

        match lengths with
        | []
        | 0 :: _ -> []
        | longest :: _ ->
            let all = Tensor.concat 0 xs

            List.init longest (fun t ->
                let alive = List.zip starts lengths |> List.filter (fun (_, n) -> n > t)
                let indices = alive |> List.map (fun (start, _) -> start + t) |> Array.ofList
                Tensor.gather 0 (Tensor.int32 [| indices.Length |] indices) all)

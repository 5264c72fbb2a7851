namespace DeepExp.Functional

open DeepExp

/// Elements by their indices. Indices are integers, through which no gradient flows; what is read several times receives the sum
/// of the gradients.
[<RequireQualifiedAccess>]
module Indexing =

    let private shapeOf (x: Tensor) = x.Value.Shape

    let private listed (numbers: int seq) =
        numbers |> Seq.map string |> String.concat ", "

    /// <summary>
    /// x[…] with NumPy's meaning. Arrays of indices and masks broadcast and are read in step; their axes stand where the first of
    /// them stood, or come first where a range, a new axis or an ellipsis stands between them (a number among them counts as one).
    /// </summary>
    /// <exception cref="DeepExpException">An index lies outside its axis, or there are more subscripts than axes.</exception>
    let getItem (subscripts: Subscript list) (x: Tensor) = Subscripts.read "GetItem" subscripts x

    /// <summary>a with b added to a[…], where b has the shape of a[…]; what is indexed several times is added to as often.</summary>
    /// <exception cref="DeepExpException">b has another shape, or the subscripts do not fit a, see getItem.</exception>
    let scatterAdd (subscripts: Subscript list) (b: Tensor) (a: Tensor) =
        // The transpose of a linear function is its pullback.
        let place, transpose =
            Gradient.pullback (Subscripts.read "ScatterAdd" subscripts) (Tensor.zerosLike a)

        if not (Shape.same (shapeOf place) (shapeOf b)) || a.DType <> b.DType then
            fail
                "ScatterAdd"
                $"b is {Value.describe b.Value}, but the place it is added to is {Value.describe place.Value}; they must agree."

        a + transpose b

    /// <summary>yᵢ = x[i, tᵢ] for x: N×C and the indices t: N.</summary>
    /// <remarks>\( y_i = x_{i t_i} \)</remarks>
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
            t
            |> Labels.map "SelectItem" (fun i t ->
                if t < 0 || t >= C then
                    fail
                        "SelectItem"
                        $"t holds {t}, but x (shape {Shape.format (shapeOf x)}) has columns 0 to {C - 1}."

                i * C + t)

        Tensor.gather 0 indices (Tensor.reshape [| x.Size |] x)

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
                fail operation $"a sequence is a number; sequences have an axis of steps."

            let step, first = (shapeOf x)[1..], (shapeOf xs.Head)[1..]

            if not (Shape.same step first) then
                fail
                    operation
                    $"a sequence has shape {Shape.format (shapeOf x)} and the first {Shape.format (shapeOf xs.Head)}; after the axis of steps, all lengths must be equal."

    let private lengthsOf (xs: Tensor list) =
        xs |> List.map (fun x -> (shapeOf x)[0])

    /// <summary>
    /// Sequences as one tensor N×L×…: row i is sequence i, then the padding up to length L, which is that of the longest unless it is
    /// given.
    /// </summary>
    /// <exception cref="DeepExpException">There is no sequence, or one is longer than the length, or their elements differ in shape.</exception>
    let padSequence (length: int option) (padding: float) (xs: Tensor list) =
        if List.isEmpty xs then
            fail "PadSequence" $"there is no sequence; at least one is needed."

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

namespace DeepExp.Functional

open DeepExp

/// The lengths of a tensor's axes, slowest first; the empty array is a scalar's shape.
type Shape = int[]

/// Row-major shapes and the rules by which they meet.
[<RequireQualifiedAccess>]
module Shape =

    /// The shape as messages show it: «100×3», «3», «scalar».
    let format (shape: Shape) =
        if shape.Length = 0 then
            "scalar"
        else
            System.String.Join("×", shape)

    /// The number of elements: the product of all lengths, 1 for a scalar.
    let size (shape: Shape) =
        let mutable n = 1

        for length in shape do
            n <- n * length

        n

    /// The number of elements along the axes from `first` up to, and without, `stop`.
    let internal sizeOf first stop (shape: Shape) =
        let mutable n = 1

        for axis = first to stop - 1 do
            n <- n * shape[axis]

        n

    let internal same (a: Shape) (b: Shape) =
        obj.ReferenceEquals(a, b)
        || System.MemoryExtensions.SequenceEqual(System.ReadOnlySpan a, System.ReadOnlySpan b)

    /// Refuses negative lengths and more elements than an array can hold.
    let internal validate operation (shape: Shape) =
        let mutable n = 1L

        for length in shape do
            if length < 0 then
                fail operation $"a shape has no negative length, but {format shape} was asked for."

            n <- n * int64 length

            if n > int64 System.Array.MaxLength then
                fail
                    operation
                    $"shape {format shape} has more elements than an array can hold ({System.Array.MaxLength})."

    /// Row-major strides, in elements.
    let internal strides (shape: Shape) =
        let strides = Array.zeroCreate shape.Length
        let mutable step = 1

        for axis = shape.Length - 1 downto 0 do
            strides[axis] <- step
            step <- step * shape[axis]

        strides

    /// Strides that read `shape` as if it were `target`: 0 along every axis that is repeated.
    let internal broadcastStrides (shape: Shape) (target: Shape) =
        let own = strides shape
        let missing = target.Length - shape.Length

        Array.init target.Length (fun axis ->
            if axis < missing || shape[axis - missing] <> target[axis] then
                0
            else
                own[axis - missing])

    let internal broadcastable (shape: Shape) (target: Shape) =
        let missing = target.Length - shape.Length

        missing >= 0
        && shape
           |> Array.indexed
           |> Array.forall (fun (axis, length) -> length = target[axis + missing] || length = 1)

    /// <summary>
    /// The shape in which `a` and `b` meet: aligned at the last axis, equal lengths stay, a length of 1 (or a missing axis)
    /// is repeated.
    /// </summary>
    let internal broadcast operation (a: Shape) (b: Shape) : Shape =
        if same a b then
            a
        else
            let rank = max a.Length b.Length

            let along (shape: Shape) axis =
                if axis < rank - shape.Length then
                    1
                else
                    shape[axis - (rank - shape.Length)]

            Array.init rank (fun axis ->
                match along a axis, along b axis with
                | m, n when m = n -> m
                | 1, n -> n
                | m, 1 -> m
                | m, n ->
                    fail
                        operation
                        $"shapes {format a} and {format b} do not broadcast: axis {axis} has lengths {m} and {n}, which must be equal or 1.")

    /// The axis counted from 0, where -1 is the last.
    let internal axis operation (shape: Shape) axis =
        if axis < -shape.Length || axis >= shape.Length then
            fail
                operation
                (if shape.Length = 0 then
                     $"axis {axis} does not exist: a scalar has no axes."
                 else
                     $"axis {axis} does not exist in shape {format shape}; axes go from {-shape.Length} to {shape.Length - 1}.")

        if axis < 0 then axis + shape.Length else axis

    /// Distinct axes, counted from 0, in ascending order.
    let internal axes operation (shape: Shape) (axes: int[]) =
        let sorted = axes |> Array.map (axis operation shape)
        System.Array.Sort sorted

        for i = 1 to sorted.Length - 1 do
            if sorted[i] = sorted[i - 1] then
                fail
                    operation
                    $"""axes {axes |> Array.map string |> String.concat ", "} name one axis of shape {format shape} twice."""

        sorted

    /// `shape` with length 1 along the given axes.
    let internal withOnes (axes: int[]) (shape: Shape) : Shape =
        shape
        |> Array.mapi (fun axis length -> if Array.contains axis axes then 1 else length)

    /// `shape` without the given axes, which are distinct.
    let internal without (axes: int[]) (shape: Shape) : Shape =
        let kept = Array.zeroCreate (shape.Length - axes.Length)
        let mutable at = 0

        for axis = 0 to shape.Length - 1 do
            if not (Array.contains axis axes) then
                kept[at] <- shape[axis]
                at <- at + 1

        kept

    /// `shape` with one length of -1 replaced by what is left of `size` elements.
    let internal infer operation (size: int) (shape: Shape) : Shape =
        match shape |> Array.filter ((=) -1) |> Array.length with
        | 0 -> shape
        | 1 ->
            let known = shape |> Array.filter ((<>) -1)
            validate operation known
            let rest = Array.fold (*) 1 known

            if rest = 0 || size % rest <> 0 then
                fail operation $"{size} elements do not fill shape {format shape}: the length -1 cannot be inferred."

            shape |> Array.map (fun length -> if length = -1 then size / rest else length)
        | _ -> fail operation $"shape {format shape} leaves more than one length (-1) to be inferred."

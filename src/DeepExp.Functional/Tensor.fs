namespace DeepExp

open System
open System.Numerics.Tensors
open System.Threading
open DeepExp.Functional

/// Where a tensor came from: what differentiation follows back.
type internal Origin =
    /// Nothing is followed: data, and whatever is computed from data alone.
    | Constant
    /// A tensor with respect to which one differentiates.
    | Variable
    /// Computed by an operation from inputs of which at least one is followed.
    | Result of Op * Tensor[]

/// <summary>
/// The only value that flows: an immutable row-major array of float32, float64 or int32 elements with any number of axes.
/// A tensor that was computed from variables also knows the operation and the inputs that made it; this trace is what
/// <c>Gradient</c> reads. Arithmetic is element by element, and shapes broadcast: aligned at the last axis, lengths are
/// equal or 1. Two element types never mix; a number takes the type of the tensor it meets.
/// </summary>
and [<Sealed>] Tensor internal (value: Value, origin: Origin, tag: obj | null, birth: int64, oldest: int64) =
    static let mutable births = 0L
    let mutable origin = origin
    let mutable tag = tag
    let mutable oldest = oldest
    let mutable untracked: Tensor | null = null

    internal new(value) = Tensor(value, Constant, null, 0L, Int64.MaxValue)

    member internal _.Value = value
    member internal _.Origin = origin

    /// By what the world outside recognises this tensor in a trace; the core carries it along and never looks at it.
    member internal _.Tag = tag

    /// The place in the order in which followed tensors came to be: inputs are older than what is computed from them.
    member internal _.Birth = birth

    /// The birth of the oldest variable that this tensor was computed from; above all births where there is none.
    member internal _.Oldest = oldest

    member internal _.IsTracked = oldest <> Int64.MaxValue

    /// The same elements, followed by nobody. Each gradient that is not followed itself asks for it, so it is kept.
    member internal this.Untracked: Tensor =
        if not this.IsTracked then
            this
        else
            match untracked with
            | null ->
                let made = Tensor value
                untracked <- made
                made
            | made -> made

    member private this.Beside(constant: Tensor) =
        untracked <- constant
        this

    /// <summary>
    /// A variable with the same elements. Where somebody follows this tensor already, it stays linked to what they follow: by a
    /// reshape to its own shape, which is the identity.
    /// </summary>
    member internal this.Followed(tag) =
        let birth = Interlocked.Increment &births

        match origin with
        | Constant -> Tensor(value, Variable, tag, birth, birth).Beside this
        | _ -> Tensor(value, Result(Reshape value.Shape, [| this |]), tag, birth, oldest)

    /// Recognised by a tag from now on. It is this very tensor and no copy, so that other results that were computed from it lead
    /// to the tag as well; therefore it has none yet.
    member internal this.Tagged(newTag) =
        tag <- newTag
        this

    /// <summary>
    /// A variable from now on, for results computed from it before as well; what it was computed from is let go. Only the world
    /// outside that put its tags on a trace cuts it; the core never does, so its functions stay pure.
    /// </summary>
    member internal _.Cut() =
        origin <- Variable
        oldest <- birth

    /// The result of an operation on values, seen by those who watch.
    static member private Compute(op: Op, values: Value[]) =
        let y = Forward.forward op values

        if NanHunt.isOn () then
            NanHunt.check op values y

        if Recording.isAnywhere () then
            Recording.add op values y

        y

    /// The result of an operation; its trace is kept where an input has one.
    static member internal Apply(op: Op, xs: Tensor[]) =
        let values = Array.zeroCreate xs.Length
        let mutable oldest = Int64.MaxValue

        for i = 0 to xs.Length - 1 do
            values[i] <- xs[i].Value
            oldest <- min oldest xs[i].Oldest

        let y = Tensor.Compute(op, values)

        if oldest = Int64.MaxValue then
            Tensor y
        else
            Tensor(y, Result(op, xs), null, Interlocked.Increment &births, oldest)

    static member internal Apply(op: Op, x: Tensor) =
        if x.IsTracked then
            Tensor.Apply(op, [| x |])
        else
            Tensor(Tensor.Compute(op, [| x.Value |]))

    static member internal Apply(op: Op, x: Tensor, y: Tensor) =
        if x.IsTracked || y.IsTracked then
            Tensor.Apply(op, [| x; y |])
        else
            Tensor(Tensor.Compute(op, [| x.Value; y.Value |]))

    static member internal Apply(f: Unary, x: Tensor) = Tensor.Apply(Unary f, x)

    static member internal Apply(f: Binary, x: Tensor, y: Tensor) = Tensor.Apply(Binary f, x, y)

    /// The lengths of the axes, slowest first; empty for a scalar. The array is the caller's own.
    member _.Shape: Shape = Array.copy value.Shape

    /// The number of axes.
    member _.Rank = value.Shape.Length

    /// The number of elements.
    member _.Size = Shape.size value.Shape

    /// The type of the elements.
    member _.DType = value.Elements.DType

    /// <summary>A copy of the elements, row-major, converted to <typeparamref name="T"/>.</summary>
    /// <exception cref="T:System.OverflowException">An element does not fit an integer type.</exception>
    member _.ToArray<'T when 'T :> Numerics.INumberBase<'T>>() : 'T[] =
        Recording.read "ToArray" value
        let copy: 'T[] = Array.zeroCreate (Shape.size value.Shape)

        let elements = value.Elements

        match elements.DType with
        | Float32 -> TensorPrimitives.ConvertChecked<float32, 'T>(ReadOnlySpan(elements.Of()), Span copy)
        | Float64 -> TensorPrimitives.ConvertChecked<float, 'T>(ReadOnlySpan(elements.Of()), Span copy)
        | Int32 -> TensorPrimitives.ConvertChecked<int, 'T>(ReadOnlySpan(elements.Of()), Span copy)

        copy

    /// <summary>One element, by its indices from the slowest axis; none for a scalar.</summary>
    /// <exception cref="DeepExpException">The number of indices is not the rank, or one lies outside its axis.</exception>
    member _.Item
        with get ([<ParamArray>] indices: int[]): float =
            let shape = value.Shape

            let format () =
                indices |> Array.map string |> String.concat ", "

            if indices.Length <> shape.Length then
                fail
                    "Item"
                    $"shape {Shape.format shape} needs {shape.Length} indices, but [{format ()}] has {indices.Length}."

            Recording.read "Item" value
            let mutable at = 0

            for axis = 0 to shape.Length - 1 do
                if indices[axis] < 0 || indices[axis] >= shape[axis] then
                    fail "Item" $"index [{format ()}] lies outside shape {Shape.format shape}; indices count from 0."

                at <- at * shape[axis] + indices[axis]

            value.Elements.Item at

    /// <summary>The only element of a tensor that has just one.</summary>
    /// <exception cref="DeepExpException">The tensor has more elements, or none.</exception>
    member this.ToScalar() =
        if this.Size <> 1 then
            fail
                "ToScalar"
                $"""shape {Shape.format value.Shape} has {counted this.Size "element"}, but a number is one element."""

        Recording.read "ToScalar" value
        value.Elements.Item 0

    /// The element type, the shape and the elements, of long axes the first and last three.
    override _.ToString() = Value.print value

    /// x + y, element by element; shapes are broadcast.
    static member (+)(x: Tensor, y: Tensor) = Tensor.Apply(Add, x, y)

    /// x - y, element by element; shapes are broadcast.
    static member (-)(x: Tensor, y: Tensor) = Tensor.Apply(Subtract, x, y)

    /// x · y, element by element; shapes are broadcast.
    static member (*)(x: Tensor, y: Tensor) = Tensor.Apply(Multiply, x, y)

    /// x / y, element by element; shapes are broadcast.
    static member (/)(x: Tensor, y: Tensor) = Tensor.Apply(Divide, x, y)

    /// x + c
    static member (+)(x: Tensor, c: float) = Tensor.Apply(Shift c, x)

    /// c + x
    static member (+)(c: float, x: Tensor) = Tensor.Apply(Shift c, x)

    /// x - c
    static member (-)(x: Tensor, c: float) = Tensor.Apply(Shift -c, x)

    /// c - x
    static member (-)(c: float, x: Tensor) = Tensor.Apply(Shift c, -x)

    /// c · x
    static member (*)(x: Tensor, c: float) = Tensor.Apply(Scale c, x)

    /// c · x
    static member (*)(c: float, x: Tensor) = Tensor.Apply(Scale c, x)

    /// x / c
    static member (/)(x: Tensor, c: float) =
        Tensor.Apply(Divide, x, Tensor.Scalar(x.DType, c))

    /// c / x, element by element.
    static member (/)(c: float, x: Tensor) =
        Tensor.Apply(Divide, Tensor.Scalar(x.DType, c), x)

    /// -x
    static member (~-)(x: Tensor) = Tensor.Apply(Scale -1.0, x)

    /// x^exponent, element by element.
    static member Pow(x: Tensor, exponent: float) = Tensor.Apply(Power exponent, x)

    static member private Scalar(dtype, c: float) =
        Tensor
            {
                Shape = [||]
                Elements =
                    match dtype with
                    | Float32 -> F32 [| float32 c |]
                    | Float64 -> F64 [| c |]
                    | Int32 -> I32 [| int c |]
            }

    /// A number of float32, without an axis.
    static member op_Implicit(c: float32) =
        Tensor { Shape = [||]; Elements = F32 [| c |] }

    /// A number of float64, without an axis.
    static member op_Implicit(c: float) =
        Tensor { Shape = [||]; Elements = F64 [| c |] }

    /// A copy as a float32 tensor of shape n.
    static member op_Implicit(elements: float32[]) =
        Tensor
            {
                Shape = [| elements.Length |]
                Elements = F32(Array.copy elements)
            }

    /// A copy as a float64 tensor of shape n.
    static member op_Implicit(elements: float[]) =
        Tensor
            {
                Shape = [| elements.Length |]
                Elements = F64(Array.copy elements)
            }

    /// A copy as an int32 tensor of shape n.
    static member op_Implicit(elements: int[]) =
        Tensor
            {
                Shape = [| elements.Length |]
                Elements = I32(Array.copy elements)
            }

    /// A copy as a float32 tensor of shape m×n.
    static member op_Implicit(elements: float32[,]) =
        Tensor
            {
                Shape = Value.shape2D elements
                Elements = F32(Value.flatten elements)
            }

    /// A copy as a float64 tensor of shape m×n.
    static member op_Implicit(elements: float[,]) =
        Tensor
            {
                Shape = Value.shape2D elements
                Elements = F64(Value.flatten elements)
            }

    /// A copy as an int32 tensor of shape m×n.
    static member op_Implicit(elements: int[,]) =
        Tensor
            {
                Shape = Value.shape2D elements
                Elements = I32(Value.flatten elements)
            }

namespace DeepExp

/// The type of a tensor's elements. Functions compute in the type of their inputs and never mix two.
[<Struct>]
type DType =
    /// 32-bit IEEE floating point, the default.
    | Float32
    /// 64-bit IEEE floating point, for gradient checks.
    | Float64
    /// 32-bit integers: labels and indices, through which no gradient flows.
    | Int32

    override this.ToString() =
        match this with
        | Float32 -> "float32"
        | Float64 -> "float64"
        | Int32 -> "int32"

namespace DeepExp.Functional

open System
open System.Globalization
open System.Runtime.CompilerServices
open DeepExp

/// <summary>
/// The elements of a tensor, row-major, in an array that nobody writes to once it is full. Their type stands beside it: each
/// operation asks for it again and again, and a look at a field costs less than asking the array.
/// </summary>
[<Struct; CustomEquality; NoComparison>]
type internal Elements private (array: Array, dtype: DType) =
    member _.DType = dtype
    member _.Array = array

    /// The array, whose elements are known to be of this type.
    member _.Of<'T>() : 'T[] =
        Unchecked.nonNull (Unsafe.As<'T[]> array)

    /// Elements of the same type in another array.
    member _.In(other: Array) = Elements(other, dtype)

    static member Of(a: float32[]) = Elements(a, Float32)
    static member Of(a: float[]) = Elements(a, Float64)
    static member Of(a: int[]) = Elements(a, Int32)

    /// The element at a row-major position.
    member this.Item
        with get (at: int) =
            match dtype with
            | Float32 -> float (this.Of<float32>()[at])
            | Float64 -> this.Of<float>()[at]
            | Int32 -> float (this.Of<int>()[at])

    /// The very same array.
    override this.Equals other =
        match other with
        | :? Elements as other -> obj.ReferenceEquals(array, other.Array)
        | _ -> false

    override _.GetHashCode() = RuntimeHelpers.GetHashCode array

[<AutoOpen>]
module internal ElementTypes =

    let F32 (a: float32[]) = Elements.Of a
    let F64 (a: float[]) = Elements.Of a
    let I32 (a: int[]) = Elements.Of a

    [<return: Struct>]
    let inline (|F32|_|) (elements: Elements) =
        if elements.DType.IsFloat32 then
            ValueSome(elements.Of<float32>())
        else
            ValueNone

    [<return: Struct>]
    let inline (|F64|_|) (elements: Elements) =
        if elements.DType.IsFloat64 then
            ValueSome(elements.Of<float>())
        else
            ValueNone

    [<return: Struct>]
    let inline (|I32|_|) (elements: Elements) =
        if elements.DType.IsInt32 then
            ValueSome(elements.Of<int>())
        else
            ValueNone

/// A shape and its elements: what an operation computes with. A tensor is a value that knows where it came from.
[<Struct>]
type internal Value = { Shape: Shape; Elements: Elements }

[<RequireQualifiedAccess>]
module internal Value =

    let private unwritten<'T> n : 'T[] =
        match Spare.Here with
        | null -> GC.AllocateUninitializedArray n
        | spare -> spare.Take n

    /// Elements not yet written, for a kernel to fill.
    let allocate dtype shape =
        let n = Shape.size shape

        {
            Shape = shape
            Elements =
                match dtype with
                | Float32 -> F32(unwritten n)
                | Float64 -> F64(unwritten n)
                | Int32 -> I32(unwritten n)
        }

    /// Whether two values have one shape and one type.
    let isLike (x: Value) (y: Value) =
        x.Elements.DType = y.Elements.DType && Shape.same x.Shape y.Shape

    let describe (value: Value) =
        text $"{Shape.format value.Shape} {value.Elements.DType}"

    let shape2D (elements: 'T[,]) : Shape =
        [| Array2D.length1 elements; Array2D.length2 elements |]

    let flatten (elements: 'T[,]) =
        let rows, columns = Array2D.length1 elements, Array2D.length2 elements
        Array.init (rows * columns) (fun i -> elements[i / columns, i % columns])

    let private number (elements: Elements) at =
        match elements.DType with
        | Float32 -> (float32 elements[at]).ToString(CultureInfo.InvariantCulture)
        | Float64
        | Int32 -> elements[at].ToString(CultureInfo.InvariantCulture)

    /// For instance «float32 2×3 [[1, 2, 3], [4, 5, 6]]»; an axis longer than 8 shows its first and last three.
    let print (value: Value) =
        let strides = Shape.strides value.Shape

        let rec show axis at =
            if axis = value.Shape.Length then
                number value.Elements at
            else
                let length = value.Shape[axis]

                let item i =
                    show (axis + 1) (at + i * strides[axis])

                let items =
                    if length <= 8 then
                        List.init length item
                    else
                        List.init 3 item @ [ "..." ] @ List.init 3 (fun i -> item (length - 3 + i))

                $"""[{String.concat ", " items}]"""

        text $"{value.Elements.DType} {Shape.format value.Shape} {show 0 0}"

namespace DeepExp

open System
open DeepExp.Functional

/// <summary>
/// What stands in the brackets of x[…, …], as in NumPy. A number, a range, an array of indices and a mask speak of the next
/// axes of x; an ellipsis stands for all axes that the others leave over.
/// </summary>
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type Subscript =
    /// One index of an axis, which vanishes; -1 is the last.
    | At of index: int
    /// From start up to, and without, stop, in steps that may be negative; what is absent is the end that the step starts from or
    /// goes to, and what lies outside of the axis is cut off.
    | Range of start: int option * stop: int option * step: int
    /// A new axis of length 1.
    | NewAxis
    /// All axes that the others leave over.
    | Ellipsis
    /// Indices of an axis, an int32 tensor whose axes take its place. Several of them broadcast and are read in step.
    | Indices of Tensor
    /// The places that a mask marks, for as many axes as the mask has: one array of indices for each.
    | Mask of shape: int[] * marks: bool[]

    /// One index of an axis.
    static member op_Implicit(index: int) = At index

    /// One index of an axis, ^1 the last.
    static member op_Implicit(index: Index) =
        At(if index.IsFromEnd then -index.Value else index.Value)

    /// From start up to, and without, end.
    static member op_Implicit(range: System.Range) =
        let place beyond (index: Index) =
            match index.IsFromEnd, index.Value with
            | true, 0 -> beyond
            | true, back -> Some -back
            | false, value -> Some value

        Range(place (Some Int32.MaxValue) range.Start, place None range.End, 1)

    /// Indices of an axis.
    static member op_Implicit(indices: int[]) =
        Indices(Tensor.int32 [| indices.Length |] indices)

    /// Indices of an axis, whose place two axes take.
    static member op_Implicit(indices: int[,]) = Indices(Tensor.op_Implicit indices)

    /// Indices of an axis, an int32 tensor.
    static member op_Implicit(indices: Tensor) = Indices indices

    /// The places that are true.
    static member op_Implicit(marks: bool[]) =
        Mask([| marks.Length |], Array.copy marks)

    /// The places that are true, of two axes.
    static member op_Implicit(marks: bool[,]) =
        Mask(Value.shape2D marks, Value.flatten marks)

    /// From start up to, and without, stop, in steps; null is the end that the step starts from or goes to.
    static member Slice(start: Nullable<int>, stop: Nullable<int>, step: int) =
        Range(Option.ofNullable start, Option.ofNullable stop, step)

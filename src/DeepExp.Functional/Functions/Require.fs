namespace DeepExp.Functional

open System
open DeepExp

/// What functions ask of their arguments before they compute.
[<RequireQualifiedAccess>]
module internal Require =

    /// Broadcasting where shapes should be equal would hide a mistake.
    let sameShape operation xName (x: Tensor) tName (t: Tensor) =
        if not (Shape.same t.Value.Shape x.Value.Shape) then
            fail
                operation
                $"{xName} has shape {Shape.format x.Value.Shape} and {tName} has shape {Shape.format t.Value.Shape}; they must be equal."

    /// Of numbers to compute with, one type.
    let sameType operation xName (x: Tensor) tName (t: Tensor) =
        if x.DType = Int32 then
            fail
                operation
                $"{xName} is {Value.describe x.Value}, but the function is defined for float32 and float64; cast it first."

        if t.DType <> x.DType then
            fail
                operation
                $"{xName} is {Value.describe x.Value} and {tName} is {Value.describe t.Value}; element types are never mixed: cast one of them."

    /// As many axes as the form shows, for instance «N×C».
    let rank operation name rank form (x: Tensor) =
        if x.Rank <> rank then
            fail operation $"{name} has shape {Shape.format x.Value.Shape}, but must be {form}."

    let rankAtLeast operation name rank form (x: Tensor) =
        if x.Rank < rank then
            fail operation $"{name} has shape {Shape.format x.Value.Shape}, but must be {form}."

    let shape operation name (shape: Shape) (x: Tensor) =
        if not (Shape.same x.Value.Shape shape) then
            fail operation $"{name} has shape {Shape.format x.Value.Shape}, but must have shape {Shape.format shape}."

    /// Channels that are parted into groups.
    let divides operation groups (channels: (string * int) list) =
        if groups < 1 then
            fail operation $"groups is {groups}, but must be at least 1."

        for name, count in channels do
            if count % groups <> 0 then
                fail operation $"{name} is {count}, which {groups} groups do not divide."

    let positive operation name (value: float) =
        if not (value > 0.0) then
            fail operation $"{name} is {value}, but must be above 0."

    /// What is added to numbers that may be 0.
    let eps operation (value: float) =
        if not (value >= 0.0 && Double.IsFinite value) then
            fail operation $"eps is {value}, but must be a finite number of at least 0."

    /// How much remains of a running average.
    let decay operation (value: float) =
        if not (value >= 0.0 && value <= 1.0) then
            fail operation $"decay is {value}, but must lie in [0, 1]."

/// What losses make of the losses of their elements.
[<RequireQualifiedAccess>]
module internal Reducing =

    let require operation (allowed: Reduce list) (reduce: Reduce) =
        if not (List.contains reduce allowed) then
            let names = allowed |> List.map string |> String.concat " or "
            fail operation $"reduce is {reduce}, but must be {names}."

    /// The reduction, once it is known to be one that the loss allows.
    let by operation allowed (reduce: Reduce) : Tensor -> Tensor =
        require operation allowed reduce

        match reduce with
        | Reduce.Mean -> Tensor.mean
        | Reduce.Sum -> Tensor.sum
        | Reduce.HalfSquaredSum -> fun y -> 0.5 * Tensor.dot y y
        | Reduce.SumAlongSecondAxis -> Tensor.sumOver [| 1 |] false
        | _ -> id

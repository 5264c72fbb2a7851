namespace DeepExp.Functional

open System
open DeepExp

/// <summary>
/// How many steps were taken, as the states of optimizers hold it. <c>int count</c> is the number.
/// </summary>
/// <remarks>
/// In a step that is made into a plan a count is another number each time, so there it cannot be looked at: not by <c>int</c>, nor by
/// comparing, hashing or printing it, as the plan would not see what depends on that. <c>Count.next</c> and <c>Count.toTensor</c> are
/// followed, and so is what optimizers of the library do with it.
/// </remarks>
[<Struct; CustomEquality; CustomComparison; StructuredFormatDisplay("{Value}")>]
type Count =
    internal
        {
            // How many steps were taken; in a step that is recorded, since that step began.
            /// <exclude/>
            Own: int
            // The number at the beginning of a step that is recorded.
            /// <exclude/>
            From: Source | null
        }

    /// The number in the step that is taken.
    member internal this.Now =
        match this.From with
        | null -> this.Own
        | source -> int source.Value + this.Own

    /// The path of what a step is given, and how far it was counted on; empty for another count.
    member internal this.Path =
        match this.From with
        | null -> []
        | source -> this.Own :: source.Path

    /// <summary>The number.</summary>
    /// <exception cref="DeepExpException">It is another one in each step of a plan that is being made.</exception>
    member this.Value =
        if isNull this.From then
            this.Own
        else
            Recording.refuse
                "Count"
                $"a count that is another number in each step is looked at, compared, hashed or printed, so the step cannot be made into a plan; compute with Count.toTensor, let a hyperparameter follow the count with Optimizer.scheduled, or run the step without a plan."

    /// <summary>The number.</summary>
    /// <exception cref="DeepExpException">It is another one in each step of a plan that is being made.</exception>
    static member op_Explicit(count: Count) : int = count.Value

    /// <summary>The number as text.</summary>
    /// <exception cref="DeepExpException">It is another one in each step of a plan that is being made.</exception>
    override this.ToString() = text $"{this.Value}"

    override this.Equals(other: objnull) =
        match other with
        | :? Count as other -> this.Value = other.Value
        | _ -> false

    override this.GetHashCode() = this.Value

    interface IEquatable<Count> with
        member this.Equals other = this.Value = other.Value

    interface IComparable<Count> with
        member this.CompareTo other = compare this.Value other.Value

    interface IComparable with
        member this.CompareTo other =
            match other with
            | :? Count as other -> compare this.Value other.Value
            | _ -> 1

/// Counting steps.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Count =

    /// No step was taken.
    let zero: Count = { Own = 0; From = null }

    /// <summary>The count of so many steps, as one goes on from a file.</summary>
    /// <exception cref="DeepExpException">The number is negative.</exception>
    let ofInt (number: int) : Count =
        if number < 0 then
            fail "Count.ofInt" $"the number is {number}, but steps are counted from 0."

        { Own = number; From = null }

    /// One step more.
    let next (count: Count) : Count = { count with Own = count.Own + 1 }

    /// <summary>
    /// The number as a scalar to compute with, that of each step in a plan: <c>1.0 - Elementary.powOf beta (Count.toTensor Float64 t)</c>
    /// is \( 1 - \beta^t \).
    /// </summary>
    let toTensor dtype (count: Count) =
        let y = Value.allocate dtype [||]

        Recording.fill "Count.toTensor" count.Path null y (fun y ->
            match y.Elements with
            | F32 a -> a[0] <- float32 count.Now
            | F64 a -> a[0] <- float count.Now
            | I32 a -> a[0] <- count.Now
            | _ -> ForwardElements.unreachable ())

        Tensor y

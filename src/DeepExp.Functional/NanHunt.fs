namespace DeepExp.Functional

open System
open System.Numerics.Tensors
open System.Threading

[<AbstractClass; Sealed>]
type internal NanHunter private () =

    [<ThreadStatic; DefaultValue>]
    static val mutable private here: bool

    /// Whether this thread hunts.
    static member Here
        with get () = NanHunter.here
        and set on = NanHunter.here <- on

/// <summary>
/// The search for the first operation that gives NaN. Each thread hunts for itself; while none does, an operation pays one look
/// at a plain field.
/// </summary>
[<RequireQualifiedAccess>]
module internal NanHunt =

    let mutable private hunters = 0

    /// Whether this thread hunts.
    let isOn () = hunters <> 0 && NanHunter.Here

    /// Lets this thread hunt, or no more.
    let set on =
        if on <> NanHunter.Here then
            NanHunter.Here <- on
            Interlocked.Add(&hunters, (if on then 1 else -1)) |> ignore

    /// Whether an element is NaN.
    let holdsNan (x: Value) =
        match x.Elements with
        | F32 a -> TensorPrimitives.IsNaNAny(ReadOnlySpan a)
        | F64 a -> TensorPrimitives.IsNaNAny(ReadOnlySpan a)
        | _ -> false

    /// Refuses a result that holds NaN.
    let check op (xs: Value[]) (y: Value) =
        if holdsNan y then
            let known =
                if Array.exists holdsNan xs then
                    " (an argument held it already)"
                else
                    ""

            let arguments = xs |> Array.map Value.print |> String.concat " and "
            fail (Op.name op) $"the result holds NaN{known}; the arguments are {arguments}."

    /// Runs f while this thread does not hunt.
    let paused (f: unit -> 'T) : 'T =
        set false

        try
            f ()
        finally
            set true

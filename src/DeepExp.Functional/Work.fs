namespace DeepExp.Functional

open System
open DeepExp

/// One computation of a step, and how to repeat it.
type internal Work =
    {
        Name: string
        /// The primitive; nothing for a kernel that is none.
        Op: Op voption
        Inputs: Value[]
        Outputs: Value[]
        /// Given arrays of the same shapes, what fills the outputs from the inputs.
        Bind: Value[] -> Value[] -> (unit -> unit)
        /// Whether an input, by its number, may lend its place to an output of its shape: each element is read before its place is
        /// written.
        InPlace: int -> int -> bool
        /// For a function of each element: what computes a tile of the outputs from a tile of the inputs.
        Tile: (Operand[] -> Operand[] -> (Tile -> unit)) voption
        /// The works that became this one; none where it is as it was recorded.
        Joined: Work[]
        /// The paths of the keys and counts that it asks for.
        Asks: int list
        /// The hyperparameters of its kernel when it was recorded; null where it has none.
        Rule: objnull
    }

/// <summary>
/// A key or count that a step is given anew each time, or a key that was derived from one. The path is its number among those that are
/// given, and before that the place in the row of each key that it was derived from, the last first.
/// </summary>
[<Sealed>]
type internal Source(path: int list, derive: unit -> uint64) =
    let mutable given = ValueNone

    new(number: int) = Source([ number ], (fun () -> 0UL))

    member _.Path = path

    /// The bits of the key, or the count, in the step that is taken.
    member _.Value
        with get () =
            match given with
            | ValueSome value -> value
            | ValueNone -> derive ()
        and set value = given <- ValueSome value

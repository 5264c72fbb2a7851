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
        /// Given arrays of the same shapes, what fills the outputs from the inputs in the n-th step after the recorded one.
        Bind: Value[] -> Value[] -> (int -> unit)
        /// Whether an input, by its number, may lend its place to an output of its shape: each element is read before its place is
        /// written.
        InPlace: int -> int -> bool
        /// For a function of each element: what computes a tile of the outputs from a tile of the inputs.
        Tile: (Operand[] -> Operand[] -> (int -> Tile -> unit)) voption
        /// The works that became this one; none where it is as it was recorded.
        Joined: Work[]
        /// Which key it draws from; empty where it does not draw.
        Key: int list
        /// The hyperparameters of its kernel in the n-th step after the recorded one; null where it has none.
        Rule: int -> objnull
    }

/// <summary>
/// The key of a step that is given anew in each, or one that was derived from it. The path is its number among those that are given,
/// and before that the place in the row of each key that it was derived from, the last first.
/// </summary>
[<Sealed>]
type internal KeySource(path: int list, derive: unit -> uint64) =
    let mutable given = ValueNone

    new(number: int, derive) = KeySource([ number ], derive)

    member _.Path = path

    member _.Bits
        with get () =
            match given with
            | ValueSome bits -> bits
            | ValueNone -> derive ()
        and set bits = given <- ValueSome bits

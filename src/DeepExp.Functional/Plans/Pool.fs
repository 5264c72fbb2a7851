namespace DeepExp.Functional

open System
open System.Collections.Generic
open DeepExp

/// Arrays that hold nothing at the moment, by type and length.
[<Sealed>]
type internal Pool() =
    let free = Dictionary<struct (DType * int), Stack<Elements>>()

    let stack dtype length =
        let size = struct (dtype, length)

        match free.TryGetValue size with
        | true, stack -> stack
        | _ ->
            free[size] <- Stack()
            free[size]

    member _.Return(elements: Elements) =
        (stack elements.DType elements.Array.Length).Push elements

    member _.Take dtype length =
        match (stack dtype length).TryPop() with
        | true, elements -> elements
        | _ -> (Value.allocate dtype [| length |]).Elements

namespace DeepExp.Functional.Properties

open DeepExp
open DeepExp.Functional

/// An array as a definition has it: lengths, and an element for each index. What tensors compute is held to it.
type Indexed = { Lengths: Shape; At: int[] -> float }

[<RequireQualifiedAccess>]
module Indexed =

    /// All indices of a shape, the last axis fastest.
    let rec indices (lengths: Shape) : int list list =
        match List.ofArray lengths with
        | [] -> [ [] ]
        | first :: rest ->
            [
                for i in 0 .. first - 1 do
                    for tail in indices (Array.ofList rest) do
                        i :: tail
            ]

    let elements a =
        indices a.Lengths |> List.map (Array.ofList >> a.At) |> Array.ofList

    let position (lengths: Shape) (index: int[]) =
        Array.fold2 (fun at length i -> at * length + i) 0 lengths index

    let ofElements lengths (elements: float[]) =
        {
            Lengths = lengths
            At = fun index -> elements[position lengths index]
        }

    let ofTensor (x: Tensor) = ofElements x.Shape (x.ToArray<float>())

    let scalar value = { Lengths = [||]; At = fun _ -> value }

    let map (f: float -> float) a = { a with At = a.At >> f }

    /// The array repeated along axes of length 1 and missing leading axes.
    let stretch (lengths: Shape) a =
        let own index =
            Array.skip (lengths.Length - a.Lengths.Length) index
            |> Array.map2 (fun length i -> if length = 1 then 0 else i) a.Lengths

        { Lengths = lengths; At = own >> a.At }

    /// The lengths at which two arrays meet.
    let meet (a: Shape) (b: Shape) : Shape =
        let rank = max a.Length b.Length

        let padded (lengths: Shape) =
            Array.append (Array.replicate (rank - lengths.Length) 1) lengths

        Array.map2 (fun m n -> if m = 1 then n else m) (padded a) (padded b)

    let map2 (f: float -> float -> float) a b =
        let lengths = meet a.Lengths b.Lengths
        let a, b = stretch lengths a, stretch lengths b

        {
            Lengths = lengths
            At = fun index -> f (a.At index) (b.At index)
        }

    let permute (axes: int[]) a =
        {
            Lengths = axes |> Array.map (fun axis -> a.Lengths[axis])
            At = fun index -> a.At(Array.init axes.Length (fun axis -> index[Array.findIndex ((=) axis) axes]))
        }

    let reshape (lengths: Shape) a =
        let known = lengths |> Array.filter ((<>) -1) |> Array.fold (*) 1
        let size = Array.fold (*) 1 a.Lengths

        ofElements
            (lengths
             |> Array.map (fun length -> if length = -1 then size / known else length))
            (elements a)

    /// The sum over some axes, which vanish or stay with length 1.
    let sum (axes: int[]) keepDims a =
        let rank = a.Lengths.Length
        let axes = axes |> Array.map (fun axis -> (axis + rank) % rank)
        let isSummed axis = Array.contains axis axes

        let kept =
            a.Lengths |> Array.mapi (fun axis length -> if isSummed axis then 1 else length)

        let summed =
            a.Lengths |> Array.mapi (fun axis length -> if isSummed axis then length else 1)

        let total =
            {
                Lengths = kept
                At =
                    fun index ->
                        indices summed
                        |> List.sumBy (fun offset -> a.At(Array.map2 (+) index (Array.ofList offset)))
            }

        if keepDims then
            total
        else
            let rest =
                [|
                    for axis in 0 .. rank - 1 do
                        if not (isSummed axis) then
                            a.Lengths[axis]
                |]

            reshape rest total

    let sumAll a = elements a |> Array.sum |> scalar

    /// c[…,i,j] = Σₖ a[…,i,k] b[…,k,j]; a vector is a row on the left, a column on the right.
    let matmul transposeA transposeB a b =
        let matrix transposed isLeft x =
            match x.Lengths with
            | [| n |] when isLeft ->
                {
                    Lengths = [| 1; n |]
                    At = fun index -> x.At [| index[1] |]
                }
            | [| n |] ->
                {
                    Lengths = [| n; 1 |]
                    At = fun index -> x.At [| index[0] |]
                }
            | lengths when transposed ->
                let rank = lengths.Length
                permute [| yield! [ 0 .. rank - 3 ]; rank - 1; rank - 2 |] x
            | _ -> x

        let batch x =
            Array.take (x.Lengths.Length - 2) x.Lengths

        let sides x =
            Array.skip (x.Lengths.Length - 2) x.Lengths

        let left, right = matrix transposeA true a, matrix transposeB false b
        let lead = meet (batch left) (batch right)
        let left = stretch (Array.append lead (sides left)) left
        let right = stretch (Array.append lead (sides right)) right
        let rank = lead.Length + 2

        let m, k, n =
            left.Lengths[rank - 2], left.Lengths[rank - 1], right.Lengths[rank - 1]

        let product =
            {
                Lengths = Array.append lead [| m; n |]
                At =
                    fun index ->
                        let at, i, j = index[.. rank - 3], index[rank - 2], index[rank - 1]

                        List.sum
                            [
                                for k in 0 .. k - 1 ->
                                    left.At(Array.append at [| i; k |]) * right.At(Array.append at [| k; j |])
                            ]
            }

        let rows = if a.Lengths.Length = 1 then [||] else [| m |]
        let columns = if b.Lengths.Length = 1 then [||] else [| n |]
        reshape (Array.concat [ lead; rows; columns ]) product

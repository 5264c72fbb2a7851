/// The rows of products summed over axes that two tensors share.
module DeepExp.Functional.Properties.ContractionCases

open System
open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

let private batchMatmulCall =
    gen {
        let! transposeA, transposeB =
            Gen.elements [ false, false; false, true; true, false; true, true ]

        let! lengths = Gen.arrayOfLength 4 (length 0)
        let n, m, k, p = lengths[0], lengths[1], lengths[2], lengths[3]
        // A vector is a matrix with one column, so it fits where that length is 1.
        let! aIsVector = Gen.elements [ false; true ]
        let! bIsVector = Gen.elements [ false; true ]

        let sides transposed isVector (rows, columns) =
            match transposed, isVector with
            | false, false -> [| n; rows; columns |]
            | true, false -> [| n; columns; rows |]
            | false, true -> [| n; rows |]
            | true, true -> [| n; columns |]

        let k =
            if aIsVector && not transposeA || bIsVector && transposeB then
                1
            else
                k

        let! a = tensor mixed (sides transposeA aIsVector (m, k))
        let! b = tensor mixed (sides transposeB bIsVector (k, p))

        let matrix (x: Indexed) =
            if x.Lengths.Length = 2 then
                Indexed.reshape (Array.append x.Lengths [| 1 |]) x
            else
                x

        return
            call
                (transposeA, transposeB)
                [| a; b |]
                (fun xs -> LinearAlgebra.batchMatmul transposeA transposeB xs[0] xs[1])
                (fun xs -> Indexed.matmul transposeA transposeB (matrix xs[0]) (matrix xs[1]))
    }

/// Every assignment of places to the letters, one product each.
let private einstein (terms: string list) (result: string) (xs: Indexed[]) =
    let letters = String.Join("", terms) |> Seq.distinct |> Array.ofSeq

    let lengthOf letter =
        Seq.zip terms xs
        |> Seq.collect (fun (term, x) -> Seq.zip term x.Lengths)
        |> Seq.filter (fun (l, length) -> l = letter && length <> 1)
        |> Seq.tryHead
        |> Option.map snd
        |> Option.defaultValue 1

    let summed = letters |> Array.filter (fun letter -> not (result.Contains letter))

    {
        Lengths = result |> Seq.map lengthOf |> Array.ofSeq
        At =
            fun index ->
                List.sum
                    [
                        for places in Indexed.indices (Array.map lengthOf summed) do
                            let place = Seq.append (Seq.zip result index) (Seq.zip summed places) |> Map.ofSeq

                            Seq.zip terms xs
                            |> Seq.map (fun (term, x) ->
                                Seq.zip term x.Lengths
                                |> Seq.map (fun (letter, length) -> if length = 1 then 0 else place[letter])
                                |> Array.ofSeq
                                |> x.At)
                            |> Seq.fold (*) 1.0
                    ]
    }

/// Subscripts, the same with letters for the axes under an ellipsis, and the letters that are such.
let private subscripts =
    [
        "ij,jk->ik", "ij,jk->ik", ""
        "ij->i", "ij->i", ""
        "ij->", "ij->", ""
        "ii", "ii->", ""
        "iij,j->i", "iij,j->i", ""
        "iii,i->i", "iii,i->i", ""
        "bij, bjk -> bik", "bij,bjk->bik", ""
        "ba,cb", "ba,cb->ac", ""
        "i,j->ji", "i,j->ji", ""
        "ab,b,ac->c", "ab,b,ac->c", ""
        "ij,ij->ij", "ij,ij->ij", ""
        ",i->i", ",i->i", ""
        "i...,...j,i->j...", "ixy,yj,i->jxy", "xy"
        "...ij,...jk", "xij,xjk->xik", "x"
        "...,...->...", "xy,y->xy", "xy"
        "a...b->b...", "axb->bx", "x"
    ]

let private einsumCall =
    gen {
        let! given, letters, hidden = Gen.elements subscripts
        let parts = letters.Split "->"
        let terms = List.ofArray (parts[0].Split ',')
        let! lengths = Gen.arrayOfLength 26 (length 0 |> Gen.map (min 3))

        let lengthIn term =
            term
            |> Gen.collectToArray (fun (letter: char) ->
                let length = lengths[int letter - int 'a']

                if hidden.Contains letter then
                    Gen.frequency [ 3, Gen.constant length; 1, Gen.constant 1 ]
                else
                    Gen.constant length)

        let! shapes = terms |> Gen.collectToArray lengthIn
        let! xs = shapes |> Gen.collectToArray (tensor mixed)
        return call given xs (List.ofArray >> LinearAlgebra.einsum given) (einstein terms parts[1])
    }

let private alphabet = "abcdefgh"

/// Axes of a and b paired in any order, and the letters that say the same.
let private tensordotCall count (f: int[] -> int[] -> Tensor -> Tensor -> Tensor) shuffled =
    gen {
        let! freeA = Gen.choose (0, 2)
        let! freeB = Gen.choose (0, 2)
        let! count = count
        let! lengths = Gen.arrayOfLength 8 (length 0 |> Gen.map (min 3))
        let shared = alphabet[.. count - 1]
        let ofA, ofB = alphabet[4 .. 3 + freeA], alphabet[6 .. 5 + freeB]

        let! termA =
            if shuffled then
                Gen.shuffle (ofA + shared)
            else
                Gen.constant (Seq.toArray (ofA + shared))

        let! termB =
            if shuffled then
                Gen.shuffle (shared + ofB)
            else
                Gen.constant (Seq.toArray (shared + ofB))

        let termA, termB = String(Array.ofSeq termA), String(Array.ofSeq termB)

        let shape term =
            term
            |> Seq.map (fun letter -> lengths[alphabet.IndexOf(letter: char)])
            |> Array.ofSeq

        let places (term: string) =
            shared |> Seq.map (fun letter -> term.IndexOf letter) |> Array.ofSeq

        let! fromEnd = Gen.elements [ 0; termA.Length ]

        let axesA =
            if shuffled then
                places termA |> Array.map (fun axis -> axis - fromEnd)
            else
                places termA

        let! a = tensor mixed (shape termA)
        let! b = tensor mixed (shape termB)

        let rest (term: string) =
            term |> String.filter (fun letter -> not (shared.Contains letter))

        return
            call
                (axesA, places termB)
                [| a; b |]
                (fun xs -> f axesA (places termB) xs[0] xs[1])
                (einstein [ termA; termB ] (rest termA + rest termB))
    }

let rows =
    [
        case [ "LinearAlgebra.batchMatmul" ] batchMatmulCall
        |> refusing
            [
                "BatchMatMul",
                [ "a"; "shape 3" ],
                (fun () -> LinearAlgebra.batchMatmul false false (ones [| 3 |]) (ones [| 3; 1; 2 |]))
                "BatchMatMul",
                [ "2×3×1"; "2×2×1"; "3 and 2" ],
                (fun () -> LinearAlgebra.batchMatmul true false (ones [| 2; 3 |]) (ones [| 2; 2 |]))
            ]
        case
            [ "LinearAlgebra.tensordot" ]
            (tensordotCall (Gen.choose (0, 2)) (fun axes _ -> LinearAlgebra.tensordot axes.Length) false)
        |> refusing
            [
                "Tensordot",
                [ "3 axes"; "2×3"; "shape 3" ],
                (fun () -> LinearAlgebra.tensordot 3 (ones [| 2; 3 |]) (ones [| 3 |]))
                "Tensordot", [ "2×3"; "2×4" ], (fun () -> LinearAlgebra.tensordot 1 (ones [| 2; 3 |]) (ones [| 2; 4 |]))
            ]
        case [ "LinearAlgebra.tensordotOver" ] (tensordotCall (Gen.choose (0, 3)) LinearAlgebra.tensordotOver true)
        |> refusing
            [
                "Tensordot",
                [ "0, 0"; "twice" ],
                (fun () -> LinearAlgebra.tensordotOver [| 0; 0 |] [| 0; 1 |] (ones [| 2; 2 |]) (ones [| 2; 2 |]))
                "Tensordot",
                [ "axes 0, 1"; "2×3"; "equal" ],
                (fun () -> LinearAlgebra.tensordotOver [| 0; 1 |] [| 0 |] (ones [| 2; 3 |]) (ones [| 2 |]))
            ]
        case [ "LinearAlgebra.einsum" ] einsumCall
        |> refusing
            [
                "Einsum",
                [ "ij,jk->ik"; "2×3"; "4×2"; "«j»"; "3 and 4" ],
                (fun () -> LinearAlgebra.einsum "ij,jk->ik" [ ones [| 2; 3 |]; ones [| 4; 2 |] ])
                "Einsum", [ "«ij»"; "3 axes" ], (fun () -> LinearAlgebra.einsum "ij->i" [ ones [| 2; 3; 4 |] ])
                "Einsum", [ "«i1»"; "letters" ], (fun () -> LinearAlgebra.einsum "i1->i" [ ones [| 2; 3 |] ])
                "Einsum",
                [ "no ellipsis"; "never summed" ],
                (fun () -> LinearAlgebra.einsum "i...->i" [ ones [| 2; 3 |] ])
                "Einsum", [ "«k»" ], (fun () -> LinearAlgebra.einsum "ij->ik" [ ones [| 2; 3 |] ])
                "Einsum", [ "twice" ], (fun () -> LinearAlgebra.einsum "ij->ii" [ ones [| 2; 3 |] ])
                "Einsum", [ "2 operands"; "1 were" ], (fun () -> LinearAlgebra.einsum "ij,jk" [ ones [| 2; 3 |] ])
                "Einsum", [ "one arrow" ], (fun () -> LinearAlgebra.einsum "i->i->i" [ ones [| 2 |] ])
                "Einsum",
                [ "under the ellipsis"; "2 and 3" ],
                (fun () -> LinearAlgebra.einsum "...,..." [ ones [| 2 |]; ones [| 3 |] ])
                "Einsum",
                [ "«ii»"; "" ],
                (fun () -> LinearAlgebra.einsum "ii,...,..." [ ones [| 2 |]; ones [| 3 |]; ones [| 3 |] ])
                "Einsum", [ "2 and 3" ], (fun () -> LinearAlgebra.einsum "ii" [ ones [| 2; 3 |] ])
            ]
    ]

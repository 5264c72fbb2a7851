/// The rows of linear algebra and of Fourier transforms.
module DeepExp.Functional.Properties.LinearAlgebraCases

open System
open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// Square matrices under leading axes, the diagonal outweighing the rest: far from singular, and positive where symmetric.
let matrices lengths (batch: Shape) =
    gen {
        let! n = Gen.elements lengths
        let shape = Array.append batch [| n; n |]
        let! x = tensor (between -1.0 1.0) shape

        let diagonal =
            Array.init (n * n) (fun at -> if at / n = at % n then float n + 1.0 else 0.0)

        return x + Tensor.float64 [| n; n |] diagonal
    }

let private alone: Gen<Shape> = Gen.constant [||]
let private batches: Gen<Shape> = length 0 |> Gen.map (fun n -> [| n |])
let private any = [ 0; 1; 2; 3 ]

/// The determinant of one number has no second derivative, and what is computed of it is nothing but rounding.
let private curved = [ 0; 2; 3 ]

let private square names lengths batch f =
    case
        names
        (gen {
            let! x = batch |> Gen.bind (matrices lengths)
            return callOnly () [| x |] (fun xs -> f xs[0])
        })

/// By the first row, of each matrix of a batch.
let rec private determinant (a: Indexed) : Indexed =
    let rank = a.Lengths.Length
    let n = a.Lengths[rank - 1]
    let batch = a.Lengths[.. rank - 3]

    let minor column =
        {
            Lengths = Array.append batch [| n - 1; n - 1 |]
            At =
                fun index ->
                    let i, j = index[rank - 2], index[rank - 1]
                    a.At(Array.append index[.. rank - 3] [| i + 1; (if j < column then j else j + 1) |])
        }

    {
        Lengths = batch
        At =
            fun index ->
                if n = 0 then
                    1.0
                else
                    List.sum
                        [
                            for column in 0 .. n - 1 ->
                                (if column % 2 = 0 then 1.0 else -1.0)
                                * a.At(Array.append index [| 0; column |])
                                * (determinant (minor column)).At index
                        ]
    }

let private withDefinition definition case =
    { case with
        Call =
            case.Call
            |> Gen.map (fun call ->
                { call with
                    Definition = Some definition
                })
    }

let private ofDeterminant case =
    case |> withDefinition (fun (xs: Indexed[]) -> determinant xs[0])

/// Real parts above imaginary parts, as the sum of cosines and sines has them.
let private fourierCall =
    gen {
        let! shape = shapeOf 1 1 3
        let! inverse = Gen.elements [ false; true ]
        let! real = tensor mixed shape
        let! imaginary = tensor mixed shape
        let n = Array.last shape

        let definition (xs: Indexed[]) =
            let part isReal =
                {
                    Lengths = shape
                    At =
                        fun index ->
                            let total =
                                List.sum
                                    [
                                        for k in 0 .. n - 1 do
                                            let place = Array.updateAt (shape.Length - 1) k index
                                            let turn = 2.0 * Math.PI * float (Array.last index * k) / float n
                                            let turn = if inverse then turn else -turn
                                            let re, im = xs[0].At place, xs[1].At place

                                            if isReal then
                                                re * cos turn - im * sin turn
                                            else
                                                re * sin turn + im * cos turn
                                    ]

                            if inverse then total / float n else total
                }

            Indexed.ofElements
                [| 2 * Shape.size shape |]
                (Array.append (Indexed.elements (part true)) (Indexed.elements (part false)))

        return
            call
                inverse
                [| real; imaginary |]
                (fun xs ->
                    let real, imaginary = (if inverse then Fourier.ifft else Fourier.fft) (xs[0], xs[1])
                    joined [ real; imaginary ])
                definition
    }

let private needs form (f: Tensor -> Tensor) operation =
    refusing
        [
            operation, [ "shape 3"; form ], (fun () -> f (ones [| 3 |]))
            operation, [ "2×2×2×2"; form ], (fun () -> f (ones [| 2; 2; 2; 2 |]))
        ]

let rows =
    [
        square [ "Inverse"; "LinearAlgebra.inv" ] any alone LinearAlgebra.inv
        |> needs "n×n" LinearAlgebra.inv "Inv"
        |> refusing
            [
                "Inv", [ "2×3"; "equal" ], (fun () -> LinearAlgebra.inv (ones [| 2; 3 |]))
                "Inv", [ "2×2"; "singular" ], (fun () -> LinearAlgebra.inv (ones [| 2; 2 |]))
            ]
        square [ "LinearAlgebra.batchInv" ] any batches LinearAlgebra.batchInv
        |> needs "N×n×n" LinearAlgebra.batchInv "BatchInv"
        square [ "Determinant"; "LinearAlgebra.det" ] curved alone LinearAlgebra.det
        |> ofDeterminant
        |> needs "n×n" LinearAlgebra.det "Det"
        square [ "LinearAlgebra.batchDet" ] curved batches LinearAlgebra.batchDet
        |> ofDeterminant
        |> needs "N×n×n" LinearAlgebra.batchDet "BatchDet"
        square [ "Cholesky"; "LinearAlgebra.cholesky" ] any alone LinearAlgebra.cholesky
        |> needs "n×n" LinearAlgebra.cholesky "Cholesky"
        |> refusing
            [
                "Cholesky", [ "2×2"; "not positive definite" ], (fun () -> LinearAlgebra.cholesky (ones [| 2; 2 |]))
            ]
        one
            [ "LinearAlgebra.batchL2NormSquared" ]
            none
            (shapeOf 0 1 4)
            (fun () -> mixed)
            (fun () -> LinearAlgebra.batchL2NormSquared)
            (fun () x -> Indexed.map2 (*) x x |> Indexed.sum [| 1 .. x.Lengths.Length - 1 |] false)
        |> refusing
            [
                "BatchL2NormSquared", [ "batch axis" ], (fun () -> LinearAlgebra.batchL2NormSquared (ones [||]))
            ]
        case [ "Fourier"; "Fourier.fft"; "Fourier.ifft" ] fourierCall
        |> refusing
            [
                "FFT", [ "2×3"; "shape 3"; "equal" ], (fun () -> Fourier.fft (ones [| 2; 3 |], ones [| 3 |]) |> fst)
                "IFFT", [ "scalar"; "last axis" ], (fun () -> Fourier.ifft (ones [||], ones [||]) |> fst)
            ]
    ]

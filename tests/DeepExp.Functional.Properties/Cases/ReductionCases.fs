/// The rows of reductions.
module DeepExp.Functional.Properties.ReductionCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// Elements of which no step brings two together: each a fiftieth above the one before, in any order, all of one sign.
let private distinct (shape: Shape) =
    gen {
        let! order = Gen.shuffle [| 0 .. Shape.size shape - 1 |]
        let! sign = Gen.elements [ 1.0; -1.0 ]

        return
            order
            |> Array.ofSeq
            |> Array.map (fun i -> sign * 1.02 ** float i)
            |> Tensor.float64 shape
    }

let private small least = shapeOf least 0 3

let private axesAndKeep shape =
    Gen.zip (axes shape) (Gen.elements [ true; false ])

/// Elements brought together over some axes.
let private folded combine start (axes: int[]) keepDims (a: Indexed) =
    let rank = a.Lengths.Length

    let isReduced axis =
        Array.contains axis axes || Array.contains (axis - rank) axes

    let cut keep =
        a.Lengths |> Array.mapi (fun axis n -> if isReduced axis = keep then n else 1)

    let offsets = Indexed.indices (cut true) |> List.map Array.ofList

    let whole =
        {
            Lengths = cut false
            At =
                fun index ->
                    offsets
                    |> List.map (fun offset -> a.At(Array.map2 (+) index offset))
                    |> List.fold combine start
        }

    if keepDims then
        whole
    else
        let kept = [| 0 .. rank - 1 |] |> Array.filter (isReduced >> not)
        Indexed.reshape (kept |> Array.map (fun axis -> a.Lengths[axis])) whole

let private reduced names least values f definition =
    case
        names
        (gen {
            let! shape = small least
            let! x = values shape
            let! axes, keep = axesAndKeep shape
            return call (axes, keep) [| x |] (fun xs -> f axes keep xs[0]) (fun xs -> definition axes keep xs[0])
        })

/// Factors whose products stay moderate, perhaps one 0 among them; more of them are in ReductionProperties.
let private factors (shape: Shape) =
    gen {
        let! factors =
            Gen.oneof [ between 0.5 1.5; between -1.5 -0.5 ]
            |> Gen.arrayOfLength (Shape.size shape)

        let! zero = Gen.choose (0, 2 * factors.Length)

        return
            factors
            |> Array.mapi (fun i factor -> if i = zero then 0.0 else factor)
            |> Tensor.float64 shape
    }

/// An axis, or None for all elements in a row.
let private along names values f combine =
    case
        names
        (gen {
            let! shape = small 0
            let! x = values shape

            let! axis =
                if shape.Length = 0 then
                    Gen.constant None
                else
                    optional (Gen.choose (-shape.Length, shape.Length - 1))

            let definition (xs: Indexed[]) =
                let a, axis =
                    match axis with
                    | Some axis -> xs[0], (axis + shape.Length) % shape.Length
                    | None -> Indexed.reshape [| -1 |] xs[0], 0

                { a with
                    At =
                        fun index ->
                            List.reduce combine [ for i in 0 .. index[axis] -> a.At(Array.updateAt axis i index) ]
                }

            return call axis [| x |] (fun xs -> f axis xs[0]) definition
        })

/// Axes over which there is more than one element: over one alone nothing is averaged, and derivatives are nothing but rounding.
let private several (shape: Shape) =
    axes shape
    |> Gen.map (fun axes ->
        if
            axes
            |> Array.forall (fun axis -> shape[(axis + shape.Length) % shape.Length] = 1)
        then
            [| 0 .. shape.Length - 1 |]
        else
            axes)

let private shapeOfSeveral =
    shapeOf 1 1 2 |> Gen.map (fun shape -> Array.append shape [| 2 |])

let private logSumExpCall =
    gen {
        let! shape = shapeOfSeveral
        let! x = tensor moderate shape
        let! axes = several shape

        return
            call axes [| x |] (fun xs -> Reduction.logSumExp axes xs[0]) (fun xs ->
                Indexed.map exp xs[0] |> Indexed.sum axes false |> Indexed.map log)
    }

/// Without weights, with one for each place of an axis, or with one for each element.
let private averageCall =
    gen {
        let! shape = shapeOfSeveral
        let! x = tensor mixed shape
        let! axes = several shape
        let! keep = Gen.elements [ true; false ]
        let! kind = Gen.choose (0, 2)

        let! axis =
            [ 0 .. shape.Length - 1 ]
            |> List.filter (fun axis -> shape[axis] > 1)
            |> Gen.elements

        let axes = if kind = 1 then [| axis |] else axes

        let! weights =
            tensor (between 0.5 2.0) (if kind = 1 then [| shape[axis] |] else shape)
            |> Gen.map (fun weights -> if kind = 0 then [||] else [| weights |])

        let definition (xs: Indexed[]) =
            let w =
                match kind with
                | 0 -> Indexed.map (fun _ -> 1.0) xs[0]
                | 1 ->
                    { xs[0] with
                        At = fun index -> xs[1].At [| index[axis] |]
                    }
                | _ -> xs[1]

            Indexed.map2 (/) (Indexed.sum axes keep (Indexed.map2 (*) w xs[0])) (Indexed.sum axes keep w)

        return
            call
                (axes, keep)
                [| x; yield! weights |]
                (fun xs -> Reduction.average (Array.tryItem 1 xs) axes keep xs[0])
                definition
    }

let private sumToCall =
    gen {
        let! shape = shape
        let! target = within shape
        let! x = tensor mixed shape

        return
            call target [| x |] (fun xs -> Reduction.sumTo target xs[0]) (fun xs ->
                let missing = shape.Length - target.Length

                let repeated =
                    [| 0 .. shape.Length - 1 |]
                    |> Array.filter (fun axis -> axis < missing || target[axis - missing] = 1)

                Indexed.sum repeated false xs[0] |> Indexed.reshape target)
    }

let rows =
    [
        reduced [ "Max"; "Tensor.maxOver" ] 1 distinct Tensor.maxOver (folded max -infinity)
        |> refusing
            [
                "Max", [ "axis 0"; "0×3" ], (fun () -> Tensor.maxOver [| 0 |] false (ones [| 0; 3 |]))
            ]
        reduced [ "Reduction.max" ] 1 distinct Reduction.max (folded max -infinity)
        |> refusing
            [
                "Max", [ "axis 1"; "3×0" ], (fun () -> Reduction.max [| 1 |] false (ones [| 3; 0 |]))
                "Max", [ "axis 2"; "3×2" ], (fun () -> Reduction.max [| 2 |] false (ones [| 3; 2 |]))
            ]
        reduced [ "Reduction.min" ] 1 distinct Reduction.min (folded min infinity)
        |> refusing
            [
                "Min", [ "axis 1"; "3×0" ], (fun () -> Reduction.min [| -1 |] false (ones [| 3; 0 |]))
                "Min", [ "axes 0, 0"; "twice" ], (fun () -> Reduction.min [| 0; 0 |] false (ones [| 3; 2 |]))
            ]
        reduced [ "Reduction.prod" ] 0 factors Reduction.prod (folded (*) 1.0)
        |> refusing
            [
                "Prod", [ "axis 2"; "3×2" ], (fun () -> Reduction.prod [| 2 |] false (ones [| 3; 2 |]))
            ]
        along [ "Reduction.cumSum" ] (tensor mixed) Reduction.cumSum (+)
        |> refusing
            [
                "CumSum", [ "axis 2"; "3×2" ], (fun () -> Reduction.cumSum (Some 2) (ones [| 3; 2 |]))
            ]
        along [ "Reduction.cumProd" ] factors Reduction.cumProd (*)
        |> refusing
            [
                "CumProd", [ "axis -3"; "3×2" ], (fun () -> Reduction.cumProd (Some -3) (ones [| 3; 2 |]))
            ]
        case [ "Reduction.logSumExp" ] logSumExpCall
        |> refusing
            [
                "LogSumExp", [ "axis 0"; "0×3" ], (fun () -> Reduction.logSumExp [| 0 |] (ones [| 0; 3 |]))
            ]
        case [ "Reduction.average" ] averageCall
        |> refusing
            [
                "Average",
                [ "shape 2"; "3×2"; "axes 0"; "single axis" ],
                (fun () -> Reduction.average (Some(ones [| 2 |])) [| 0 |] false (ones [| 3; 2 |]))
                "Average",
                [ "shape 3"; "axes 0, 1" ],
                (fun () -> Reduction.average (Some(ones [| 3 |])) [| 0; 1 |] false (ones [| 3; 2 |]))
            ]
        case [ "Reduction.sumTo" ] sumToCall
        |> refusing
            [
                "SumTo", [ "shape 3"; "3×2" ], (fun () -> Reduction.sumTo [| 3 |] (ones [| 3; 2 |]))
            ]
    ]

/// The rows of non-linearities.
module DeepExp.Functional.Properties.ActivationCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// Elements between and beyond the places of kinks, none within a step of one.
let private around (kinks: float list) =
    let inside =
        List.pairwise kinks
        |> List.map (fun (low, high) -> between (low + 0.1) (high - 0.1))

    Gen.oneof (
        between (kinks.Head - 3.0) (kinks.Head - 0.1)
        :: between (List.last kinks + 0.1) (List.last kinks + 3.0)
        :: inside
    )

let private clipped z x = min (max x 0.0) z

let private elu alpha x =
    if x > 0.0 then x else alpha * (exp x - 1.0)

let private withAxis shape =
    gen {
        let! shape = shape
        let! axis = Gen.choose (-Array.length shape, Array.length shape - 1)
        return shape, axis
    }

/// A function along an axis of two or more elements: of one alone the softmax is 1, whatever x.
let private along names values (f: int -> Tensor -> Tensor) definition =
    case
        names
        (gen {
            let! shape, axis = withAxis (shapeOf 1 1 3)
            let at = (axis + shape.Length) % shape.Length
            let! x = tensor values (Array.updateAt at (max 2 shape[at]) shape)
            return call axis [| x |] (fun xs -> f axis xs[0]) (fun xs -> definition at xs[0])
        })

let private exponentials axis a =
    let e = Indexed.map exp a
    e, Indexed.sum [| axis |] true e

/// One after the other along an axis.
let private append axis (a: Indexed) (b: Indexed) =
    let n = a.Lengths[axis]

    {
        Lengths = Array.updateAt axis (n + b.Lengths[axis]) a.Lengths
        At =
            fun index ->
                if index[axis] < n then
                    a.At index
                else
                    b.At(Array.updateAt axis (index[axis] - n) index)
    }

/// Distinct elements half apart: the largest of some stays the largest.
let private distinct shape =
    Gen.shuffle [ 1 .. Shape.size shape ]
    |> Gen.map (Seq.map (fun i -> float i / 2.0 - 4.25) >> Array.ofSeq >> Tensor.float64 shape)

let private pools =
    gen {
        let! shape, axis = withAxis (shapeOf 1 1 3)
        let! poolSize = Gen.choose (1, 3)
        let at = (axis + shape.Length) % shape.Length
        let! x = distinct (Array.updateAt at (shape[at] * poolSize) shape)

        let definition (a: Indexed) =
            {
                Lengths = shape
                At =
                    fun index ->
                        [ 0 .. poolSize - 1 ]
                        |> List.map (fun i -> a.At(Array.updateAt at (index[at] * poolSize + i) index))
                        |> List.max
            }

        return
            call (poolSize, axis) [| x |] (fun xs -> Activation.maxout poolSize axis xs[0]) (fun xs -> definition xs[0])
    }

/// x, and a tensor of the shape of its first axes after the batch, which meets it there.
let private afterBatch names values (f: Tensor -> Tensor -> Tensor) definition =
    case
        names
        (gen {
            let! shape = shapeOf 0 1 4
            let! axes = Gen.choose (0, shape.Length - 1)
            let own = shape[1..axes]
            let! x = tensor values shape
            let! W = tensor (between -2.0 2.0) own
            let meeting = Array.append own (Array.create (shape.Length - 1 - axes) 1)

            return
                call () [| x; W |] (fun xs -> f xs[1] xs[0]) (fun xs ->
                    Indexed.map2 definition (Indexed.reshape meeting xs[1]) xs[0])
        })

let private rectified slope x = if x >= 0.0 then x else slope * x

/// Outside training, where slopes are no draw: those of float32 are others.
let private meanSlope =
    gen {
        let! l, u = Gen.elements [ 0.0, 0.5; 0.125, 1.0 / 3.0 ]
        let! x = shape |> Gen.bind (tensor nonZero)

        return
            call (l, u) [| x |] (fun xs -> Activation.rrelu false l u (Key.ofSeed 1) xs[0]) (fun xs ->
                Indexed.map (rectified ((l + u) / 2.0)) xs[0])
    }

let rows =
    [
        map
            [ "Activation.clippedRelu" ]
            (Gen.elements [ 1.0; 3.0; 20.0 ])
            (fun z -> around [ 0.0; z ])
            Activation.clippedRelu
            clipped
        |> refusing
            [
                "ClippedRelu", [ "z is -1"; "above 0" ], (fun () -> Activation.clippedRelu -1.0 (ones [| 2 |]))
            ]
        map [ "Activation.relu6" ] none (fun () -> around [ 0.0; 6.0 ]) (fun () -> Activation.relu6) (fun () ->
            clipped 6.0)
        map
            [ "Activation.hardSigmoid" ]
            none
            (fun () -> around [ -2.5; 2.5 ])
            (fun () -> Activation.hardSigmoid)
            (fun () x -> clipped 1.0 (0.2 * x + 0.5))
        along [ "Activation.crelu" ] nonZero Activation.crelu (fun axis a ->
            append axis (Indexed.map (max 0.0) a) (Indexed.map (fun x -> max 0.0 -x) a))
        |> refusing
            [
                "Crelu", [ "axis 2"; "2×3" ], (fun () -> Activation.crelu 2 (ones [| 2; 3 |]))
            ]
        map [ "Activation.elu" ] (Gen.elements [ 1.0; 0.3; 2.0 ]) (fun _ -> around [ 0.0 ]) Activation.elu elu
        map
            [ "Activation.selu" ]
            (Gen.elements [ 1.6732632423543772, 1.0507009873554805; 0.5, 2.0 ])
            (fun _ -> around [ 0.0 ])
            (fun (alpha, scale) -> Activation.selu alpha scale)
            (fun (alpha, scale) x -> scale * elu alpha x)
        map
            [ "Activation.softplus" ]
            (Gen.elements [ 1.0; 0.5; 3.0; -1.0 ])
            (fun _ -> moderate)
            Activation.softplus
            (fun beta x -> log (1.0 + exp (beta * x)) / beta)
        along [ "Activation.softmax" ] moderate Activation.softmax (fun axis a ->
            exponentials axis a ||> Indexed.map2 (/))
        |> refusing
            [
                "Softmax", [ "axis 1"; "shape 3" ], (fun () -> Activation.softmax 1 (ones [| 3 |]))
            ]
        along [ "Activation.logSoftmax" ] moderate Activation.logSoftmax (fun axis a ->
            exponentials axis a ||> Indexed.map2 (/) |> Indexed.map log)
        |> refusing
            [
                "LogSoftmax", [ "axis -2"; "shape 3" ], (fun () -> Activation.logSoftmax -2 (ones [| 3 |]))
            ]
        case [ "Activation.maxout" ] pools
        |> refusing
            [
                "Maxout",
                [ "axis 1"; "2×6"; "length 6"; "pool size 4" ],
                (fun () -> Activation.maxout 4 1 (ones [| 2; 6 |]))
                "Maxout", [ "axis 2"; "2×6" ], (fun () -> Activation.maxout 2 2 (ones [| 2; 6 |]))
                "Maxout", [ "pool size 0" ], (fun () -> Activation.maxout 0 1 (ones [| 2; 6 |]))
            ]
        afterBatch [ "Activation.prelu" ] nonZero Activation.prelu rectified
        |> refusing
            [
                "Prelu", [ "W has shape 2"; "2×3" ], (fun () -> Activation.prelu (ones [| 2 |]) (ones [| 2; 3 |]))
                "Prelu", [ "W has shape 3×4"; "2×3" ], (fun () -> Activation.prelu (ones [| 3; 4 |]) (ones [| 2; 3 |]))
            ]
        afterBatch [ "Activation.swish" ] moderate Activation.swish (fun beta x -> x / (1.0 + exp (-beta * x)))
        |> refusing
            [
                "Swish", [ "beta has shape 2"; "2×3" ], (fun () -> Activation.swish (ones [| 2 |]) (ones [| 2; 3 |]))
            ]
        two
            [ "Activation.rreluWith" ]
            none
            (fun () -> shape |> Gen.map (Array.replicate 2))
            mixed
            nonZero
            (fun () -> Activation.rreluWith)
            (fun () -> Indexed.map2 rectified)
        |> refusing
            [
                "Rrelu", [ "r has shape 2"; "2×3" ], (fun () -> Activation.rreluWith (ones [| 2 |]) (ones [| 2; 3 |]))
            ]
        case [ "Activation.rrelu" ] meanSlope
        |> refusing
            [
                "Rrelu",
                [ "l is 0.5"; "u is 0.2" ],
                (fun () -> Activation.rrelu true 0.5 0.2 (Key.ofSeed 1) (ones [| 2 |]))
                "Rrelu", [ "u is 1" ], (fun () -> Activation.rrelu false 0.5 1.0 (Key.ofSeed 1) (ones [| 2 |]))
            ]
    ]

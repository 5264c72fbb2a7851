/// The rows of functions with randomness, whose key is given.
module DeepExp.Functional.Properties.NoiseCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

let private key = Gen.choose (0, 1000) |> Gen.map Key.ofSeed
let private ratio = Gen.elements [ 0.0; 0.25; 0.5; 0.8 ]

let private pair names values f =
    gen {
        let! shape = shapeOf 0 1 3
        let! x = tensor values shape
        let! y = tensor values shape
        let! arguments = Gen.zip ratio key
        return callOnly arguments [| x; y |] (fun xs -> f arguments xs[0] xs[1])
    }
    |> case names

let private dropout =
    gen {
        let! x = shapeOf 0 0 3 |> Gen.bind (tensor mixed)
        let! ratio, key = Gen.zip ratio key
        return callOnly (ratio, key) [| x |] (fun xs -> Noise.dropout ratio key xs[0])
    }

let private dropoutBy =
    gen {
        let! x = shapeOf 0 0 3 |> Gen.bind (tensor mixed)
        let! mask = tensor (Gen.elements [ 0.0; 2.0 ]) x.Shape

        return
            call mask [| x |] (fun xs -> Noise.dropoutBy mask xs[0]) (fun xs ->
                Indexed.map2 (*) xs[0] (Indexed.ofTensor mask))
    }

let private gaussianBy =
    gen {
        let! shape = shapeOf 0 0 3
        let! mean = tensor mixed shape
        let! lnVar = tensor moderate shape
        let! eps = tensor moderate shape

        return
            call eps [| mean; lnVar |] (fun xs -> Noise.gaussianBy (Tensor.cast xs[0].DType eps) xs[1] xs[0]) (fun xs ->
                Indexed.map2 (*) (Indexed.map (fun v -> exp (v / 2.0)) xs[1]) (Indexed.ofTensor eps)
                |> Indexed.map2 (+) xs[0])
    }

let private gumbel =
    gen {
        let! shape = Gen.elements [ [| 2; 3 |]; [| 1; 2; 2 |] ]
        let! axis = Gen.choose (shape.Length - 2, shape.Length - 1)
        let! logPi = tensor (between -1.0 1.0) shape
        let! key = key
        return callOnly (axis, key) [| logPi |] (fun xs -> Noise.gumbelSoftmax 2.0 axis key xs[0])
    }

let private layer =
    gen {
        let! N = Gen.choose (0, 2)
        let! x = tensor mixed [| N; 3 |]
        let! W = tensor mixed [| 2; 3 |]
        let! b = tensor mixed [| 2 |]
        let! bias = Gen.elements [ true; false ]
        return if bias then [| x; W; b |] else [| x; W |]
    }

let private dropconnect =
    gen {
        let! inputs = layer
        let! ratio, key = Gen.zip ratio key
        let! batchwise = Gen.elements [ true; false ]

        return
            callOnly (ratio, key, batchwise) inputs (fun xs ->
                Noise.simplifiedDropconnect ratio batchwise key xs[1] (Array.tryItem 2 xs) xs[0])
    }

let private dropconnectBy =
    gen {
        let! inputs = layer
        let! batchwise = Gen.elements [ true; false ]

        let shape =
            if batchwise then
                [| inputs[0].Shape[0]; 2; 3 |]
            else
                [| 2; 3 |]

        let! mask = tensor (Gen.elements [ 0.0; 1.0 ]) shape
        let at = Indexed.ofTensor mask |> Indexed.stretch [| inputs[0].Shape[0]; 2; 3 |]

        return
            call
                mask
                inputs
                (fun xs -> Noise.simplifiedDropconnectBy 0.2 mask xs[1] (Array.tryItem 2 xs) xs[0])
                (fun xs ->
                    {
                        Lengths = [| xs[0].Lengths[0]; 2 |]
                        At =
                            fun index ->
                                List.sum
                                    [
                                        for i in 0..2 ->
                                            at.At [| index[0]; index[1]; i |] * xs[1].At [| index[1]; i |] / 0.8
                                            * xs[0].At [| index[0]; i |]
                                    ]
                                + (match Array.tryItem 2 xs with
                                   | Some b -> b.At [| index[1] |]
                                   | None -> 0.0)
                    })
    }

let rows: Case list =
    [
        case [ "Noise.dropout" ] dropout
        |> refusing
            [
                "Dropout", [ "ratio is 1"; "[0, 1)" ], (fun () -> Noise.dropout 1.0 (Key.ofSeed 1) (ones [| 2 |]))
            ]
        case [ "Noise.dropoutBy" ] dropoutBy
        |> refusing
            [
                "Dropout", [ "mask"; "shape 3"; "2" ], (fun () -> Noise.dropoutBy (ones [| 3 |]) (ones [| 2 |]))
            ]
        pair [ "Noise.gaussian" ] moderate (fun (_, key) mean lnVar -> Noise.gaussian key lnVar mean)
        |> refusing
            [
                "Gaussian",
                [ "lnVar"; "shape 3"; "2" ],
                (fun () -> Noise.gaussian (Key.ofSeed 1) (ones [| 3 |]) (ones [| 2 |]))
            ]
        case [ "Noise.gaussianBy" ] gaussianBy
        |> refusing
            [
                "Gaussian",
                [ "eps"; "shape 3"; "2" ],
                (fun () -> Noise.gaussianBy (ones [| 3 |]) (ones [| 2 |]) (ones [| 2 |]))
            ]
        case [ "Noise.gumbelSoftmax" ] gumbel
        |> refusing
            [
                "GumbelSoftmax",
                [ "axis 1"; "shape 3" ],
                (fun () -> Noise.gumbelSoftmax 0.1 1 (Key.ofSeed 1) (ones [| 3 |]))
                "GumbelSoftmax", [ "tau is 0" ], (fun () -> Noise.gumbelSoftmax 0.0 1 (Key.ofSeed 1) (ones [| 2; 3 |]))
            ]
        case [ "Noise.simplifiedDropconnect" ] dropconnect
        |> refusing
            [
                "SimplifiedDropconnect",
                [ "2×4"; "5×3"; "N×in" ],
                (fun () -> Noise.simplifiedDropconnect 0.5 true (Key.ofSeed 1) (ones [| 5; 3 |]) None (ones [| 2; 4 |]))
            ]
        case [ "Noise.simplifiedDropconnectBy" ] dropconnectBy
        |> refusing
            [
                "SimplifiedDropconnect",
                [ "mask"; "2×5"; "2×5×3" ],
                (fun () ->
                    Noise.simplifiedDropconnectBy 0.5 (ones [| 1; 2; 5 |]) (ones [| 5; 3 |]) None (ones [| 2; 3 |]))
            ]
        pair [ "Noise.zoneout" ] mixed (fun (ratio, key) -> Noise.zoneout ratio key)
        |> refusing
            [
                "Zoneout",
                [ "h"; "shape 3"; "2" ],
                (fun () -> Noise.zoneout 0.5 (Key.ofSeed 1) (ones [| 3 |]) (ones [| 2 |]))
            ]
    ]

/// The rows of arithmetic, of what moves and adds up elements, and of the first functions of a network.
module DeepExp.Functional.Properties.PrimitiveCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

let private equalShapes least highest =
    shapeOf least 0 highest |> Gen.map (Array.replicate 2)

/// Exponents, fractions only for elements above 0.
let private exponents =
    Gen.elements [ 0.0; 1.0; 2.0; 3.0; -1.0; -2.0; 0.5; 2.5; -0.5 ]

let private baseOf (exponent: float) =
    if exponent = round exponent then nonZero else positive

/// Bounds, and elements on both sides of them, no step away.
let private bounds =
    Gen.zip (between -3.0 1.0) (between 0.5 2.0)
    |> Gen.map (fun (low, gap) -> low, low + gap)

let private aroundBounds (low, high) =
    Gen.oneof
        [
            between (low - 5.0) (low - 0.1)
            between (low + 0.1) (high - 0.1)
            between (high + 0.1) (high + 5.0)
        ]

let private slopes = Gen.elements [ 0.2; 0.0; 1.0; -0.5; 3.0 ]

let private rectified slope c v = if c > 0.0 then v else slope * v

let private sigmoid x = 1.0 / (1.0 + exp -x)

/// Two factors with agreeing inner lengths: equal batches, or batches that broadcast, or vectors.
let private factors (batches: Gen<Shape[]>) (transposeA, transposeB) =
    gen {
        let! m = length 0
        let! k = length 0
        let! n = length 0
        let! batches = batches
        let a = if transposeA then [| k; m |] else [| m; k |]
        let b = if transposeB then [| n; k |] else [| k; n |]
        return [| Array.append batches[0] a; Array.append batches[1] b |]
    }

let private smallMeeting =
    shapeOf 0 0 2 |> Gen.bind (fun batch -> Gen.arrayOfLength 2 (within batch))

/// Any pair that matmul takes: a vector stands where a matrix could.
let private anyFactors (transposeA, transposeB) =
    gen {
        let! shapes = factors smallMeeting (transposeA, transposeB)
        let a, b = shapes[0], shapes[1]
        let k = if transposeA then a[a.Length - 2] else a[a.Length - 1]
        let! a = Gen.frequency [ 3, Gen.constant a; 1, Gen.constant [| k |] ]
        let! b = Gen.frequency [ 3, Gen.constant b; 1, Gen.constant [| k |] ]
        return [| a; b |]
    }

let private flags =
    Gen.elements [ false, false; false, true; true, false; true, true ]

let private axesAndKeep shape =
    Gen.zip (axes shape) (Gen.elements [ true; false ])

let private meanOf axes keepDims (a: Indexed) =
    let count =
        axes
        |> Array.fold (fun n axis -> n * a.Lengths[(axis + a.Lengths.Length) % a.Lengths.Length]) 1

    Indexed.sum axes keepDims a |> Indexed.map (fun total -> total / float count)

let private permutation (shape: Shape) =
    Gen.shuffle [| 0 .. shape.Length - 1 |] |> Gen.map Array.ofSeq

/// x (with any axes after the first), W and perhaps b.
let private linearCall f =
    gen {
        let! shape = shapeOf 0 2 4
        let features = shape[1..] |> Array.fold (*) 1
        let! outputs = length 0
        let! x = tensor mixed shape
        let! W = tensor mixed [| outputs; features |]
        let! b = optional (tensor mixed [| outputs |])

        let definition (xs: Indexed[]) =
            let y =
                Indexed.matmul false true (Indexed.reshape [| shape[0]; features |] xs[0]) xs[1]

            if xs.Length = 3 then Indexed.map2 (+) y xs[2] else y

        return call () [| x; W; yield! Option.toArray b |] (fun xs -> f xs[1] (Array.tryItem 2 xs) xs[0]) definition
    }

let rows =
    [
        map [ "x * c" ] mixed (fun _ -> mixed) (fun c x -> x * c) (fun c x -> x * c)
        map [ "Scale"; "c * x" ] mixed (fun _ -> mixed) (fun c x -> c * x) (fun c x -> c * x)
        map [ "-x" ] none (fun _ -> mixed) (fun () x -> -x) (fun () x -> -x)
        map [ "Shift"; "x + c" ] mixed (fun _ -> mixed) (fun c x -> x + c) (fun c x -> x + c)
        map [ "c + x" ] mixed (fun _ -> mixed) (fun c x -> c + x) (fun c x -> c + x)
        map [ "x - c" ] mixed (fun _ -> mixed) (fun c x -> x - c) (fun c x -> x - c)
        map [ "c - x" ] mixed (fun _ -> mixed) (fun c x -> c - x) (fun c x -> c - x)
        map [ "x / c" ] nonZero (fun _ -> mixed) (fun c x -> x / c) (fun c x -> x / c)
        map [ "c / x" ] mixed (fun _ -> nonZero) (fun c x -> c / x) (fun c x -> c / x)
        map [ "Power"; "Tensor.power" ] exponents baseOf Tensor.power (fun c x -> x ** c)
        map [ "x ** c" ] exponents baseOf (fun c x -> x ** c) (fun c x -> x ** c)
        map [ "Abs"; "Tensor.abs" ] none (fun () -> nonZero) (fun () -> Tensor.abs) (fun () -> abs)
        map [ "Sign"; "Tensor.sign" ] none (fun () -> nonZero) (fun () -> Tensor.sign) (fun () -> sign >> float)
        map [ "Exp"; "Tensor.exp" ] none (fun () -> moderate) (fun () -> Tensor.exp) (fun () -> exp)
        map [ "Log"; "Tensor.log" ] none (fun () -> positive) (fun () -> Tensor.log) (fun () -> log)
        map [ "Sqrt"; "Tensor.sqrt" ] none (fun () -> positive) (fun () -> Tensor.sqrt) (fun () -> sqrt)
        map
            [ "Clip"; "Tensor.clip" ]
            bounds
            aroundBounds
            (fun (low, high) -> Tensor.clip low high)
            (fun (low, high) x ->
                if x < low then low
                elif x > high then high
                else x)
        map [ "Tanh"; "Tensor.tanh" ] none (fun () -> moderate) (fun () -> Tensor.tanh) (fun () -> tanh)
        map [ "Activation.tanh" ] none (fun () -> moderate) (fun () -> Activation.tanh) (fun () -> tanh)
        map [ "Sigmoid"; "Tensor.sigmoid" ] none (fun () -> moderate) (fun () -> Tensor.sigmoid) (fun () -> sigmoid)
        map [ "Activation.sigmoid" ] none (fun () -> moderate) (fun () -> Activation.sigmoid) (fun () -> sigmoid)
        map [ "Activation.relu" ] none (fun () -> nonZero) (fun () -> Activation.relu) (fun () -> max 0.0)
        map [ "Activation.leakyRelu" ] slopes (fun _ -> nonZero) Activation.leakyRelu (fun slope x ->
            rectified slope x x)
        map [ "Tensor.zerosLike" ] none (fun () -> mixed) (fun () -> Tensor.zerosLike) (fun () _ -> 0.0)
        map [ "Tensor.onesLike" ] none (fun () -> mixed) (fun () -> Tensor.onesLike) (fun () _ -> 1.0)

        zip [ "Add"; "x + y" ] none mixed mixed (fun () x y -> x + y) (fun () x y -> x + y)
        zip [ "Subtract"; "x - y" ] none mixed mixed (fun () x y -> x - y) (fun () x y -> x - y)
        zip [ "Multiply"; "x * y" ] none mixed mixed (fun () x y -> x * y) (fun () x y -> x * y)
        zip [ "Divide"; "x / y" ] none mixed nonZero (fun () x y -> x / y) (fun () x y -> x / y)
        zip [ "Rectify"; "Tensor.rectify" ] slopes nonZero mixed Tensor.rectify rectified

        shaped [ "Reshape"; "Tensor.reshape" ] shape reshapes Tensor.reshape Indexed.reshape
        shaped [ "Permute"; "Tensor.permute" ] shape permutation Tensor.permute Indexed.permute
        one [ "Tensor.transpose" ] none shape (fun () -> mixed) (fun () -> Tensor.transpose) (fun () a ->
            Indexed.permute (Array.rev [| 0 .. a.Lengths.Length - 1 |]) a)
        case
            [ "BroadcastTo"; "Tensor.broadcastTo" ]
            (gen {
                let! target = shape
                let! x = within target |> Gen.bind (tensor mixed)

                return
                    call target [| x |] (fun xs -> Tensor.broadcastTo target xs[0]) (fun xs ->
                        Indexed.stretch target xs[0])
            })
        shaped
            [ "Sum"; "Tensor.sumOver" ]
            shape
            axesAndKeep
            (fun (axes, keep) -> Tensor.sumOver axes keep)
            (fun (axes, keep) -> Indexed.sum axes keep)
        one [ "Tensor.sum" ] none shape (fun () -> mixed) (fun () -> Tensor.sum) (fun () -> Indexed.sumAll)
        shaped
            [ "Tensor.meanOver" ]
            (shapeOf 1 0 4)
            axesAndKeep
            (fun (axes, keep) -> Tensor.meanOver axes keep)
            (fun (axes, keep) -> meanOf axes keep)
        one [ "Tensor.mean" ] none (shapeOf 1 0 4) (fun () -> mixed) (fun () -> Tensor.mean) (fun () a ->
            meanOf [| 0 .. a.Lengths.Length - 1 |] false a)
        two [ "Tensor.dot" ] none (fun () -> meeting 2) mixed mixed (fun () -> Tensor.dot) (fun () a b ->
            Indexed.map2 (*) a b |> Indexed.sumAll)

        two [ "MatMul" ] flags (factors (equalShapes 0 2)) mixed mixed (fun (a, b) -> Tensor.product a b) (fun (a, b) ->
            Indexed.matmul a b)
        two [ "Tensor.matmulWith" ] flags anyFactors mixed mixed (fun (a, b) -> Tensor.matmulWith a b) (fun (a, b) ->
            Indexed.matmul a b)
        two
            [ "Tensor.matmul" ]
            none
            (fun () -> anyFactors (false, false))
            mixed
            mixed
            (fun () -> Tensor.matmul)
            (fun () -> Indexed.matmul false false)

        case [ "Linear"; "Connection.linear" ] (linearCall Connection.linear)
        case [ "Linear.forward" ] (linearCall (fun W b -> Linear.forward { W = W; b = b }))
        two
            [ "Loss.meanSquaredError" ]
            none
            (fun () -> equalShapes 1 4)
            mixed
            mixed
            (fun () -> Loss.meanSquaredError)
            (fun () t y ->
                Indexed.map2 (fun y t -> (y - t) * (y - t)) y t
                |> meanOf [| 0 .. t.Lengths.Length - 1 |] false)
    ]

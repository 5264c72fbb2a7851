/// The rows of elementary functions.
module DeepExp.Functional.Properties.ElementaryCases

open System
open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// A function of one tensor without arguments.
let private plain names values f definition =
    map names none (fun () -> values) (fun () -> f) (fun () -> definition)

/// Far enough from ±1, where the derivatives grow without bound.
let private inner = between -0.7 0.7

/// Numbers with a fraction that no step carries to a whole number.
let private betweenWholes =
    Gen.map2 (fun whole part -> float whole + part) (Gen.choose (-5, 5)) (between 0.1 0.9)

/// Whole numbers on one side, halves on the other: no step makes them meet.
let private wholes = Gen.choose (-10, 10) |> Gen.map float
let private halves = wholes |> Gen.map (fun x -> x + 0.5)

/// x with itself, or with numbers that no step brings to it.
let private equalCall =
    gen {
        let! shapes = meeting 2
        let! x = tensor wholes shapes[0]
        let! y = tensor halves shapes[1]
        let! same = Gen.elements [ true; false ]

        return
            if same then
                call "itself" [| x |] (fun xs -> Tensor.equal xs[0] xs[0]) (fun xs -> Indexed.map (fun _ -> 1.0) xs[0])
            else
                call "another" [| x; y |] (fun xs -> Tensor.equal xs[0] xs[1]) (fun xs ->
                    Indexed.map2 (fun _ _ -> 0.0) xs[0] xs[1])
    }

/// x and a divisor whose quotient no step carries to a whole number; the divisor may be one for all.
let private fmodCall =
    gen {
        let! shape = shape
        let! divisorShape = Gen.elements [ shape; [||] ]
        let! divisor = tensor nonZero divisorShape
        let! quotient = tensor betweenWholes shape

        return
            call () [| quotient * divisor; divisor |] (fun xs -> Elementary.fmod xs[1] xs[0]) (fun xs ->
                Indexed.map2 (fun x d -> x - d * truncate (x / d)) xs[0] xs[1])
    }

let private addCall =
    gen {
        let! count = Gen.choose (1, 3)
        let! shapes = meeting count
        let! xs = shapes |> Gen.collectToArray (tensor mixed)
        return call () xs (List.ofArray >> Elementary.add) (Array.reduce (Indexed.map2 (+)))
    }

let private interpolateCall =
    gen {
        let! shape = shape
        let! xs = Gen.arrayOfLength 3 (tensor mixed shape)

        return
            call () xs (fun xs -> Elementary.linearInterpolate xs[0] xs[1] xs[2]) (fun xs ->
                Indexed.map2 (+) (Indexed.map2 (*) xs[0] xs[1]) (Indexed.map2 (fun p y -> (1.0 - p) * y) xs[0] xs[2]))
    }

/// x, and y with some neighbouring axes of it.
let private alongsideCall f combine =
    gen {
        let! shape = shape
        let! axis = Gen.choose (0, shape.Length)
        let! count = Gen.choose (0, shape.Length - axis)
        let! fromEnd = Gen.elements [ false; axis < shape.Length ]
        let! x = tensor mixed shape
        let! y = tensor mixed shape[axis .. axis + count - 1]
        let ones = Array.create (shape.Length - axis - count) 1
        let given = if fromEnd then axis - shape.Length else axis

        return
            call given [| x; y |] (fun xs -> f given xs[1] xs[0]) (fun xs ->
                Indexed.map2 combine xs[0] (Indexed.reshape (Array.append xs[1].Lengths ones) xs[1]))
    }

let rows =
    [
        plain [ "Sin"; "Tensor.sin" ] moderate Tensor.sin sin
        plain [ "Cos"; "Tensor.cos" ] moderate Tensor.cos cos
        plain [ "Elementary.tan" ] (between -1.0 1.0) Elementary.tan tan
        plain [ "Asin"; "Elementary.arcsin" ] inner Elementary.arcsin asin
        plain [ "Elementary.arccos" ] inner Elementary.arccos acos
        plain [ "Atan"; "Elementary.arctan" ] moderate Elementary.arctan atan
        zip [ "Atan2"; "Elementary.arctan2" ] none nonZero nonZero (fun () -> Elementary.arctan2) (fun () -> atan2)
        plain [ "Elementary.sinh" ] moderate Elementary.sinh sinh
        plain [ "Elementary.cosh" ] moderate Elementary.cosh cosh
        plain [ "Elementary.arctanh" ] inner Elementary.arctanh Math.Atanh
        plain [ "Expm1"; "Elementary.expm1" ] moderate Elementary.expm1 (fun x -> exp x - 1.0)
        plain [ "Log1p"; "Elementary.log1p" ] (between -0.7 3.0) Elementary.log1p (fun x -> log (1.0 + x))
        plain [ "Softplus"; "Tensor.softplus" ] moderate Tensor.softplus (fun x -> log (1.0 + exp x))
        plain [ "Elementary.log2" ] positive Elementary.log2 Math.Log2
        plain [ "Elementary.log10" ] positive Elementary.log10 log10
        plain [ "Elementary.rsqrt" ] positive Elementary.rsqrt (fun x -> 1.0 / sqrt x)
        plain [ "Elementary.square" ] mixed Elementary.square (fun x -> x * x)
        plain [ "Floor"; "Tensor.floor" ] betweenWholes Tensor.floor floor
        plain [ "Tensor.truncate" ] betweenWholes Tensor.truncate truncate
        plain [ "Elementary.ceil" ] betweenWholes Elementary.ceil ceil
        zip [ "Raise"; "Elementary.pow" ] none moderate (between 0.2 3.0) (fun () -> Elementary.pow) (fun () e x ->
            x ** e)
        map [ "Elementary.powOf" ] (between 0.2 3.0) (fun _ -> moderate) Elementary.powOf (fun c x -> c ** x)
        case [ "Remainder"; "Elementary.fmod" ] fmodCall
        case [ "Equal" ] equalCall
        zip [ "Elementary.maximum" ] none wholes halves (fun () -> Elementary.maximum) (fun () -> max)
        zip [ "Elementary.minimum" ] none wholes halves (fun () -> Elementary.minimum) (fun () -> min)
        case [ "Elementary.add" ] addCall
        |> refusing [ "Add", [ "at least one" ], (fun () -> Elementary.add []) ]
        case [ "Elementary.linearInterpolate" ] interpolateCall
        |> refusing
            [
                "LinearInterpolate",
                [ "p has shape 2"; "y has shape 2×1"; "equal" ],
                (fun () -> Elementary.linearInterpolate (ones [| 2 |]) (ones [| 2 |]) (ones [| 2; 1 |]))
            ]
        case [ "Elementary.bias" ] (alongsideCall Elementary.bias (+))
        |> refusing
            [
                "Bias",
                [ "shape 4"; "2×3×4"; "axis 1" ],
                (fun () -> Elementary.bias 1 (ones [| 4 |]) (ones [| 2; 3; 4 |]))
                "Bias", [ "shape 2"; "axis -3" ], (fun () -> Elementary.bias -3 (ones [| 2 |]) (ones [| 2; 3 |]))
            ]
        case [ "Elementary.scale" ] (alongsideCall Elementary.scale (*))
        |> refusing
            [
                "Scale",
                [ "shape 3×4"; "2×3"; "axis 1" ],
                (fun () -> Elementary.scale 1 (ones [| 3; 4 |]) (ones [| 2; 3 |]))
            ]
    ]

/// The rows of functions that their author differentiates.
module DeepExp.Functional.Properties.CustomCases

open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// x sin y, by an author who knows its derivative.
let waves =
    Custom.define "Waves" (fun xs -> xs[0] * Tensor.sin xs[1]) (fun xs _ gy ->
        [| Some(gy * Tensor.sin xs[1]); Some(gy * xs[0] * Tensor.cos xs[1]) |])

let private alike names f definition =
    gen {
        let! shape = shapeOf 1 0 3
        let! x = tensor moderate shape
        let! y = tensor moderate shape
        return call () [| x; y |] f definition
    }
    |> case names

let rows: Case list =
    [
        alike [ "Custom" ] waves (fun xs -> Indexed.map2 (fun x y -> x * sin y) xs[0] xs[1])
        alike
            [ "Custom.forgetSeveral" ]
            (Custom.forgetSeveral (fun xs -> [| Tensor.sin xs[0]; xs[0] * xs[1] |]) >> joined)
            (fun xs ->
                let elements f =
                    Indexed.map2 f xs[0] xs[1] |> Indexed.elements

                let both = Array.append (elements (fun x _ -> sin x)) (elements (fun x y -> x * y))
                Indexed.ofElements [| both.Length |] both)
        alike [ "Custom.forget" ] (Custom.forget (fun xs -> Tensor.sin (xs[0] * xs[1]))) (fun xs ->
            Indexed.map2 (fun x y -> sin (x * y)) xs[0] xs[1])
    ]

/// The rows of special functions; how right they are to the last digits is in SpecialFunctionProperties.
module DeepExp.Functional.Properties.SpecialCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

let private plain names values f =
    case
        names
        (gen {
            let! x = shape |> Gen.bind (tensor values)
            return callOnly () [| x |] (fun xs -> f xs[0])
        })

/// Arguments of the gamma function, away from its poles.
let private betweenPoles =
    Gen.frequency [ 3, between 0.3 5.0; 1, between -0.7 -0.3 ]

let private zetaCall =
    gen {
        let! exponents, values =
            Gen.elements [ [ 2.0; 3.0; 4.0; 7.0 ], betweenPoles; [ 1.5; 2.5; 6.25 ], between 0.3 5.0 ]

        let! shapes = meeting 2
        let! x = tensor (Gen.elements exponents) shapes[0]
        let! q = tensor values shapes[1]

        return
            callOnly x [| q |] (fun qs -> Special.zeta (Tensor.create qs[0].DType x.Shape (x.ToArray<float>())) qs[0])
    }

let private polygammaCall =
    gen {
        let! shapes = meeting 2
        let! orders = Gen.arrayOfLength (Shape.size shapes[0]) (Gen.choose (0, 3))
        let! x = tensor betweenPoles shapes[1]
        let n = Tensor.int32 shapes[0] orders
        return callOnly orders [| x |] (fun xs -> Special.polygamma n xs[0])
    }

let rows =
    [
        plain [ "Erf"; "Special.erf" ] moderate Special.erf
        plain [ "Erfc"; "Special.erfc" ] moderate Special.erfc
        plain [ "Erfcx"; "Special.erfcx" ] (between -2.0 4.0) Special.erfcx
        plain [ "ErfInv"; "Special.erfInv" ] (between -0.7 0.7) Special.erfInv
        plain [ "ErfcInv"; "Special.erfcInv" ] (between 0.3 1.7) Special.erfcInv
        plain [ "Special.ndtr" ] moderate Special.ndtr
        plain [ "Special.ndtri" ] (between 0.15 0.85) Special.ndtri
        plain [ "Special.logNdtr" ] (between -6.0 3.0) Special.logNdtr
        plain [ "LogGamma"; "Special.lgamma" ] betweenPoles Special.lgamma
        plain [ "Digamma"; "Special.digamma" ] betweenPoles Special.digamma
        case [ "Zeta"; "Special.zeta" ] zetaCall
        case [ "Special.polygamma" ] polygammaCall
        |> refusing
            [
                "Polygamma",
                [ "float64"; "int32" ],
                (fun () -> Special.polygamma (Tensor.scalar Float64 1.0) (Tensor.scalar Float64 1.0))
                "Polygamma",
                [ "-1"; "below 0" ],
                (fun () -> Special.polygamma (Tensor.scalar Int32 -1.0) (Tensor.scalar Float64 1.0))
            ]
    ]

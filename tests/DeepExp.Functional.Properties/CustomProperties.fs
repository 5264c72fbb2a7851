/// Functions that their author differentiates: what they promise, and how they fail.
module DeepExp.Functional.Properties.CustomProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private squared =
    Custom.defineOnce "Squared" (fun xs -> xs[0] * xs[0]) (fun xs _ gy ->
        let x, gy = xs[0].ToArray<float>(), gy.ToArray<float>()

        [|
            Some(Tensor.float64 xs[0].Shape (Array.map2 (fun x gy -> 2.0 * x * gy) x gy))
        |])

let private total (x: Tensor) = Tensor.sum (squared [| x |])

[<Property>]
let ``a gradient computed with numbers is right`` () =
    forAll anyTensor (fun x -> nearTensor 1e-15 (1.0 + largest x) (2.0 * x) (Gradient.grad total x))

/// x² and x y at once, by an author who knows their derivatives.
let private pair =
    Custom.defineSeveral "Pair" (fun xs -> [| xs[0] * xs[0]; xs[0] * xs[1] |]) (fun xs _ gys ->
        [| Some(2.0 * xs[0] * gys[0] + xs[1] * gys[1]); Some(xs[0] * gys[1]) |])

[<Property>]
let ``several results have the derivatives of their formulas, of first and second order`` () =
    forAll (shape |> Gen.bind (fun shape -> Gen.arrayOfLength 2 (tensor moderate shape))) (fun xs ->
        let authored xs =
            let ys: Tensor[] = pair xs
            Tensor.dot ys[0] ys[1]

        let plain (xs: Tensor[]) =
            Tensor.dot (xs[0] * xs[0]) (xs[0] * xs[1])

        let slope f xs = Parameters.dot (Gradient.grad f xs) xs

        nearTree 1e-12 100.0 (Gradient.grad plain xs) (Gradient.grad authored xs)
        nearTree 1e-12 1000.0 (Gradient.grad (slope plain) xs) (Gradient.grad (slope authored) xs))

[<Fact>]
let ``an author may keep the gradients that come back`` () =
    let kept = ResizeArray()

    let double =
        Custom.define "Double" (fun xs -> 2.0 * xs[0]) (fun _ _ gy ->
            kept.Add(gy, gy.ToArray<float>())
            [| Some(2.0 * gy) |])

    let x = Key.uniform Float64 [| 300 |] (Key.ofSeed 1)

    let f x =
        Tensor.exp x |> Array.singleton |> double |> Tensor.tanh |> Tensor.sum

    Gradient.grad (f >> Tensor.exp) x |> ignore
    Gradient.grad f x |> ignore
    Assert.Equal(2, kept.Count)

    for gradient, then' in kept do
        Assert.Equal<float[]>(then', gradient.ToArray<float>())

[<Fact>]
let ``its derivative is refused, never a wrong zero`` () =
    let x = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]

    refuses "Squared" [ "no second derivative" ] (fun () ->
        Gradient.grad (fun x -> Tensor.sum (Gradient.grad total x)) x)

[<Fact>]
let ``gradients of another number or shape than the inputs are refused`` () =
    let x = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]

    let grad backward =
        Gradient.grad (fun x -> Tensor.sum (Custom.define "Odd" Array.head backward [| x |])) x

    refuses "Odd" [ "2 gradients for 1 inputs" ] (fun () -> grad (fun _ _ gy -> [| Some gy; None |]))

    refuses "Odd" [ "scalar"; "input 0"; "float64" ] (fun () -> grad (fun _ _ gy -> [| Some(Tensor.sum gy) |]))

[<Fact>]
let ``an input without a gradient receives none`` () =
    let x = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]

    let f x =
        Tensor.sum (Custom.define "Still" (fun xs -> 3.0 * xs[0]) (fun _ _ _ -> [| None |]) [| x |])

    Assert.Equal<float>([| 0.0; 0.0 |], (Gradient.grad f x).ToArray<float>())

[<Fact>]
let ``what is forgotten is computed again when gradients flow, once for all inputs`` () =
    let mutable runs = 0

    let f =
        Custom.forget (fun xs ->
            runs <- runs + 1
            xs[0] * xs[1])

    let x = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]
    let y, back = Gradient.pullback (fun xs -> Tensor.sum (f xs)) [| x; x |]
    Assert.Equal(1, runs)
    Assert.Equal(5.0, y.ToScalar())
    Assert.Equal<float>([| 1.0; 2.0 |], ((back (Tensor.onesLike y))[0]).ToArray<float>())
    Assert.Equal(2, runs)

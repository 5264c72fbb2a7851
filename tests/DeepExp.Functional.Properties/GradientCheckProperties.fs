/// The checker itself: silent where a gradient is right, and precise where it is not.
module DeepExp.Functional.Properties.GradientCheckProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

/// A tree with elements of order 1, where a step of 1e-5 leaves ten digits.
let private tame = net |> Gen.bind (like unit)

let private smooth (net: Net) =
    Parameters.map Tensor.tanh net |> Parameters.dot net

[<Property>]
let ``a right gradient has no mismatch`` () =
    forAll tame (fun net -> Assert.Empty(GradientCheck.check 1e-5 1e-8 1e-8 smooth net))

[<Property>]
let ``differences are the gradient within the square of the step`` () =
    forAll tame (fun net -> nearTree 1e-8 1.0 (Gradient.grad smooth net) (GradientCheck.numerical 1e-5 smooth net))

[<Property>]
let ``along a direction both derivatives agree`` () =
    forAll (tame |> Gen.bind (fun net -> Gen.zip (Gen.constant net) (like unit net))) (fun (net, v) ->
        let numerical, computed = GradientCheck.along 1e-5 smooth net v
        near 1e-8 (1.0 + abs computed) numerical computed
        let expected = (Parameters.dot (Gradient.grad smooth net) v).ToScalar()
        near 1e-13 (1.0 + abs expected) expected computed)

[<Property>]
let ``a gradient that misses a term is found, at each element, under the parameter's name`` () =
    forAll tame (fun net ->
        // The gradient of Σ W · detach W is W; differences say 2W.
        let wrong (net: Net) =
            smooth
                { net with
                    first =
                        { net.first with
                            W = Tensor.detach net.first.W
                        }
                }

        let W = net.first.W.ToArray<float>()
        let found = GradientCheck.check 1e-5 1e-8 1e-8 wrong net

        Assert.Equal<string * int>(
            W |> Array.mapi (fun i _ -> "first/W", i),
            found |> List.map (fun m -> m.Name, m.Position)
        )

        for mismatch, w in Seq.zip found W do
            Assert.Equal(0.0, mismatch.Computed)
            near 1e-8 1.0 (tanh w + w * (1.0 - tanh w ** 2.0)) mismatch.Numerical)

[<Fact>]
let ``NaN is a mismatch`` () =
    let found =
        GradientCheck.check 1e-5 1e-8 1e-8 Tensor.log (Tensor.scalar Float64 -1.0)

    Assert.Equal("", (List.exactlyOne found).Name)

let private precise =
    { GradientCheck.defaults with
        Eps = 1e-4
        Atol = 1e-6
        Rtol = 1e-6
    }

[<Property>]
let ``a right gradient is confirmed along a random direction`` (seed: int) () =
    forAll tame (fun net -> GradientCheck.verify "Smooth" precise (Key.ofSeed seed) smooth net)

[<Property>]
let ``a right second derivative is confirmed`` (seed: int) () =
    forAll (tame |> Gen.bind (fun net -> Gen.zip (Gen.constant net) (like unit net))) (fun (net, w) ->
        GradientCheck.verify "Smooth" precise (Key.ofSeed seed) (GradientCheck.derivative w smooth) net)

[<Property>]
let ``a direction has length 1 and no component near 0`` (seed: int) () =
    forAll tame (fun net ->
        let v = GradientCheck.direction (Key.ofSeed seed) net
        near 1e-12 1.0 1.0 ((Parameters.dot v v).ToScalar())
        let size = Parameters.fold (fun n (x: Tensor) -> n + x.Size) 0 v
        let least = 0.1 / sqrt (float size)

        v
        |> Parameters.fold (fun _ x -> Assert.All(x.ToArray<float>(), fun e -> Assert.True(abs e >= 0.999 * least))) ())

[<Fact>]
let ``a wrong gradient is reported with its element`` () =
    let x = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]
    let wrong x = Tensor.dot x (Tensor.detach x)

    refuses "Wrong" [ "at [1] is 2"; "differences give 4"; "2 of 2 elements" ] (fun () ->
        GradientCheck.verify "Wrong" precise (Key.ofSeed 1) wrong x)

[<Fact>]
let ``a kink is found wherever it lies, and a bend is none`` () =
    let at = Tensor.float64 [| 2 |]
    let kinked x = Tensor.sum (Tensor.abs x)
    let smooth x = Tensor.sum (Tensor.exp x * x * x)

    for offset in [ -0.9e-3; -0.6e-3; -0.3e-3; 0.0; 1e-4; 0.5e-3; 0.9e-3 ] do
        let x = at [| 1.0; offset |]
        Assert.Equal(Some("", [| 1 |]), GradientCheck.tryKink 1e-3 0.0 0.01 kinked x)
        Assert.True(GradientCheck.hasKink 1e-3 0.0 0.01 kinked x (at [| 0.0; 1.0 |]))
        Assert.Equal(None, GradientCheck.tryKink 1e-3 0.0 0.01 smooth x)

    Assert.Equal(None, GradientCheck.tryKink 1e-3 0.0 0.01 kinked (at [| 1.0; 1.1e-3 |]))

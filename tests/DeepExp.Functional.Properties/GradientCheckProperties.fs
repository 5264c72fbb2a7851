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

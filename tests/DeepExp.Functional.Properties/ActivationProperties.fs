/// Non-linearities whose slopes are drawn, and what they are at their kinks.
module DeepExp.Functional.Properties.ActivationProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

[<Property>]
let ``in training the slopes are drawn between l and u, and x is bent with them`` () =
    forAll (Gen.zip anyTensor (Gen.choose (0, 1000))) (fun (x, seed) ->
        let key = Key.ofSeed seed
        let slopes = Activation.rreluSlopes true 0.25 0.5 key Float64 x.Shape
        Assert.All(slopes.ToArray<float>(), (fun slope -> Assert.InRange(slope, 0.25, 0.5)))
        sameBits (Activation.rreluWith slopes x) (Activation.rrelu true 0.25 0.5 key x))

[<Fact>]
let ``slopes differ from element to element, and from key to key`` () =
    let slopes seed =
        (Activation.rreluSlopes true 0.0 0.5 (Key.ofSeed seed) Float32 [| 100 |]).ToArray<float>()

    Assert.InRange((slopes 1 |> Array.distinct).Length, 99, 100)
    Assert.Empty(Array.zip (slopes 1) (slopes 2) |> Array.filter (fun (a, b) -> a = b))

/// The derivative at one place.
let private slopeAt (f: Tensor -> Tensor) x =
    (Gradient.grad f (Tensor.scalar Float64 x)).ToScalar()

[<Fact>]
let ``at kinks the derivative is Chainer's`` () =
    let scalar = Tensor.scalar Float64
    Assert.Equal(0.0, slopeAt Activation.relu 0.0)
    Assert.Equal(0.2, slopeAt (Activation.leakyRelu 0.2) 0.0)
    Assert.Equal(0.0, slopeAt (Activation.clippedRelu 2.0) 0.0)
    Assert.Equal(0.0, slopeAt (Activation.clippedRelu 2.0) 2.0)
    Assert.Equal(1.0, slopeAt (Activation.clippedRelu 2.0) 1.9)
    Assert.Equal(0.0, slopeAt Activation.hardSigmoid -2.5)
    Assert.Equal(0.0, slopeAt Activation.hardSigmoid 2.5)
    Assert.Equal(0.3, slopeAt (Activation.elu 0.3) 0.0)
    Assert.Equal(1.0, slopeAt (Activation.rreluWith (scalar 0.3)) 0.0)
    Assert.Equal(1.0, slopeAt (Tensor.reshape [| 1 |] >> Activation.prelu (scalar 0.3) >> Tensor.sum) 0.0)

[<Fact>]
let ``far from 0 there is neither infinity nor NaN`` () =
    let x = Tensor.float64 [| 1; 2 |] [| -1e4; 1e4 |]

    for f in
        [
            Activation.elu 1.0
            Activation.softplus 1.0
            Activation.softmax 1
            Activation.logSoftmax 1
            Activation.swish (Tensor.scalar Float64 1.0)
        ] do
        let y, gradient = Gradient.valueAndGrad (f >> Tensor.sum) x
        Assert.True(System.Double.IsFinite(y.ToScalar()))
        Assert.All(gradient.ToArray<float>(), (fun g -> Assert.True(System.Double.IsFinite g)))

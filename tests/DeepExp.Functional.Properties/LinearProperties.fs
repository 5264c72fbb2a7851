/// The linear layer: its backward pass as the textbook writes it.
module DeepExp.Functional.Properties.LinearProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private layerAndBatch =
    gen {
        let! layer = linear
        let! n = length 0
        let! x = tensor unit [| n; layer.W.Shape[1] |]
        let! gy = tensor unit [| n; layer.W.Shape[0] |]
        return layer, x, gy
    }

[<Property>]
let ``backward is the pullback of forward, with and without b`` () =
    forAll layerAndBatch (fun (layer, x, gy) ->
        let _, back =
            Gradient.pullback (fun (layer, x) -> Linear.forward layer x) (layer, x)

        let expected, expectedX = back gy
        let gx, g = Linear.backward layer x gy
        Assert.Equal(layer.b.IsSome, g.b.IsSome)
        // Sums of at most 5 products of numbers up to 1.
        nearTree 1e-15 5.0 expected g
        nearTensor 1e-15 5.0 expectedX gx)

[<Property>]
let ``backward is itself differentiable`` () =
    forAll layerAndBatch (fun (layer, x, gy) ->
        let _, back =
            Gradient.pullback (fun W -> Linear.forward { layer with W = W } x) layer.W

        let written gy = (Linear.backward layer x gy |> snd).W

        let through f =
            Gradient.grad (fun gy -> Tensor.dot (f gy) layer.W) gy

        nearTensor 1e-14 5.0 (through back) (through written))

[<Property>]
let ``init gives LeCun-normal W: out×in and b = 0: out`` () =
    forAll (Gen.zip3 (length 1) (length 1) (Gen.elements [ Float32; Float64 ])) (fun (inSize, outSize, dtype) ->
        let key = Key.ofSeed inSize
        let layer = Linear.init dtype inSize outSize key
        sameBits (Initializers.lecunNormal 1.0 dtype [| outSize; inSize |] key) layer.W
        sameBits (Tensor.zeros dtype [| outSize |]) layer.b.Value)

/// Linear layers in sequence are one linear layer; with a leaky ReLU between they are not.
module DeepExp.Functional.Properties.CollapseProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private layersOf depths =
    gen {
        let! depth = depths
        let! widths = Gen.arrayOfLength (depth + 1) (Gen.choose (1, 6))

        return!
            widths
            |> Array.pairwise
            |> List.ofArray
            |> Gen.collectToList (fun (m, n) -> linearOf m n)
    }

let private layers = layersOf (Gen.choose (1, 5))

let private inputs layers =
    Gen.choose (0, 4)
    |> Gen.bind (fun n -> tensor mixed [| n; (List.head layers).W.Shape[1] |])

let private layersAndInput =
    gen {
        let! layers = layers
        let! x = inputs layers
        return layers, x
    }

let private inSequence between layers x =
    let forward x layer = Linear.forward layer (between x)

    List.fold forward (Linear.forward (List.head layers) x) (List.tail layers)

/// The result where nothing cancels: how large the summed terms are.
let private terms layers x =
    inSequence id (layers |> List.map (Parameters.map Tensor.abs)) (Tensor.abs x)
    |> largest

[<Property>]
let ``the collapsed layer equals the layers in sequence`` () =
    forAll layersAndInput (fun (layers, x) ->
        let line = Collapse.line layers
        Assert.Equal(layers |> List.exists _.b.IsSome, line.b.IsSome)
        nearTensor 1e-14 (1.0 + terms layers x) (inSequence id layers x) (Linear.forward line x))

[<Property>]
let ``of three layers W = W₃W₂W₁ and b = W₃W₂b₁ + W₃b₂ + b₃`` () =
    let full = layersOf (Gen.constant 3) |> Gen.filter (List.forall _.b.IsSome)

    forAll full (fun layers ->
        let W = layers |> List.map _.W |> Array.ofList
        let b = layers |> List.map _.b.Value |> Array.ofList
        let line = Collapse.line layers
        let product = List.reduce Tensor.matmul
        // At most 36 products, each of numbers up to 1.
        nearTensor 1e-14 36.0 (product [ W[2]; W[1]; W[0] ]) line.W
        nearTensor 1e-14 36.0 (product [ W[2]; W[1]; b[0] ] + product [ W[2]; b[1] ] + b[2]) line.b.Value)

[<Property>]
let ``one layer collapses to itself`` () =
    forAll linear (fun layer -> sameTreeBits layer (Collapse.line [ layer ]))

/// Layers whose weights are all away from 0, and inputs on both sides of every kink.
let private bent depths =
    gen {
        let! layers = layersOf depths
        let! W = Gen.collectToList (fun (layer: Linear) -> tensor unit layer.W.Shape) layers
        let layers = List.map2 (fun (layer: Linear) W -> { layer with W = W }) layers W
        let! x = tensor unit [| 8; layers.Head.W.Shape[1] |]
        let! slope = Gen.elements [ 0.0; 0.2; 0.5; 2.0 ]
        return layers, x, slope
    }

/// Somewhere on a ray far enough out that biases do not decide.
let private somewhere layers (x: Tensor) difference =
    [ 1.0; 30.0; 1000.0 ]
    |> List.exists (fun (scale: float) -> largest (difference (scale * x)) > 1e-9 * (1.0 + terms layers (scale * x)))

[<Property>]
let ``with a leaky ReLU between them some input tells the layers from the collapsed one`` () =
    forAll (bent (Gen.choose (2, 5))) (fun (layers, x, slope) ->
        let net = inSequence (Activation.leakyRelu slope) layers
        let line = Linear.forward (Collapse.line layers)

        Assert.True(
            somewhere layers x (fun (x: Tensor) -> net x - line x)
            || somewhere layers -x (fun (x: Tensor) -> net x - line x)
        ))

[<Property>]
let ``two layers with a leaky ReLU between them are no line at all`` () =
    // Of more layers the kinks may cancel: leakyRelu (-leakyRelu x) = -slope x.
    forAll (bent (Gen.constant 2)) (fun (layers, x, slope) ->
        let net = inSequence (Activation.leakyRelu slope) layers
        // On a line f(x) and f(-x) have f(0) in their middle.
        Assert.True(somewhere layers x (fun (x: Tensor) -> net x + net -x - 2.0 * net (Tensor.zerosLike x))))

[<Property>]
let ``with slope 1 the line stands`` () =
    forAll layersAndInput (fun (layers, x) ->
        let net = inSequence (Activation.leakyRelu 1.0) layers
        nearTensor 1e-14 (1.0 + terms layers x) (net x) (Linear.forward (Collapse.line layers) x))

[<Fact>]
let ``no layers, and layers that do not fit, are refused`` () =
    let layer inSize outSize =
        Linear.init Float64 inSize outSize (Key.ofSeed 0)

    refuses "Collapse.line" [ "no layer" ] (fun () -> Collapse.line [])
    refuses "MatMul" [ "2×4"; "3×1" ] (fun () -> Collapse.line [ layer 1 3; layer 4 2 ])

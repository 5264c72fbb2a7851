/// The rows of layers, each held to the function that it is made of, and of losses over a tree of classes.
module DeepExp.Functional.Properties.LayerCases

open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// A function of tensors that have the given shapes, with elements that are drawn so.
let private layerOf values name (shapes: Shape list) f =
    case
        [ $"{name}.forward" ]
        (gen {
            let! xs = shapes |> Gen.collectToArray (tensor values)
            return callOnly shapes xs f
        })

// Sums of products of larger numbers would bend more between the steps of the differences than these can follow.
let private gentle = between -1.0 1.0

let private layer name shapes f = layerOf gentle name shapes f

/// Where nothing is negative, ReLU has no kink.
let private positive = between 0.1 1.0

/// PReLU has a kink at 0.
let private awayFrom0 =
    Gen.map2 (fun sign size -> sign * size) (Gen.elements [ 1.0; -1.0 ]) (between 0.5 2.0)

let private linear W b : Linear = { W = W; b = Some b }

let private convolution W b : ConvolutionND = { W = W; b = Some b }

let private layers: Case list =
    [
        layer "ConvolutionND" [ [| 2; 2; 4 |]; [| 3; 1; 2 |]; [| 2; 1; 2 |] ] (fun xs ->
            let W = Tensor.concat 0 [ xs[1]; Tensor.range 0 0 1 xs[2] ]
            ConvolutionND.forward { Convolution.defaults with groups = 2 } { W = W; b = None } xs[0])
        layer "DeconvolutionND" [ [| 1; 2; 3 |]; [| 2; 2; 2 |]; [| 2 |] ] (fun xs ->
            DeconvolutionND.forward Convolution.defaults None { W = xs[1]; b = Some xs[2] } xs[0])
        layer "DepthwiseConvolution" [ [| 1; 2; 3 |]; [| 2; 2; 2 |]; [| 4 |] ] (fun xs ->
            DepthwiseConvolution.forward Convolution.defaults { W = xs[1]; b = Some xs[2] } xs[0])
        layer "LocalConvolution" [ [| 2; 1; 3 |]; [| 2; 2; 1; 2 |]; [| 2; 2 |] ] (fun xs ->
            LocalConvolution.forward [| 1 |] { W = xs[1]; b = Some xs[2] } xs[0])
        layer "EmbedID" [ [| 3; 2 |] ] (fun xs ->
            EmbedID.forward (Some -1) { W = xs[0] } (Tensor.int32 [| 2; 2 |] [| 2; 0; -1; 2 |]))
        layer "Bilinear" [ [| 2; 2 |]; [| 2; 3 |]; [| 2; 3; 2 |]; [| 2; 2 |]; [| 3; 2 |]; [| 2 |] ] (fun xs ->
            let part: BilinearPart = { V1 = xs[3]; V2 = xs[4]; b = xs[5] }
            Bilinear.forward { W = xs[2]; linear = Some part } xs[0] xs[1])
        layer "Highway" [ [| 2; 2 |]; [| 2; 2 |]; [| 2 |]; [| 2; 2 |]; [| 2 |] ] (fun xs ->
            Highway.forward
                Tensor.tanh
                {
                    plain = linear xs[1] xs[2]
                    transform = linear xs[3] xs[4]
                }
                xs[0])
        layer "Maxout" [ [| 2; 2 |]; [| 4; 2 |]; [| 4 |] ] (fun xs ->
            // Far apart, so that which is the largest is certain.
            let b = xs[2] + Tensor.create xs[2].DType [| 4 |] [| 40.0; 0.0; 0.0; 40.0 |]
            Maxout.forward 2 { linear = linear xs[1] b } xs[0])
        layerOf awayFrom0 "PReLU" [ [| 2; 3 |]; [| 3 |] ] (fun xs -> PReLU.forward { W = xs[1] } xs[0])
        layer "Swish" [ [| 2; 3 |]; [| 3 |] ] (fun xs -> Swish.forward { beta = xs[1] } xs[0])
        layer "Bias" [ [| 2; 3 |]; [| 3 |] ] (fun xs -> Bias.forward 1 { b = xs[1] } xs[0])
        layer "Scale" [ [| 2; 3 |]; [| 3 |]; [| 3 |] ] (fun xs ->
            Scale.forward 1 { W = xs[1]; bias = Some { b = xs[2] } } xs[0])
        layerOf
            positive
            "Inception"
            [
                [| 2; 1; 1; 1 |]
                [| 1; 1; 1; 1 |]
                [| 1; 1; 3; 3 |]
                [| 1; 1; 5; 5 |]
                [| 1 |]
            ]
            (fun xs ->
                let one = convolution xs[1] xs[4]

                Inception.forward
                    {
                        conv1 = one
                        proj3 = one
                        conv3 = convolution xs[2] xs[4]
                        proj5 = one
                        conv5 = convolution xs[3] xs[4]
                        projp = one
                    }
                    xs[0])
    ]

let private tree =
    ClassTree.Of(ClassTree.Of(ClassTree.Leaf 2, ClassTree.Leaf 5), ClassTree.Leaf 0)

let private paths = Hierarchical.paths tree

/// The branches on the way to each class of the tree, counted from the root, and where it goes there.
let private ways =
    Map [ 2, [ 0, 1.0; 1, 1.0 ]; 5, [ 0, 1.0; 1, -1.0 ]; 0, [ 0, -1.0 ] ]

let private hierarchical =
    gen {
        let! targets = Gen.listOf (Gen.elements [ 0; 2; 5 ])
        let! d = length 1
        let! x = tensor gentle [| targets.Length; d |]
        let! W = tensor gentle [| 2; d |]
        let t = Tensor.int32 [| targets.Length |] (Array.ofList targets)

        let definition (xs: Indexed[]) =
            let score n branch =
                List.sum [ for j in 0 .. d - 1 -> xs[0].At [| n; j |] * xs[1].At [| branch; j |] ]

            let loss n target =
                List.sum [ for branch, code in ways[target] -> log (1.0 + exp (-code * score n branch)) ]

            {
                Lengths = [||]
                At = fun _ -> targets |> List.mapi loss |> List.sum
            }

        return call targets [| x; W |] (fun xs -> Hierarchical.binaryHierarchicalSoftmax paths t xs[1] xs[0]) definition
    }

let rows: Case list =
    case [ "Hierarchical.binaryHierarchicalSoftmax" ] hierarchical
    |> refusing
        [
            "BinaryHierarchicalSoftmax",
            [ "W has shape 3×2"; "shape 2×2" ],
            (fun () ->
                Hierarchical.binaryHierarchicalSoftmax
                    paths
                    (Tensor.int32 [| 1 |] [| 0 |])
                    (ones [| 3; 2 |])
                    (ones [| 1; 2 |]))
            "BinaryHierarchicalSoftmax",
            [ "t holds 1"; "no class of the tree" ],
            (fun () ->
                Hierarchical.binaryHierarchicalSoftmax
                    paths
                    (Tensor.int32 [| 1 |] [| 1 |])
                    (ones [| 2; 2 |])
                    (ones [| 1; 2 |]))
            "BinaryHierarchicalSoftmax",
            [ "t is 1 float64"; "1 int32" ],
            (fun () -> Hierarchical.binaryHierarchicalSoftmax paths (ones [| 1 |]) (ones [| 2; 2 |]) (ones [| 1; 2 |]))
        ]
    |> fun row -> row :: layers

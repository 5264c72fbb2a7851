/// How layers begin, trees of classes, and draws by the alias method.
module DeepExp.Functional.Properties.LayerProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private key = Key.ofSeed 7

let private zero (b: Tensor option) =
    Assert.All(b.Value.ToArray<float>(), (fun b -> Assert.Equal(0.0, b)))

[<Fact>]
let ``convolutions begin LeCun-normal with b = 0, in Chainer's shapes`` () =
    let like shape W =
        sameBits (Initializers.lecunNormal 1.0 Float32 shape key) W

    let layer = ConvolutionND.init Float32 2 4 6 [| 3; 2 |] key
    like [| 6; 2; 3; 2 |] layer.W
    zero layer.b
    let layer = DeconvolutionND.init Float32 2 4 6 [| 3 |] key
    like [| 4; 3; 3 |] layer.W
    Assert.Equal<int>([| 6 |], layer.b.Value.Shape)
    let layer = DepthwiseConvolution.init Float32 4 3 [| 2; 2 |] key
    like [| 3; 4; 2; 2 |] layer.W
    Assert.Equal<int>([| 12 |], layer.b.Value.Shape)
    let layer = LocalConvolution.init Float32 2 3 [| 4; 5 |] [| 3; 3 |] key
    like [| 3; 4; 5; 2; 3; 3 |] layer.W
    Assert.Equal<int>([| 3; 4; 5 |], layer.b.Value.Shape)
    refuses "ConvolutionND" [ "outChannels is 5"; "2 groups" ] (fun () -> ConvolutionND.init Float32 2 4 5 [| 3 |] key)

[<Fact>]
let ``other layers begin as Chainer's, and parameters have their paths`` () =
    let embed = EmbedID.init Float64 3 2 key
    sameBits (Key.normal Float64 [| 3; 2 |] key) embed.W
    let highway = Highway.init Float32 3 key
    Assert.Equal<float>([| -1.0; -1.0; -1.0 |], highway.transform.b.Value.ToArray<float>())
    zero highway.plain.b

    Assert.Equal<string>([| "plain/W"; "plain/b"; "transform/W"; "transform/b" |], Parameters.names highway)

    Assert.Equal<string>([| "linear/W"; "linear/b" |], Parameters.names (Maxout.init Float32 3 2 4 key))
    Assert.Equal<int>([| 8; 3 |], (Maxout.init Float32 3 2 4 key).linear.W.Shape)
    Assert.Equal(0.25, (PReLU.init Float32 [||]).W.ToScalar())
    Assert.Equal(1.0, (Swish.init Float32 [||]).beta.ToScalar())
    let scale = Scale.init Float32 [| 1 |]
    Assert.Equal((1.0, 0.0), (scale.W[0], scale.bias.Value.b[0]))
    let bilinear = Bilinear.init Float32 2 3 4 key
    Assert.Equal<int>([| 2; 3; 4 |], bilinear.W.Shape)
    Assert.Equal<int>([| 3; 4 |], bilinear.linear.Value.V2.Shape)
    let inception = Inception.init Float32 2 3 4 5 6 7 8 key
    Assert.Equal<int>([| 7; 6; 5; 5 |], inception.conv5.W.Shape)
    Assert.Equal<int>([| 2; 23; 4; 4 |], (Inception.forward inception (Tensor.ones Float32 [| 2; 2; 4; 4 |])).Shape)

[<Fact>]
let ``no two weights of a layer are drawn from one key`` () =
    // The scale and the shape of a draw are its own, but the ratio of its first two numbers is that of its key.
    let apart (layer: 'P) =
        let ratios =
            Parameters.leaves layer
            |> Array.map (fun W -> W.ToArray<float>())
            |> Array.filter (fun W -> (Array.distinct W).Length > 2)
            |> Array.map (fun W -> System.Math.Round(W[0] / W[1], 9))

        Assert.NotEmpty ratios
        Assert.Distinct ratios

    apart (Bilinear.init Float64 2 2 3 key)
    apart (Highway.init Float64 3 key)
    apart (Inception.init Float64 2 3 3 3 3 3 3 key)
    apart (Lstm.init Float64 3 3 key)
    apart (PeepholeLstm.init Float64 3 3 key)
    apart (Gru.init Float64 3 3 key)
    apart (Mgu.init Float64 3 3 key)
    apart (ChildSumTreeLstm.init Float64 3 3 key)
    apart (NaryTreeLstm.init Float64 3 3 3 key)
    apart (NStepLstm.init Float64 2 true 3 3 key).Units
    apart (NStepGru.init Float64 2 true 3 3 key).Units
    apart (NStepRnn.init Float64 2 true 3 3 key).Units

let private counts =
    Gen.choose (1, 8) |> Gen.bind (fun n -> Gen.listOfLength n (Gen.choose (0, 20)))

/// Σ count · depth
let private cost (counts: int list) tree =
    let rec depths depth tree =
        match tree with
        | ClassTree.Leaf label -> [ label, depth ]
        | ClassTree.Branch(left, right) -> depths (depth + 1) left @ depths (depth + 1) right

    depths 0 tree |> List.sumBy (fun (label, depth) -> counts[label] * depth)

/// Joining all pairs in all orders finds the least cost there is.
let rec private leastCost (counts: int list) =
    match counts with
    | []
    | [ _ ] -> 0
    | _ ->
        List.min
            [
                for i in 0 .. counts.Length - 1 do
                    for j in 0 .. i - 1 do
                        let joined = counts[i] + counts[j]
                        let rest = counts |> List.removeAt i |> List.removeAt j
                        joined + leastCost (joined :: rest)
            ]

let private huffman (counts: int list) =
    counts
    |> List.mapi (fun label count -> struct (label, count))
    |> ClassTree.Huffman

[<Property(MaxTest = 30)>]
let ``no tree is shorter than Huffman's`` () =
    forAll (counts |> Gen.map (List.truncate 5)) (fun counts ->
        Assert.Equal(leastCost counts, cost counts (huffman counts)))

[<Fact>]
let ``the rarest stands to the left, of equal ones the first`` () =
    Assert.Equal("((2, 1), 0)", string (huffman [ 5; 2; 1 ]))
    Assert.Equal("((0, 1), (2, 3))", string (huffman [ 1; 1; 1; 1 ]))
    Assert.Equal("0", string (huffman [ 3 ]))
    // A branch stands where the first of its classes does.
    Assert.Equal("((0, 2), 1)", string (huffman [ 1; 2; 1 ]))
    refuses "CreateHuffmanTree" [ "[]" ] (fun () -> huffman [])

[<Fact>]
let ``a class stands in a tree once`` () =
    refuses "BinaryHierarchicalSoftmax" [ "class 1"; "twice" ] (fun () ->
        Hierarchical.paths (ClassTree.Of(ClassTree.Leaf 1, ClassTree.Leaf 1)))

[<Property(MaxTest = 30)>]
let ``draws come as often as their weights say`` () =
    let weights =
        counts
        |> Gen.map (List.map float >> Array.ofList)
        |> Gen.filter (fun weights -> Array.sum weights > 0.0)

    forAll weights (fun weights ->
        let n = 20000
        let drawn = AliasTable.ofWeights weights |> AliasTable.sample [| n |] key
        let drawn = drawn.ToArray<int>()

        weights
        |> Array.iteri (fun i weight ->
            let p = weight / Array.sum weights
            let share = float (drawn |> Array.filter ((=) i) |> Array.length) / float n
            // Five standard deviations, and nothing of what has no weight.
            near 5.0 (sqrt (p * (1.0 - p) / float n)) p share))

[<Fact>]
let ``weights that are no distribution are refused`` () =
    for weights in [ [||]; [| 0.0; 0.0 |]; [| 1.0; -1.0 |]; [| nan |]; [| infinity |] ] do
        refuses "WalkerAlias" [ "at least 0" ] (fun () -> AliasTable.ofWeights weights)

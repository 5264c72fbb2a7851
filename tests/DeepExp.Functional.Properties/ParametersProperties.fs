/// Trees of parameters: taking apart and putting together, and names.
module DeepExp.Functional.Properties.ParametersProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private x value = Tensor.scalar Float64 value

/// Equal in everything, tensors bit for bit.
let private sameNet (expected: Net) (actual: Net) =
    sameTreeBits expected actual
    Assert.Equal(expected.name, actual.name)
    Assert.Equal(expected.slope, actual.slope)
    Assert.Equal(expected.layers.Length, actual.layers.Length)
    Assert.Equal(expected.gains.Length, actual.gains.Length)
    Assert.Equal<string>(Parameters.names expected, Parameters.names actual)

[<Property>]
let ``rebuild is the inverse of leaves`` () =
    forAll net (fun net ->
        sameNet net (Parameters.rebuild net (Parameters.leaves net))
        let other = Parameters.leaves net |> Array.map (fun leaf -> leaf + 1.0)
        Assert.Equal<Tensor>(other, Parameters.leaves (Parameters.rebuild net other)))

[<Property>]
let ``leaves come in the order of declaration, named by their path`` () =
    forAll net (fun net ->
        let linear path (layer: Linear) =
            path + "/W" :: (layer.b |> Option.map (fun _ -> path + "/b") |> Option.toList)

        let expected =
            [
                yield! linear "first" net.first
                yield! net.layers |> List.mapi (fun i -> linear $"layers/{i}") |> List.concat
                yield! net.gains |> Array.mapi (fun i _ -> $"gains/{i}")
                yield "pair/0"
                yield! linear "pair/1" (snd net.pair)
                yield! net.last |> Option.map (fun _ -> "last") |> Option.toList
            ]

        Assert.Equal<string list>(expected, List.ofArray (Parameters.names net))
        Assert.Equal(expected.Length, (List.distinct expected).Length)
        Assert.Same(net.first.W, Parameters.named net |> Array.find (fun (name, _) -> name = "first/W") |> snd))

[<Fact>]
let ``names are Chainer's paths, for every kind of tree`` () =
    let layer = { W = x 1.0; b = Some(x 2.0) }
    let names (tree: 'P) = Parameters.names tree |> List.ofArray
    Assert.Equal<string list>([ "W"; "b" ], names layer)
    Assert.Equal<string list>([ "l1/W"; "l1/b" ], names {| l1 = layer |})
    Assert.Equal<string list>([ "0/W"; "0/b"; "1" ], names (layer, x 3.0))
    Assert.Equal<string list>([ "0/W"; "0/b"; "1" ], names (struct (layer, x 3.0)))
    Assert.Equal<string list>([ "0"; "1" ], names [ x 1.0; x 2.0 ])
    Assert.Equal<string list>([ "0/0"; "0/1"; "1/0" ], names [ [ x 1.0; x 2.0 ]; [ x 3.0 ] ])
    Assert.Equal<string list>([ "0"; "1" ], names [| x 1.0; x 2.0 |])
    Assert.Equal<string list>([ "" ], names (x 1.0))
    Assert.Equal<string list>([ "1" ], names [ None; Some(x 1.0) ])
    Assert.Equal<string list>([], names (None: Tensor option))
    Assert.Equal<string list>([], names {| rate = 0.1; label = "no tensor" |})
    Assert.Equal<string list>([], names ())

/// A layer that holds the next: a type that contains itself.
type Linked = { W: Tensor; next: Linked option }

[<Fact>]
let ``a type may contain itself`` () =
    let tree =
        {
            W = x 1.0
            next = Some { W = x 2.0; next = None }
        }

    Assert.Equal<string>([| "W"; "next/W" |], Parameters.names tree)
    let doubled = Parameters.map (fun leaf -> 2.0 * leaf) tree
    Assert.Equal(4.0, doubled.next.Value.W.ToScalar())

type Scale = Scale of Tensor

type Layer =
    | Dense of W: Tensor * b: Tensor
    | Gain of Tensor * Tensor
    | Shape of int * Linked
    | Flat

[<Fact>]
let ``unions and maps are trees, named by the parts of the case and by the keys`` () =
    let names (tree: 'P) = Parameters.names tree |> List.ofArray
    Assert.Equal<string list>([ "" ], names (Scale(x 1.0)))

    let layers =
        [
            Dense(x 1.0, x 2.0)
            Gain(x 3.0, x 4.0)
            Flat
            Shape(2, { W = x 5.0; next = None })
        ]

    Assert.Equal<string list>([ "0/W"; "0/b"; "1/0"; "1/1"; "3/1/W" ], names layers)
    let tree = Map [ "b", ValueSome(x 7.0); "a", ValueNone; "c", ValueSome(x 8.0) ]
    Assert.Equal<string list>([ "b"; "c" ], names tree)

    match Parameters.map (fun leaf -> 2.0 * leaf) layers with
    | [ Dense(w, b); Gain(g, _); Flat; Shape(2, linked) ] ->
        Assert.Equal<float list>([ 2.0; 4.0; 6.0; 10.0 ], [ for leaf in [ w; b; g; linked.W ] -> leaf.ToScalar() ])
    | other -> failwith $"{other}"

    let doubled = Parameters.map (fun leaf -> 2.0 * leaf) tree
    Assert.Equal(ValueNone, doubled["a"] |> ValueOption.map _.ToScalar())
    Assert.Equal(16.0, doubled["c"].Value.ToScalar())

[<Fact>]
let ``a union and a map have gradients`` () =
    let (Scale gradient) = Gradient.grad (fun (Scale a) -> a * a) (Scale(x 2.0))
    Assert.Equal(4.0, gradient.ToScalar())

    let gradients =
        Gradient.grad (fun (m: Map<string, Tensor>) -> m["a"] * m["b"]) (Map [ "a", x 2.0; "b", x 3.0 ])

    Assert.Equal(3.0, gradients["a"].ToScalar())

type Holder(W: Tensor) =
    member _.W = W

type IModule =
    abstract Forward: Tensor -> Tensor

[<AbstractClass>]
type Module() =
    abstract Forward: Tensor -> Tensor

type Scaling(W: Tensor) =
    inherit Module()
    override _.Forward x = W * x

[<Fact>]
let ``what holds tensors in another way is refused, wherever it stands`` () =
    let refused words (tree: 'P) =
        let refused call =
            refuses "Parameters" [ words; "Map<string, _>" ] call

        refused (fun () -> ignore (Parameters.leaves tree))
        refused (fun () -> ignore (Parameters.names tree))
        refused (fun () -> ignore (Gradient.grad (fun (_: 'P) -> x 1.0) tree))

    let holder = Holder(x 1.0)
    refused "Holder" holder
    refused "Holder" {| W = x 1.0; other = holder |}
    refused "Holder" [ None; Some holder ]
    refused "IEnumerable<Tensor>" (seq { x 1.0 })
    refused "List<Tensor>" (ResizeArray [ x 1.0 ])
    refused "Dictionary<String, Tensor>" (dict [ "a", x 1.0 ] |> System.Collections.Generic.Dictionary)
    refused "Map<Int32, Tensor>" (Map [ 1, x 1.0 ])
    refused "Lazy<Tensor>" {| later = lazy (x 1.0) |}
    refused "Tensor[,]" (Array2D.create 1 1 (x 1.0))

    refused
        "Scaling"
        {|
            a = x 1.0
            layers = [ Scaling(x 2.0) :> Module ]
        |}

    refused "Holder" {| a = x 1.0; any = box holder |}

[<Fact>]
let ``functions and plain values are carried along, whatever they close over`` () =
    let W = x 3.0

    let tree =
        {|
            a = x 2.0
            f = fun (x: Tensor) -> W * x
            g = System.Func<Tensor, Tensor>(fun x -> x)
            random = System.Random 1
            text = "text"
            any = box 1
            boxed = box (fun (x: Tensor) -> W * x)
            scores = [| 1.0; 2.0 |]
        |}

    Assert.Equal<string>([| "a" |], Parameters.names tree)
    let mapped = Parameters.map (fun leaf -> 2.0 * leaf) tree
    Assert.Equal(4.0, mapped.a.ToScalar())
    Assert.Same(tree.random, mapped.random)
    Assert.Same(tree.g, mapped.g)

[<Property>]
let ``map keeps identities and compositions`` () =
    forAll net (fun net ->
        let f (leaf: Tensor) = leaf + 1.0
        let g (leaf: Tensor) = leaf * leaf
        sameNet net (Parameters.map id net)
        sameNet (Parameters.map (f >> g) net) (Parameters.map f net |> Parameters.map g))

[<Property>]
let ``map2 meets leaves at the same place`` () =
    forAll (net |> Gen.bind (fun net -> Gen.zip (Gen.constant net) (like mixed net))) (fun (a, b) ->
        sameNet a (Parameters.map2 (fun a _ -> a) a b)
        sameNet b (Parameters.map2 (fun _ b -> b) a b)

        let sums =
            Array.map2 (fun (a: Tensor) b -> a + b) (Parameters.leaves a) (Parameters.leaves b)

        sameTreeBits (Parameters.rebuild a sums) (Parameters.map2 (fun a b -> a + b) a b))

[<Property>]
let ``fold goes from the first leaf to the last`` () =
    forAll net (fun net ->
        let leaves = Parameters.fold (fun found leaf -> leaf :: found) [] net
        Assert.Equal<Tensor>(Parameters.leaves net, leaves |> List.rev |> Array.ofList))

[<Property>]
let ``dot is the inner product of all elements`` () =
    forAll (net |> Gen.bind (fun net -> Gen.zip (Gen.constant net) (like mixed net))) (fun (a, b) ->
        let elements tree =
            Parameters.leaves tree |> Array.collect (fun leaf -> leaf.ToArray<float>())

        let products = Array.map2 (*) (elements a) (elements b)
        near 1e-13 (1.0 + Array.sumBy abs products) (Array.sum products) ((Parameters.dot a b).ToScalar()))

[<Property>]
let ``too few and too many leaves are refused`` () =
    forAll net (fun net ->
        let leaves = Parameters.leaves net

        refuses "Parameters.rebuild" [ string leaves.Length ] (fun () ->
            Parameters.rebuild net (Array.append leaves leaves))

        refuses "Parameters.rebuild" [ string (leaves.Length - 1) ] (fun () -> Parameters.rebuild net leaves[1..])

        let longer =
            { net with
                layers = net.first :: net.layers
            }

        refuses "Parameters.map2" [ string leaves.Length ] (fun () -> Parameters.map2 (fun a _ -> a) net longer)
        refuses "Parameters.dot" [ string leaves.Length ] (fun () -> Parameters.dot longer net))

[<Fact>]
let ``an array of tensors and a tensor alone refuse leaves of another number`` () =
    refuses "Parameters.rebuild" [ "1"; "2" ] (fun () -> Parameters.rebuild (x 1.0) [| x 1.0; x 2.0 |])
    refuses "Parameters.rebuild" [ "more leaves than the 0" ] (fun () -> Parameters.rebuild [| x 1.0 |] [||])
    refuses "Parameters.dot" [ "no tensor" ] (fun () -> Parameters.dot () ())

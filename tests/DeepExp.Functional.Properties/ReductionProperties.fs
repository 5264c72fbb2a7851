/// What the rows of reductions leave out: ties, zeros, infinities, and places.
module DeepExp.Functional.Properties.ReductionProperties

open System
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private vector (elements: float list) =
    Tensor.float64 [| elements.Length |] (Array.ofList elements)

let private elements (x: Tensor) = List.ofArray (x.ToArray<float>())

let private few = Gen.choose (-2, 2) |> Gen.map float

let private firstOf pick (line: float list) = List.findIndex ((=) (pick line)) line

[<Property>]
let ``places are those of the first largest and the first smallest`` () =
    forAll (shapeOf 1 1 3 |> Gen.bind (tensor few)) (fun x ->
        for axis in 0 .. x.Rank - 1 do
            let a = Indexed.ofTensor x

            let expected pick =
                Indexed.indices (Shape.without [| axis |] x.Shape)
                |> List.map (fun index ->
                    [
                        for i in 0 .. x.Shape[axis] - 1 -> a.At(Array.insertAt axis i (Array.ofList index))
                    ]
                    |> firstOf pick)

            let agree pick (places: Tensor) =
                Assert.Equal(Int32, places.DType)
                Assert.Equal<int>(Shape.without [| axis |] x.Shape, places.Shape)
                Assert.Equal<int>(expected pick, places.ToArray<int>())

            agree List.max (Tensor.argMax axis x)
            agree List.max (Reduction.argMax (Some(axis - x.Rank)) x)
            agree List.min (Reduction.argMin (Some axis) x)

        let all = List.ofArray (x.ToArray<float>())
        Assert.Equal(float (firstOf List.max all), (Reduction.argMax None x).ToScalar())
        Assert.Equal(float (firstOf List.min all), (Reduction.argMin None x).ToScalar()))

[<Fact>]
let ``places among nothing, along no axis and of integers are refused`` () =
    refuses "ArgMax" [ "axis 0"; "0×3" ] (fun () -> Reduction.argMax (Some 0) (Tensor.ones Float64 [| 0; 3 |]))
    refuses "ArgMin" [ "axis 0"; "0" ] (fun () -> Reduction.argMin None (Tensor.ones Float64 [| 0; 3 |]))
    refuses "ArgMin" [ "axis 2"; "3×2" ] (fun () -> Reduction.argMin (Some 2) (Tensor.ones Float64 [| 3; 2 |]))
    refuses "ArgMax" [ "int32" ] (fun () -> Tensor.argMax 0 (Tensor.ones Int32 [| 3 |]))

[<Fact>]
let ``each of several extremes receives the whole gradient`` () =
    let x = vector [ 1.0; 3.0; -2.0; 3.0; -2.0 ]
    sameBits (vector [ 0.0; 1.0; 0.0; 1.0; 0.0 ]) (Gradient.grad (Reduction.max [| 0 |] false) x)
    nearTensor 0.0 0.0 (vector [ 0.0; 0.0; 1.0; 0.0; 1.0 ]) (Gradient.grad (Reduction.min [| 0 |] false) x)

[<Fact>]
let ``of two equal elements the first receives the gradient`` () =
    let x1, x2 = vector [ 1.0; 2.0; 3.0; infinity ], vector [ 1.0; 3.0; 2.0; infinity ]

    let gradients f =
        let first, second = Gradient.grad (fun (x1, x2) -> Tensor.sum (f x1 x2)) (x1, x2)
        elements first, elements second

    Assert.Equal(([ 1.0; 0.0; 1.0; 1.0 ], [ 0.0; 1.0; 0.0; 0.0 ]), gradients Elementary.maximum)
    Assert.Equal(([ 1.0; 1.0; 0.0; 1.0 ], [ 0.0; 0.0; 1.0; 0.0 ]), gradients Elementary.minimum)

[<Fact>]
let ``what is not a number is neither larger nor smaller, and stays`` () =
    for f in [ Elementary.maximum; Elementary.minimum ] do
        let y = f (vector [ nan; 0.0; nan ]) (vector [ 0.0; nan; nan ])
        Assert.Equal<float array>([| nan; nan; nan |], y.ToArray<float>())

/// The product of all but some.
let private without (some: int list) (x: float[]) =
    x
    |> Array.indexed
    |> Array.filter (fun (i, _) -> not (List.contains i some))
    |> Array.fold (fun product (_, factor) -> product * factor) 1.0

let private unitVector n i =
    Tensor.float64 [| n |] (Array.init n (fun j -> if i = j then 1.0 else 0.0))

[<Property(MaxTest = 50)>]
let ``products have the right first and second derivatives among any number of zeros`` () =
    forAll (Gen.choose (1, 6) |> Gen.bind (fun n -> tensor few [| n |])) (fun x ->
        let n, elements = x.Size, x.ToArray<float>()
        let lastOfRunning = Reduction.cumProd None >> Tensor.range 0 (n - 1) n >> Tensor.sum

        for f in [ Reduction.prod [| 0 |] false; lastOfRunning ] do
            let gradient = (Gradient.grad f x).ToArray<float>()

            for i in 0 .. n - 1 do
                Assert.Equal(without [ i ] elements, gradient[i])

                let second =
                    (Gradient.grad (fun x -> Tensor.dot (Gradient.grad f x) (unitVector n i)) x).ToArray<float>()

                for j in 0 .. n - 1 do
                    Assert.Equal((if i = j then 0.0 else without [ i; j ] elements), second[j]))

[<Fact>]
let ``the logarithm of a sum of exponentials bears what no exponential does`` () =
    let value elements =
        (Reduction.logSumExp [| 0 |] (vector elements)).ToScalar()

    near 1e-15 1000.0 (1000.0 + log 2.0) (value [ 1000.0; 1000.0 ])
    near 1e-15 1000.0 (-1000.0 + log 2.0) (value [ -1000.0; -1000.0 ])
    Assert.Equal(infinity, value [ infinity; 1.0; -infinity ])
    Assert.Equal(-infinity, value [ -infinity; -infinity ])
    Assert.Equal(3.0, value [ -infinity; 3.0 ])
    Assert.Equal(nan, value [ nan; 3.0 ])
    sameBits (vector [ 0.0; 1.0 ]) (Gradient.grad (Reduction.logSumExp [| 0 |]) (vector [ -infinity; 3.0 ]))

/// Initializers: distributed as they say, and functions of their key.
module DeepExp.Functional.Properties.InitializerProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private key = Gen.choose (0, 1_000_000) |> Gen.map Key.ofSeed

/// The mean of f is the expected one, within 8 standard deviations of such a mean.
let private hasMean (numbers: float[]) expected deviation f =
    near 8.0 (deviation / sqrt (float numbers.Length)) expected (Array.averageBy f numbers)

/// Weights out×in×window with fans that differ: fanIn 45, fanOut 1800, and of a matrix.
let private shapes =
    [
        [| 200; 5; 3; 3 |], 45.0, 1800.0
        [| 50; 200 |], 200.0, 50.0
        [| 100; 10; 9 |], 90.0, 900.0
    ]

type private Spread =
    | Gaussian
    | Flat

/// Each initializer with its variance, of scale and both fans.
let private distributions =
    [
        "Normal", (fun scale -> Initializers.normal scale), Gaussian, (fun scale _ _ -> scale * scale)
        "LeCunNormal", Initializers.lecunNormal, Gaussian, (fun scale fanIn _ -> scale * scale / fanIn)
        "GlorotNormal", Initializers.glorotNormal, Gaussian, (fun scale i o -> 2.0 * scale * scale / (i + o))
        "HeNormal in",
        (fun scale -> Initializers.heNormal scale FanOption.FanIn),
        Gaussian,
        (fun scale fanIn _ -> 2.0 * scale * scale / fanIn)
        "HeNormal out",
        (fun scale -> Initializers.heNormal scale FanOption.FanOut),
        Gaussian,
        (fun scale _ fanOut -> 2.0 * scale * scale / fanOut)
        "Uniform", (fun scale -> Initializers.uniform scale), Flat, (fun scale _ _ -> scale * scale / 3.0)
        "LeCunUniform", Initializers.lecunUniform, Flat, (fun scale fanIn _ -> scale * scale / fanIn)
        "GlorotUniform", Initializers.glorotUniform, Flat, (fun scale i o -> 2.0 * scale * scale / (i + o))
        "HeUniform", Initializers.heUniform, Flat, (fun scale fanIn _ -> 2.0 * scale * scale / fanIn)
    ]

let names =
    TheoryData<string>(distributions |> Seq.map (fun (name, _, _, _) -> name))

[<Theory; MemberData(nameof names)>]
let ``mean, variance, fourth moment and support are those of the distribution`` name =
    let _, make, spread, variance =
        distributions |> List.find (fun (other, _, _, _) -> other = name)

    for seed in 1..5 do
        for shape, fanIn, fanOut in shapes do
            for dtype in [ Float32; Float64 ] do
                let scale = 0.5 + float seed / 4.0
                let w = make scale dtype shape (Key.ofSeed seed)
                Assert.Equal<int>(shape, w.Shape)
                Assert.Equal(dtype, w.DType)
                sameBits w (make scale dtype shape (Key.ofSeed seed))
                let v = variance scale fanIn fanOut
                let z = w.ToArray<float>() |> Array.map (fun w -> w / sqrt v)
                hasMean z 0.0 1.0 id

                match spread with
                | Gaussian ->
                    hasMean z 1.0 (sqrt 2.0) (fun z -> z * z)
                    hasMean z 3.0 (sqrt 96.0) (fun z -> z ** 4.0)
                | Flat ->
                    hasMean z 1.0 (sqrt 0.8) (fun z -> z * z)
                    hasMean z 1.8 (sqrt 5.76) (fun z -> z ** 4.0)
                    // All of [-√3, √3], and nothing else.
                    Assert.InRange(Array.max z, 0.99 * sqrt 3.0, 1.000001 * sqrt 3.0)
                    Assert.InRange(Array.min z, -1.000001 * sqrt 3.0, -0.99 * sqrt 3.0)

[<Fact>]
let ``fans count inputs and outputs, window included`` () =
    Assert.Equal((3, 2), Initializers.fans [| 2; 3 |])
    Assert.Equal((3 * 20, 2 * 20), Initializers.fans [| 2; 3; 4; 5 |])
    Assert.Equal((0, 0), Initializers.fans [| 2; 3; 0 |])
    refuses "GetFans" [ "shape 3"; "out×in" ] (fun () -> Initializers.fans [| 3 |])
    refuses "GetFans" [ "scalar" ] (fun () -> Initializers.fans [||])

[<Fact>]
let ``where a fan is needed, a vector is refused`` () =
    for operation, make in
        [
            "LeCunNormal", Initializers.lecunNormal
            "GlorotNormal", Initializers.glorotNormal
            "HeNormal", (fun scale -> Initializers.heNormal scale FanOption.FanOut)
            "LeCunUniform", Initializers.lecunUniform
            "GlorotUniform", Initializers.glorotUniform
            "HeUniform", Initializers.heUniform
        ] do
        refuses operation [ "shape 3"; "out×in" ] (fun () -> make 1.0 Float32 [| 3 |] (Key.ofSeed 0))
        Assert.Equal(0, (make 1.0 Float32 [| 0; 3 |] (Key.ofSeed 0)).Size)

[<Property>]
let ``identity is the neutral element of products, scaled`` () =
    forAll (Gen.zip3 (length 1) (length 1) nonZero) (fun (n, m, scale) ->
        let x = Key.normal Float64 [| m; n |] (Key.ofSeed n)
        let identity = Initializers.identity scale Float64 [| n; n |] (Key.ofSeed 0)
        sameBits (scale * x) (Tensor.matmul x identity))

[<Fact>]
let ``only a square matrix has an identity`` () =
    for shape in [ [| 2; 3 |]; [| 2 |]; [| 2; 2; 2 |]; [||] ] do
        refuses "Identity" [ Shape.format shape; "square" ] (fun () ->
            Initializers.identity 1.0 Float32 shape (Key.ofSeed 0))

[<Property>]
let ``the vectors of the shorter side are orthogonal and of length scale`` () =
    let shape =
        Gen.elements
            [
                [| 3; 5 |]
                [| 5; 3 |]
                [| 4; 4 |]
                [| 4; 2; 3 |]
                [| 1; 3 |]
                [| 6; 2; 1; 2 |]
            ]

    forAll (Gen.zip3 key shape (between 0.5 2.0)) (fun (key, shape, scale) ->
        let w = Initializers.orthogonal scale OrthogonalMode.Auto Float64 shape key
        Assert.Equal<int>(shape, w.Shape)
        let matrix = Tensor.reshape [| shape[0]; -1 |] w
        let tall = matrix.Shape[0] > matrix.Shape[1]
        let square = Tensor.matmulWith tall (not tall) matrix matrix
        let n = square.Shape[0]
        nearTensor 1e-13 1.0 (Initializers.identity (scale * scale) Float64 [| n; n |] key) square

        nearTensor
            1e-6
            1.0
            w
            (Initializers.orthogonal scale OrthogonalMode.Auto Float32 shape key
             |> Tensor.cast Float64))

[<Fact>]
let ``orthogonal directions have no preference`` () =
    let draws =
        [|
            for seed in 1..4000 ->
                (Initializers.orthogonal 1.0 OrthogonalMode.Auto Float64 [| 3; 3 |] (Key.ofSeed seed)).ToArray<float>()
        |]
    // Each element of a random rotation or reflection has mean 0 and variance 1/3, and the determinant either sign.
    for i in 0..8 do
        let element = draws |> Array.map (Array.item i)
        hasMean element 0.0 (sqrt (1.0 / 3.0)) id
        hasMean element (1.0 / 3.0) (sqrt (4.0 / 45.0)) (fun x -> x * x)

    let determinant (q: float[]) =
        q[0] * (q[4] * q[8] - q[5] * q[7]) - q[1] * (q[3] * q[8] - q[5] * q[6])
        + q[2] * (q[3] * q[7] - q[4] * q[6])

    hasMean (draws |> Array.map determinant) 0.0 1.0 id

[<Fact>]
let ``orthogonal modes accept what they say, a scalar is ± scale, and nothing is refused`` () =
    let make mode shape =
        fun () -> Initializers.orthogonal 1.1 mode Float64 shape (Key.ofSeed 1)

    let wide, tall, square = [| 2; 3 |], [| 3; 2 |], [| 2; 2 |]

    for mode, accepted in
        [
            OrthogonalMode.Auto, [ wide; tall; square ]
            OrthogonalMode.Projection, [ wide; square ]
            OrthogonalMode.Embedding, [ tall; square ]
            OrthogonalMode.Basis, [ square ]
        ] do
        for shape in [ wide; tall; square ] do
            if List.contains shape accepted then
                Assert.Equal<int>(shape, (make mode shape ()).Shape)
            else
                refuses "Orthogonal" [ Shape.format shape; $"{mode}" ] (make mode shape)

    refuses "Orthogonal" [ "0×3"; "no elements" ] (make OrthogonalMode.Auto [| 0; 3 |])

    let scalars =
        [
            for seed in 1..40 ->
                (Initializers.orthogonal 1.1 OrthogonalMode.Auto Float64 [||] (Key.ofSeed seed)).ToScalar()
        ]

    for scalar in scalars do
        near 1e-15 1.1 1.1 (abs scalar)

    Assert.Equal<int>([ -1; 1 ], scalars |> List.map sign |> List.distinct |> List.sort)

[<Fact>]
let ``filters interpolate linearly, channel by channel`` () =
    let up shape =
        (Initializers.upsamplingDeconvFilter Float64 shape (Key.ofSeed 0)).ToArray<float>()

    let down shape =
        (Initializers.downsamplingConvFilter Float64 shape (Key.ofSeed 0)).ToArray<float>()

    Assert.Equal<float>([ 0.25; 0.75; 0.75; 0.25 ], up [| 1; 1; 4 |])
    Assert.Equal<float>([ 0.5; 1.0; 0.5 ], up [| 1; 1; 3 |])
    Assert.Equal<float>([ 0.25; 0.5; 0.25 ], down [| 1; 1; 3 |])

    Assert.Equal<float>([ 0.25; 0.5; 0.25; 0.5; 1.0; 0.5; 0.25; 0.5; 0.25 ], up [| 1; 1; 3; 3 |])

    Assert.Equal<float>([ 0.5; 0.5; 0.0; 0.0; 0.0; 0.0; 0.5; 0.5 ], up [| 2; 2; 2 |])
    near 1e-15 1.0 1.0 (Array.sum (down [| 1; 1; 4; 6 |]))
    near 1e-15 3.0 3.0 (Array.sum (down [| 3; 3; 4; 4 |]))

    for operation, make in
        [
            "UpsamplingDeconvFilter", Initializers.upsamplingDeconvFilter
            "DownsamplingConvFilter", Initializers.downsamplingConvFilter
        ] do
        for shape in [ [| 2; 3; 4; 4 |]; [| 2; 2 |] ] do
            refuses operation [ Shape.format shape; "n×n×k" ] (fun () -> make Float32 shape (Key.ofSeed 0))

/// Random numbers: functions of their key, and distributed as they say.
module DeepExp.Functional.Properties.KeyProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private seed = Gen.choose (System.Int32.MinValue, System.Int32.MaxValue)
let private key = Gen.map Key.ofSeed seed
let private floats = Gen.elements [ Float32; Float64 ]
let private draws = [ Key.uniform; Key.normal ]

[<Property>]
let ``the same key gives the same bits, in any shape of as many elements`` () =
    forAll (Gen.zip3 key floats shape) (fun (key, dtype, shape) ->
        for draw in draws do
            let x = draw dtype shape key
            Assert.Equal<int>(shape, x.Shape)
            Assert.Equal(dtype, x.DType)
            sameBits x (draw dtype shape key)
            sameBits x (draw dtype [| Shape.size shape |] key |> Tensor.reshape shape))

[<Property>]
let ``an element does not depend on how many are drawn`` () =
    forAll (Gen.zip3 key floats (Gen.zip (Gen.choose (0, 40)) (Gen.choose (0, 40)))) (fun (key, dtype, (few, more)) ->
        for draw in draws do
            let short = (draw dtype [| few |] key).ToArray<float>()
            let long = (draw dtype [| few + more |] key).ToArray<float>()
            Assert.Equal<float>(short, long[.. few - 1]))

[<Property>]
let ``different seeds and positions give different keys and numbers`` () =
    forAll (Gen.zip3 seed seed (Gen.zip (Gen.choose (0, 1000)) (Gen.choose (0, 1000)))) (fun (a, b, (i, j)) ->
        let numbers key =
            (Key.uniform Float64 [| 4 |] key).ToArray<float>()

        let key = Key.ofSeed a
        Assert.Equal((a = b), (key = Key.ofSeed b))
        Assert.Equal((a = b), (numbers key = numbers (Key.ofSeed b)))
        Assert.Equal((i = j), (Key.at i key = Key.at j key))
        Assert.Equal((i = j), (numbers (Key.at i key) = numbers (Key.at j key))))

[<Property>]
let ``split gives the first keys of the row, all different and none the parent's`` () =
    forAll (Gen.zip key (Gen.choose (0, 50))) (fun (key, n) ->
        let children = Key.split n key
        Assert.Equal<Key>(Array.init n (fun i -> Key.at i key), children)

        let families =
            [| key; yield! children; yield! Array.collect (Key.split 3) children |]

        Assert.Equal(families.Length, (Array.distinct families).Length)
        // Nor does a child's number appear among the parent's.
        let numbers key =
            (Key.uniform Float64 [| 20 |] key).ToArray<float>()

        let all = Array.collect numbers families
        Assert.Equal(all.Length, (Array.distinct all).Length))

[<Property>]
let ``a child's key is none of the parent's numbers`` () =
    forAll key (fun key ->
        let leading (u: float) = uint32 (u * 2.0 ** 32.0)

        let numbers =
            (Key.uniform Float64 [| 64 |] key).ToArray<float>() |> Array.map leading |> set

        let shared =
            Key.split 32 key
            |> Array.filter (fun child -> numbers.Contains(uint32 (child.Bits >>> 32)))
        // One may be there by chance, in 2 million keys.
        Assert.True(shared.Length <= 1))

[<Fact>]
let ``a negative number of keys is refused`` () =
    refuses "Key.split" [ "-1" ] (fun () -> Key.split -1 (Key.ofSeed 0))

[<Property>]
let ``uniform numbers are multiples of the type's spacing, from 0 to below 1`` () =
    forAll (Gen.zip key floats) (fun (key, dtype) ->
        let spacing = if dtype = Float32 then 2.0 ** -24.0 else 2.0 ** -53.0

        for u in (Key.uniform dtype [| 200 |] key).ToArray<float>() do
            Assert.InRange(u, 0.0, 1.0 - spacing)
            Assert.Equal(0.0, u / spacing % 1.0))

let private count = 20_000

/// The mean of f over the elements is that of the distribution, within 8 standard deviations of such a mean: a right
/// generator misses that once in 10¹⁴ seeds.
let private hasMean (numbers: float[]) expected deviation f =
    near 8.0 (deviation / sqrt (float numbers.Length)) expected (Array.averageBy f numbers)

[<Property(MaxTest = 20)>]
let ``uniform numbers have the moments of [0, 1), and neighbours are independent`` () =
    forAll (Gen.zip key floats) (fun (key, dtype) ->
        let u =
            (Key.uniform dtype [| count |] key).ToArray<float>()
            |> Array.map (fun u -> u - 0.5)

        hasMean u 0.0 (sqrt (1.0 / 12.0)) id
        hasMean u (1.0 / 12.0) (sqrt (1.0 / 180.0)) (fun u -> u * u)

        for lag in [ 1; 2; 4; 8 ] do
            let products = Array.map2 (*) u[lag..] u[.. count - 1 - lag]
            hasMean products 0.0 (1.0 / 12.0) id)

[<Property(MaxTest = 20)>]
let ``normal numbers have the moments of N(0, 1), and neighbours are independent`` () =
    forAll (Gen.zip key floats) (fun (key, dtype) ->
        let z = (Key.normal dtype [| count |] key).ToArray<float>()
        hasMean z 0.0 1.0 id
        hasMean z 1.0 (sqrt 2.0) (fun z -> z ** 2.0)
        hasMean z 0.0 (sqrt 15.0) (fun z -> z ** 3.0)
        hasMean z 3.0 (sqrt 96.0) (fun z -> z ** 4.0)
        hasMean z 0.6826894921370859 0.4655 (fun z -> if abs z < 1.0 then 1.0 else 0.0)

        for lag in [ 1; 2; 4; 8 ] do
            let products = Array.map2 (*) z[lag..] z[.. count - 1 - lag]
            hasMean products 0.0 1.0 id)

[<Property(MaxTest = 20)>]
let ``the numbers of parent and children are independent`` () =
    forAll key (fun key ->
        let numbers key =
            (Key.normal Float64 [| count |] key).ToArray<float>()

        let children = Key.split 2 key
        let parent, a, b = numbers key, numbers children[0], numbers children[1]

        for x, y in [ parent, a; parent, b; a, b ] do
            hasMean (Array.map2 (*) x y) 0.0 1.0 id)

[<Fact>]
let ``integers are not drawn, and shapes are checked`` () =
    let key = Key.ofSeed 0
    refuses "Key.uniform" [ "int32" ] (fun () -> Key.uniform Int32 [| 2 |] key)
    refuses "Key.normal" [ "int32" ] (fun () -> Key.normal Int32 [| 2 |] key)
    refuses "Key.uniform" [ "-1" ] (fun () -> Key.uniform Float32 [| -1 |] key)
    refuses "Key.normal" [ "65536×65536" ] (fun () -> Key.normal Float32 [| 65536; 65536 |] key)

// Initializers

[<Property>]
let ``constant fills, and normal scales the key's numbers`` () =
    forAll (Gen.zip3 key shape (between -3.0 3.0)) (fun (key, shape, c) ->
        sameBits (Tensor.full Float64 shape c) (Initializers.constant c Float64 shape key)
        sameBits (c * Key.normal Float64 shape key) (Initializers.normal c Float64 shape key))

[<Property(MaxTest = 20)>]
let ``LeCun's weights have variance scale² / fan-in, the product of all lengths but the first`` () =
    forAll
        (Gen.zip3 key (Gen.elements [ [| 400; 50 |]; [| 200; 10; 3; 3 |]; [| 20_000; 1 |] ]) (between 0.5 2.0))
        (fun (key, shape, scale) ->
            let w = (Initializers.lecunNormal scale Float64 shape key).ToArray<float>()
            let variance = scale * scale / float (Shape.size shape[1..])
            hasMean w 0.0 (sqrt variance) id
            hasMean w variance (sqrt 2.0 * variance) (fun w -> w * w))

[<Fact>]
let ``a shape without fan-in is refused`` () =
    refuses "LeCunNormal" [ "shape 3"; "out×in" ] (fun () ->
        Initializers.lecunNormal 1.0 Float32 [| 3 |] (Key.ofSeed 0))

    refuses "LeCunNormal" [ "scalar" ] (fun () -> Initializers.lecunNormal 1.0 Float32 [||] (Key.ofSeed 0))

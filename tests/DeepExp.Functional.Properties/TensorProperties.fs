/// Tensors as values: made, read and moved; what the primitives do at the edges of numbers.
module DeepExp.Functional.Properties.TensorProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

[<Property>]
let ``elements and shape come back as they were given, converted to what is asked for`` () =
    forAll
        (shape
         |> Gen.bind (fun shape ->
             Gen.zip (Gen.constant shape) (Gen.arrayOfLength (Shape.size shape) (Gen.choose (-99, 99)))))
        (fun (shape, elements) ->
            let floats, floats32 = Array.map float elements, Array.map float32 elements

            let all =
                [
                    Tensor.int32 shape elements, Int32
                    Tensor.float32 shape floats32, Float32
                    Tensor.float64 shape floats, Float64
                    Tensor.create Int32 shape floats, Int32
                    Tensor.create Float32 shape floats, Float32
                    Tensor.create Float64 shape floats, Float64
                ]

            for x, dtype in all do
                Assert.Equal(dtype, x.DType)
                Assert.Equal<int>(shape, x.Shape)
                Assert.Equal(shape.Length, x.Rank)
                Assert.Equal(elements.Length, x.Size)
                Assert.Equal<int>(elements, x.ToArray<int>())
                Assert.Equal<float>(floats, x.ToArray<float>())
                Assert.Equal<float32>(floats32, x.ToArray<float32>())

                for index in Indexed.indices shape do
                    let index = Array.ofList index
                    Assert.Equal(floats[Indexed.position shape index], x[index]))

[<Property>]
let ``full, zeros, ones and scalar`` () =
    forAll (Gen.zip3 shape mixed (Gen.elements [ Float32; Float64 ])) (fun (shape, c, dtype) ->
        let filled c =
            Tensor.create dtype shape (Array.create (Shape.size shape) c)

        sameBits (filled c) (Tensor.full dtype shape c)
        sameBits (filled 0.0) (Tensor.zeros dtype shape)
        sameBits (filled 1.0) (Tensor.ones dtype shape)
        let x = Tensor.scalar Float64 c
        Assert.Equal<int>([||], x.Shape)
        Assert.Equal(c, x.ToScalar()))

/// A tensor of an array does not follow the array when that is written to.
let private copies (make: 'T -> Tensor) (array: 'T) (write: 'T -> unit) =
    let x = make array
    let before = bits x
    write array
    Assert.Equal<_>(before, bits x)

[<Fact>]
let ``the arrays given are copied`` () =
    let first value (array: 'T[]) = array[0] <- value
    let corner value (array: 'T[,]) = array[0, 0] <- value
    copies (Tensor.float32 [| 2 |]) [| 1.0f; 2.0f |] (first 9.0f)
    copies (Tensor.float64 [| 2 |]) [| 1.0; 2.0 |] (first 9.0)
    copies (Tensor.int32 [| 2 |]) [| 1; 2 |] (first 9)
    copies (Tensor.create Float64 [| 2 |]) [| 1.0; 2.0 |] (first 9.0)
    copies (fun (x: float32[]) -> Tensor.op_Implicit x) [| 1.0f |] (first 9.0f)
    copies (fun (x: float[]) -> Tensor.op_Implicit x) [| 1.0 |] (first 9.0)
    copies (fun (x: int[]) -> Tensor.op_Implicit x) [| 1 |] (first 9)
    copies (fun (x: float32[,]) -> Tensor.op_Implicit x) (array2D [ [ 1.0f ] ]) (corner 9.0f)
    copies (fun (x: float[,]) -> Tensor.op_Implicit x) (array2D [ [ 1.0 ] ]) (corner 9.0)
    copies (fun (x: int[,]) -> Tensor.op_Implicit x) (array2D [ [ 1 ] ]) (corner 9)

[<Fact>]
let ``the shapes and axes given are copied`` () =
    let x = Tensor.float64 [| 2; 3 |] [| 1.0 .. 6.0 |]
    let first value (array: int[]) = array[0] <- value
    copies (fun shape -> Tensor.zeros Float64 shape) [| 2; 3 |] (first 9)
    copies (fun shape -> Tensor.float64 shape [| 1.0 .. 6.0 |]) [| 2; 3 |] (first 9)
    copies (fun shape -> Key.uniform Float64 shape (Key.ofSeed 0)) [| 2; 3 |] (first 9)
    copies (fun shape -> Tensor.reshape shape x) [| 3; 2 |] (first 9)
    copies (fun shape -> Tensor.broadcastTo shape x) [| 4; 2; 3 |] (first 9)

    // Also in a trace that is read after the array was written to.
    let traced (use': int[] -> Tensor -> Tensor) (array: int[]) =
        let y, back = Gradient.pullback (use' array) x
        let before = back (Tensor.onesLike y)
        array[0] <- 1
        sameBits before (back (Tensor.onesLike y))

    traced Tensor.permute [| 1; 0 |]
    traced (fun axes -> Tensor.sumOver axes false) [| 0; 1 |]
    traced Tensor.reshape [| 3; 2 |]
    traced Tensor.broadcastTo [| 4; 2; 3 |]

[<Fact>]
let ``ToArray and Shape give copies`` () =
    let x = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]
    x.ToArray<float>()[0] <- 9.0
    x.Shape[0] <- 9
    Assert.Equal<float>([| 1.0; 2.0 |], x.ToArray<float>())
    Assert.Equal<int>([| 2 |], x.Shape)

[<Fact>]
let ``numbers and arrays become tensors of their type and shape`` () =
    sameBits (Tensor.scalar Float32 2.5) (Tensor.op_Implicit 2.5f)
    sameBits (Tensor.scalar Float64 2.5) (Tensor.op_Implicit 2.5)

    sameBits
        (Tensor.float64 [| 2; 3 |] [| 1.0 .. 6.0 |])
        (Tensor.op_Implicit (array2D [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ]))

    sameBits (Tensor.float32 [| 1; 2 |] [| 1.0f; 2.0f |]) (Tensor.op_Implicit (array2D [ [ 1.0f; 2.0f ] ]))
    sameBits (Tensor.int32 [| 2; 1 |] [| 1; 2 |]) (Tensor.op_Implicit (array2D [ [ 1 ]; [ 2 ] ]))

[<Property>]
let ``matrices go to MathNet and back`` () =
    // MathNet has no matrix without rows or columns.
    forAll (shapeOf 1 2 2 |> Gen.bind (tensor mixed)) (fun x ->
        let matrix = Tensor.toMatrix x
        Assert.Equal(x[x.Shape[0] - 1, 0], matrix[x.Shape[0] - 1, 0])
        sameBits x (Tensor.ofMatrix matrix)
        let x32 = Tensor.create Float32 x.Shape (x.ToArray<float>())
        sameBits x32 (Tensor.ofMatrix32 (Tensor.toMatrix32 x32))
        let product = Tensor.ofMatrix (matrix * matrix.Transpose())
        nearTensor 1e-14 (1.0 + 5.0 * largest x * largest x) product (Tensor.matmul x (Tensor.transpose x)))

[<Property>]
let ``a tensor of integers is moved like any other`` () =
    forAll
        (shape
         |> Gen.bind (fun shape -> Gen.zip3 (Gen.constant shape) (reshapes shape) (Gen.choose (1, 3))))
        (fun (shape, target, n) ->
            let moves =
                [
                    Tensor.reshape target
                    Tensor.transpose
                    Tensor.broadcastTo (Array.append [| n |] shape)
                ]

            let elements = [| 1 .. Shape.size shape |]

            for move in moves do
                let floats = move (Tensor.float64 shape (Array.map float elements))
                let integers = move (Tensor.int32 shape elements)
                Assert.Equal<int>(floats.Shape, integers.Shape)
                Assert.Equal(Int32, integers.DType)
                Assert.Equal<float>(floats.ToArray<float>(), integers.ToArray<float>()))

// Numbers at the edge

let private edges =
    [|
        nan
        infinity
        -infinity
        0.0
        -0.0
        5e-324
        -5e-324
        1.7e308
        -1.7e308
        1.0
        -1.0
    |]

/// Each element of f at the edges; NaN equals NaN, and 0 equals -0.
let private atEdges (f: Tensor -> Tensor) (expected: float -> float) =
    // Long enough for vector lanes, and odd enough for a rest.
    let many = Array.concat (Array.replicate 7 edges)
    let y = (f (Tensor.float64 [| many.Length |] many)).ToArray<float>()

    for x, y in Array.zip many y do
        Assert.True((expected x).Equals y || expected x = y, $"of {x}: expected {expected x}, found {y}")

[<Fact>]
let ``ReLU lets NaN and infinity through, and gives 0 for all that is not above 0`` () =
    atEdges Activation.relu (fun x -> if x > 0.0 || x <> x then x else 0.0)

[<Fact>]
let ``leaky ReLU scales infinity, and keeps NaN`` () =
    atEdges (Activation.leakyRelu 0.5) (fun x -> if x > 0.0 then x else 0.5 * x)
    atEdges (Activation.leakyRelu -2.0) (fun x -> if x > 0.0 then x else -2.0 * x)

[<Fact>]
let ``at 0 and -0 the derivative of leaky ReLU is the slope`` () =
    let gradient =
        Gradient.grad (Activation.leakyRelu 0.3 >> Tensor.sum) (Tensor.float64 [| 4 |] [| 0.0; -0.0; 1.0; -1.0 |])

    Assert.Equal<float>([| 0.3; 0.3; 1.0; 0.3 |], gradient.ToArray<float>())

[<Fact>]
let ``clip brings infinity to its bounds, and keeps NaN`` () =
    atEdges (Tensor.clip -2.0 3.0) (fun x ->
        if x < -2.0 then -2.0
        elif x > 3.0 then 3.0
        else x)

[<Fact>]
let ``the gradient of clip passes at the bounds, and not beyond`` () =
    let x = Tensor.float64 [| 5 |] [| -2.1; -2.0; 0.0; 3.0; 3.1 |]
    let gradient = Gradient.grad (Tensor.clip -2.0 3.0 >> Tensor.sum) x
    Assert.Equal<float>([| 0.0; 1.0; 1.0; 1.0; 0.0 |], gradient.ToArray<float>())

[<Fact>]
let ``abs and sign at the edges, their derivatives at 0`` () =
    atEdges Tensor.abs abs

    atEdges Tensor.sign (fun x ->
        if x > 0.0 then 1.0
        elif x < 0.0 then -1.0
        else x)

    let zero = Tensor.scalar Float64 0.0
    Assert.Equal(0.0, (Gradient.grad Tensor.abs zero).ToScalar())
    Assert.Equal(0.0, (Gradient.grad Tensor.sign zero).ToScalar())

[<Fact>]
let ``exponentials do not overflow where their limit is a number`` () =
    let limits = [| -1000.0; 1000.0; -infinity; infinity |]

    let at f =
        (f (Tensor.float64 [| 4 |] limits): Tensor).ToArray<float>()

    Assert.Equal<float>([| 0.0; 1.0; 0.0; 1.0 |], at Tensor.sigmoid)
    Assert.Equal<float>([| -1.0; 1.0; -1.0; 1.0 |], at Tensor.tanh)
    Assert.Equal<float>([| 0.0; infinity; 0.0; infinity |], at Tensor.exp)

[<Fact>]
let ``the mean over nothing is NaN, the sum over nothing is 0`` () =
    let x = Tensor.zeros Float64 [| 0; 2 |]
    Assert.Equal<float>([| nan; nan |], (Tensor.meanOver [| 0 |] false x).ToArray<float>())
    Assert.Equal<float>([| 0.0; 0.0 |], (Tensor.sumOver [| 0 |] false x).ToArray<float>())
    Assert.Equal(0.0, (Tensor.sum x).ToScalar())

[<Fact>]
let ``a tensor prints its type, shape and elements, of a long axis its ends`` () =
    Assert.Equal("float32 2×3 [[1, 2, 3], [4, 5, 6]]", string (Tensor.float32 [| 2; 3 |] [| 1.0f .. 6.0f |]))
    Assert.Equal("int32 9 [1, 2, 3, ..., 7, 8, 9]", string (Tensor.int32 [| 9 |] [| 1..9 |]))
    Assert.Equal("float64 scalar 0.5", string (Tensor.scalar Float64 0.5))

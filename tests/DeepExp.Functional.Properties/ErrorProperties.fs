/// Wrong calls fail at once, with messages that name the operation, the shapes or values, and the rule.
module DeepExp.Functional.Properties.ErrorProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Cases
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let rows = TableProperties.rows

let private retyped dtype (x: Tensor) =
    Tensor.create dtype x.Shape (x.ToArray<float>())

[<Theory; MemberData(nameof rows)>]
let ``what computes refuses integers, and what only moves does not`` title =
    check
        30
        (forAll (titled title).Call (fun call ->
            let moves =
                [
                    "Reshape"
                    "Permute"
                    "BroadcastTo"
                    "Slice"
                    "Embed"
                    "Concatenate"
                    "Gather"
                ]

            let computes =
                TableProperties.primitivesOf call
                |> Seq.exists (fun name -> not (List.contains name moves))

            let integers = call.Inputs |> Array.map (retyped Int32)

            if computes then
                let error =
                    Assert.Throws<DeepExpException>(fun () -> call.Function integers |> ignore)

                Assert.Contains("int32", error.Message)
            else
                Assert.Equal(Int32, (call.Function integers).DType)))

[<Theory; MemberData(nameof rows)>]
let ``element types are never mixed`` title =
    check
        30
        (forAll (titled title).Call (fun call ->
            if call.Inputs.Length > 1 then
                for i in 0 .. call.Inputs.Length - 1 do
                    let inputs = Array.updateAt i (retyped Float32 call.Inputs[i]) call.Inputs

                    let error =
                        Assert.Throws<DeepExpException>(fun () -> call.Function inputs |> ignore)

                    Assert.Contains("float32", error.Message)
                    Assert.Contains("float64", error.Message)))

[<Theory; MemberData(nameof rows)>]
let ``a wrong call is refused with operation, shapes and rule`` title =
    for misuse in (titled title).Misuses do
        refuses misuse.Operation misuse.Words misuse.Use

[<Property>]
let ``shapes that do not meet are refused with both named`` () =
    let apart =
        Gen.zip3 (shapeOf 2 0 3) (Gen.choose (2, 5)) (Gen.choose (1, 3))
        |> Gen.map (fun (shape, n, more) -> Array.append shape [| n |], Array.append shape [| n + more |])

    forAll apart (fun (a, b) ->
        let x, y = Tensor.ones Float64 a, Tensor.ones Float64 b
        let words = [ Shape.format a; Shape.format b; "equal or 1" ]
        refuses "Add" words (fun () -> x + y)
        refuses "Subtract" words (fun () -> x - y)
        refuses "Multiply" words (fun () -> x * y)
        refuses "Divide" words (fun () -> x / y)
        refuses "Rectify" words (fun () -> Tensor.rectify 0.2 x y)
        refuses "BroadcastTo" words (fun () -> Tensor.broadcastTo b x)
        refuses "MeanSquaredError" [ Shape.format a; Shape.format b ] (fun () -> Loss.meanSquaredError x y)
        refuses "Reshape" [ Shape.format a; Shape.format b ] (fun () -> Tensor.reshape b x))

[<Property>]
let ``axes that do not exist are refused with the shape`` () =
    forAll (Gen.zip anyTensor (Gen.choose (0, 3))) (fun (x, beyond) ->
        for axis in [ x.Rank + beyond; -x.Rank - 1 - beyond ] do
            let words = [ string axis; Shape.format x.Shape ]
            refuses "Sum" words (fun () -> Tensor.sumOver [| axis |] false x)
            refuses "Mean" words (fun () -> Tensor.meanOver [| axis |] false x)

            refuses "Transpose" [ string axis; Shape.format x.Shape ] (fun () ->
                Tensor.permute (Array.append [| axis |] [| 1 .. x.Rank - 1 |]) x))

[<Property>]
let ``no gradient of what is not one number, and none for a gradient of another shape`` () =
    forAll
        (shapeOf 0 1 3
         |> Gen.filter (fun shape -> Shape.size shape <> 1)
         |> Gen.bind (tensor mixed))
        (fun x ->
            refuses "Gradient.valueAndGrad" [ Shape.format x.Shape; "one number" ] (fun () ->
                Gradient.grad Tensor.abs x)

            let y, back = Gradient.pullback Tensor.abs x
            refuses "Gradient.pullback" [ Shape.format x.Shape; "scalar" ] (fun () -> back (Tensor.sum y))
            refuses "Gradient.pullback" [ "float32" ] (fun () -> back (retyped Float32 y))
            refuses "ToScalar" [ Shape.format x.Shape ] (fun () -> x.ToScalar()))

let private ones shape = Tensor.ones Float64 shape

let wrongCalls =
    [
        "Linear: x has 3 features (shape 100×3) but W expects 1 (shape 16×1).",
        (fun () -> Connection.linear (ones [| 16; 1 |]) None (ones [| 100; 3 |]))
        "Linear: x has 6 features (shape 2×3×2) but W expects 3 (shape 4×3).",
        (fun () -> Connection.linear (ones [| 4; 3 |]) None (ones [| 2; 3; 2 |]))
        "Linear: b has shape 3 but W (shape 4×3) gives 4 outputs; b must have shape 4.",
        (fun () -> Connection.linear (ones [| 4; 3 |]) (Some(ones [| 3 |])) (ones [| 2; 3 |]))
        "Linear: b has shape scalar but W (shape 4×3) gives 4 outputs; b must have shape 4.",
        (fun () -> Connection.linear (ones [| 4; 3 |]) (Some(ones [||])) (ones [| 2; 3 |]))
        "Linear: W has shape 3, but a weight matrix has two axes: out×in.",
        (fun () -> Connection.linear (ones [| 3 |]) None (ones [| 2; 3 |]))
        "Linear: x has shape 3, but needs a batch axis: N×in; reshape one sample to 1×in.",
        (fun () -> Connection.linear (ones [| 4; 3 |]) None (ones [| 3 |]))
        "MeanSquaredError: shapes 2 and 2×1 differ; they must be equal.",
        (fun () -> Loss.meanSquaredError (ones [| 2; 1 |]) (ones [| 2 |]))
        "Add: shapes 2×3 and 4 do not broadcast: axis 1 has lengths 3 and 4, which must be equal or 1.",
        (fun () -> ones [| 2; 3 |] + ones [| 4 |])
        "Exp: x is 2 int32, but the function is defined for float32 and float64; cast it first.",
        (fun () -> Tensor.exp (Tensor.zeros Int32 [| 2 |]))
        "Multiply: the arguments are 2 float32 and 2 float64; element types are never mixed: cast one of them.",
        (fun () -> Tensor.ones Float32 [| 2 |] * ones [| 2 |])
        "MatMul: the inner lengths differ: 3 in a (a is 2×3) and 2 in b (b is 2×3); columns of the left must equal rows of the right.",
        (fun () -> Tensor.matmul (ones [| 2; 3 |]) (ones [| 2; 3 |]))
        "MatMul: the inner lengths differ: 2 in aᵀ (a is 2×3) and 3 in bᵀ (b is 2×3); columns of the left must equal rows of the right.",
        (fun () -> Tensor.matmulWith true true (ones [| 2; 3 |]) (ones [| 2; 3 |]))
        "MatMul: shapes scalar and 2×3: a scalar is no matrix; multiply with *.",
        (fun () -> Tensor.matmul (ones [||]) (ones [| 2; 3 |]))
        "MatMul: shapes 4 and 5 do not broadcast: axis 0 has lengths 4 and 5, which must be equal or 1.",
        (fun () -> Tensor.matmul (ones [| 4; 2; 3 |]) (ones [| 5; 3; 2 |]))
        "Reshape: shape 2×3 has 6 elements, 4 would have 4; a reshape keeps their number.",
        (fun () -> Tensor.reshape [| 4 |] (ones [| 2; 3 |]))
        "Reshape: 6 elements do not fill shape 4×-1: the length -1 cannot be inferred.",
        (fun () -> Tensor.reshape [| 4; -1 |] (ones [| 2; 3 |]))
        "Reshape: 0 elements do not fill shape 0×-1: the length -1 cannot be inferred.",
        (fun () -> Tensor.reshape [| 0; -1 |] (ones [| 0; 3 |]))
        "Reshape: shape -1×-1 leaves more than one length (-1) to be inferred.",
        (fun () -> Tensor.reshape [| -1; -1 |] (ones [| 2; 3 |]))
        "Transpose: axes 0, 0 name one axis of shape 2×3 twice.",
        (fun () -> Tensor.permute [| 0; 0 |] (ones [| 2; 3 |]))
        "Transpose: axes 0 do not name each axis of shape 2×3 once.",
        (fun () -> Tensor.permute [| 0 |] (ones [| 2; 3 |]))
        "Sum: axes 0, -2 name one axis of shape 2×3 twice.",
        (fun () -> Tensor.sumOver [| 0; -2 |] false (ones [| 2; 3 |]))
        "Clip: the bounds are 1 and -1; the lower one comes first.", (fun () -> Tensor.clip 1.0 -1.0 (ones [| 2 |]))
        "Tensor.float64: shape 2×3 holds 6 elements, but 4 were given.",
        (fun () -> Tensor.float64 [| 2; 3 |] [| 1.0 .. 4.0 |])
        "Tensor.full: a shape has no negative length, but 2×-1 was asked for.", (fun () -> ones [| 2; -1 |])
        "Tensor.toMatrix: a matrix has two axes, but x has shape 3.",
        (fun () -> Tensor.ofMatrix (Tensor.toMatrix (ones [| 3 |])))
        "Item: index [2, 0] lies outside shape 2×3; indices count from 0.",
        (fun () -> Tensor.scalar Float64 ((ones [| 2; 3 |]).Item(2, 0)))
        "Item: shape 2×3 needs 2 indices, but [0] has 1.", (fun () -> Tensor.scalar Float64 ((ones [| 2; 3 |]).Item 0))
        "ToScalar: shape 2 has 2 elements, but a number is one element.",
        (fun () -> Tensor.scalar Float64 ((ones [| 2 |]).ToScalar()))
    ]

let messages = wrongCalls |> List.map (fun (message, _) -> [| box message |])

[<Theory; MemberData(nameof messages)>]
let ``the message says it`` (message: string) =
    let _, call = wrongCalls |> List.find (fun (expected, _) -> expected = message)
    let error = Assert.Throws<DeepExpException>(fun () -> call () |> ignore)
    Assert.Equal(message, error.Message)

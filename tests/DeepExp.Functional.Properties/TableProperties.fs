/// The table of cases is complete, and each row computes what its definition says.
module DeepExp.Functional.Properties.TableProperties

open System
open System.Reflection
open FsCheck.FSharp
open Microsoft.FSharp.Core
open Microsoft.FSharp.Reflection
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Cases
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private everything = BindingFlags.Public ||| BindingFlags.NonPublic

let private casesOf (union: Type) =
    FSharpType.GetUnionCases(union, everything) |> Array.map _.Name |> List.ofArray

let private primitives =
    casesOf typeof<Unary>
    @ casesOf typeof<Binary>
    @ (casesOf typeof<Op> |> List.except [ "Unary"; "Binary" ])

let rec private isOfTensors (t: Type) =
    List.contains t [ typeof<Tensor>; typeof<Tensor list>; typeof<Tensor[]>; typeof<Statistics> ]
    || FSharpType.IsTuple t
       && FSharpType.GetTupleElements t |> Array.forall isOfTensors

let private isFunctionOfTensors (f: MethodInfo) =
    not f.IsGenericMethod
    && isOfTensors f.ReturnType
    && f.GetParameters() |> Array.exists (fun p -> isOfTensors p.ParameterType)

let private isModule (t: Type) =
    match t.GetCustomAttribute<CompilationMappingAttribute>() with
    | null -> false
    | mapping -> mapping.SourceConstructFlags = SourceConstructFlags.Module

/// A public function by the name that a program calls it by: its source name, or the operator with x, y and c for numbers.
let private nameOf (f: MethodInfo) =
    let operators =
        Map
            [
                "op_Addition", "+"
                "op_Subtraction", "-"
                "op_Multiply", "*"
                "op_Division", "/"
                "Pow", "**"
            ]

    match f.Name, f.GetParameters() |> Array.map (fun p -> p.ParameterType = typeof<Tensor>) with
    | "op_UnaryNegation", _ -> "-x"
    | name, [| true; true |] when operators.ContainsKey name -> $"x {operators[name]} y"
    | name, [| true; false |] when operators.ContainsKey name -> $"x {operators[name]} c"
    | name, [| false; true |] when operators.ContainsKey name -> $"c {operators[name]} x"
    | name, _ ->
        let place = (nonNull f.DeclaringType).Name

        let place =
            if place.EndsWith "Module" then
                place[.. place.Length - 7]
            else
                place

        $"{place}.{name}"

let private functions =
    [
        for t in typeof<Tensor>.Assembly.GetExportedTypes() do
            if t = typeof<Tensor> || isModule t then
                for f in t.GetMethods(BindingFlags.Public ||| BindingFlags.Static) do
                    if isFunctionOfTensors f && not (f.Name.StartsWith "op_Implicit") then
                        nameOf f
    ]

/// The derivative of detach is to be wrong: that is what it is for. Cast rounds, which has no differences; see below. Places are
/// integers, measures and running averages send no gradient back, and noise depends on the shape alone; see ReductionProperties,
/// EvaluationProperties, NormalizationProperties and HookProperties.
let private exempt =
    [
        "Tensor.detach"
        "Tensor.cast"
        "Cast"
        "ArgMax"
        "Tensor.argMax"
        "Reduction.argMax"
        "Reduction.argMin"
        "Hooks.exponentialDecayNoise"
        "Statistics.update"
        yield! functions |> List.filter (fun name -> name.StartsWith "Evaluation.")
    ]

[<Fact>]
let ``each primitive and each public function of tensors has one row`` () =
    let expected = primitives @ functions |> List.except exempt |> List.sort
    let actual = Cases.all |> List.collect _.Names |> List.sort

    let without, of' =
        List.except actual expected |> String.concat ", ", List.except expected actual |> String.concat ", "

    if without + of' <> "" then
        Assert.Fail $"without a row: {without}. Rows of nothing: {of'}."

    Assert.Equal<string list>(expected, actual)

let rows = Cases.all |> List.map (fun case -> [| box case.Title |])

let private holds cases title (law: Call -> 'Claim) =
    check cases (forAll (Cases.titled title).Call law)

let private unionCase (value: 'T) =
    FSharpValue.GetUnionFields(value, typeof<'T>, everything) |> fst |> _.Name

/// The primitives that a call is made of.
let primitivesOf (call: Call) =
    let inputs = call.Inputs |> Array.map (fun (x: Tensor) -> x.Untracked.Followed null)

    Trace.nodes (call.Function inputs)
    |> Seq.choose (fun t ->
        match t.Origin with
        | Result(Unary f, _) -> Some(unionCase f)
        | Result(Binary f, _) -> Some(unionCase f)
        | Result(op, _) -> Some(unionCase op)
        | Constant
        | Variable -> None)

/// No order of summation rounds by more than ε a term, no term exceeds the product of the largest elements, and what is no
/// sum rounds by parts of itself.
let private scaleOf (call: Call) =
    let terms = 1 + Array.sumBy (fun (x: Tensor) -> x.Size) call.Inputs

    let term =
        call.Inputs |> Array.fold (fun product x -> product * max 1.0 (largest x)) 1.0

    float terms * term + largest (call.Function call.Inputs)

[<Fact>]
let ``a primitive's row runs the primitive`` () =
    for case in Cases.all do
        for name in case.Names |> List.filter (fun name -> List.contains name primitives) do
            let seen = case.Call |> Gen.sampleWithSize 50 20 |> Seq.collect primitivesOf
            Assert.Contains(name, seen)

[<Theory; MemberData(nameof rows)>]
let ``shape and elements are those of the definition`` title =
    holds 100 title (fun call ->
        let y = call.Function call.Inputs

        for definition in Option.toList call.Definition do
            let expected = call.Inputs |> Array.map Indexed.ofTensor |> definition
            Assert.Equal<int>(expected.Lengths, y.Shape)
            Array.iter2 (near 1e-14 (scaleOf call)) (Indexed.elements expected) (y.ToArray<float>()))

[<Theory; MemberData(nameof rows)>]
let ``no call, gradient or Jacobian product changes its arguments, and each gives the same bits again`` title =
    holds 30 title (fun call ->
        let before = treeBits call.Inputs
        let y = call.Function call.Inputs

        let all () =
            let y', back = Gradient.pullback call.Function call.Inputs
            let gy = Tensor.onesLike y
            let gx, gx' = back gy, back gy
            sameBits y y'
            sameTreeBits gx gx'
            sameBits (Tensor.onesLike y) gy
            [| y; y'; yield! gx; Gradient.jvp call.Function call.Inputs call.Inputs |]

        sameTreeBits (all ()) (all ())
        Assert.Equal<_ array>(before, treeBits call.Inputs))

[<Theory; MemberData(nameof rows)>]
let ``in float32 the result is float32, and that of float64 within its rounding`` title =
    holds 30 title (fun call ->
        let y = call.Function call.Inputs

        let rounded =
            call.Inputs
            |> Array.map (fun (x: Tensor) -> Tensor.create Float32 x.Shape (x.ToArray<float>()))

        let y32 = call.Function rounded
        Assert.Equal(Float32, y32.DType)
        Assert.Equal<int>(y.Shape, y32.Shape)
        Array.iter2 (near 1e-5 (scaleOf call)) (y.ToArray<float>()) (y32.ToArray<float>()))

[<Fact>]
let ``a cast rounds, and its gradient comes back in the type of x`` () =
    check
        100
        (forAll (shape |> Gen.bind (tensor moderate)) (fun x ->
            let y = Tensor.cast Float32 x
            let gradient = Gradient.grad (fun x -> Tensor.sum (3.0 * Tensor.cast Float32 x)) x

            y.DType = Float32
            && y.ToArray<float32>() = Array.map float32 (x.ToArray<float>())
            && gradient.DType = Float64
            && gradient.ToArray<float>() |> Array.forall ((=) 3.0)
            && (Tensor.cast Int32 y).ToArray<int>() = Array.map int (y.ToArray<float32>())))

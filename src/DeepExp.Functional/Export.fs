namespace DeepExp

/// A language in which a network can be written out.
type SourceLanguage =
    /// A static C# class.
    | CSharp
    /// A C99 file.
    | C

namespace DeepExp.Functional

open System
open System.Collections.Generic
open System.Globalization
open DeepExp

/// <summary>
/// Writing a network out as plain arithmetic: a source file with the parameters as numbers and loops for the operations of
/// the network's trace, which needs nothing of this library to compile and run.
/// </summary>
[<RequireQualifiedAccess>]
module Export =

    let private indent = List.map (fun line -> if line = "" then "" else "    " + line)

    let private scalarType =
        function
        | Float32 -> "float"
        | Float64 -> "double"
        | Int32 -> "int"

    let private number dtype (value: float) =
        if not (Double.IsFinite value) then
            fail "Export" $"the network holds {value}, which is no number that plain source can state."

        let text =
            match dtype with
            | Float32 -> (float32 value).ToString("R", CultureInfo.InvariantCulture)
            | _ -> value.ToString("R", CultureInfo.InvariantCulture)

        let text =
            if dtype <> Int32 && text.IndexOfAny [| '.'; 'E' |] < 0 then
                text + ".0"
            else
                text

        if dtype = Float32 then text + "f" else text

    /// The path as a name of both languages. An underscore, which no keyword and no variable of ours holds, keeps it apart.
    let private identifier (path: string) =
        let text =
            path |> String.map (fun c -> if Char.IsAsciiLetterOrDigit c then c else '_')

        let text = if Char.IsAsciiLetter text[0] then text else "p" + text
        if text.Contains '_' then text else text + "_"

    let private requireIdentifier (name: string) =
        if
            name = ""
            || not (Char.IsAsciiLetter name[0])
            || not (name |> Seq.forall (fun c -> Char.IsAsciiLetterOrDigit c || c = '_'))
        then
            fail "Export" $"«{name}» is no name in the source; use letters, digits and _, a letter first."

    let private call language dtype (name: string) =
        match language, dtype with
        | C, Float32 -> name + "f"
        | C, _ -> name
        | CSharp, Float32 -> $"MathF.{Char.ToUpperInvariant name[0]}{name[1..]}"
        | CSharp, _ -> $"Math.{Char.ToUpperInvariant name[0]}{name[1..]}"

    /// One loop for each axis of the shape that is longer than 1, around the lines inside.
    let rec private loops axis (shape: Shape) inside =
        if axis = shape.Length then
            inside
        elif shape[axis] = 1 then
            loops (axis + 1) shape inside
        else
            [ $"for (int i{axis} = 0; i{axis} < {shape[axis]}; i{axis}++)"; "{" ]
            @ indent (loops (axis + 1) shape inside)
            @ [ "}" ]

    let private term variable stride =
        match stride with
        | 0 -> []
        | 1 -> [ variable ]
        | _ -> [ $"{variable} * {stride}" ]

    let private terms (shape: Shape) (strides: int[]) =
        [
            for axis in 0 .. shape.Length - 1 do
                if shape[axis] <> 1 then
                    yield! term $"i{axis}" strides[axis]
        ]

    let private sum terms =
        if List.isEmpty terms then
            "0"
        else
            String.concat " + " terms

    /// The row-major position that the loops' variables stand at.
    let private position shape strides = sum (terms shape strides)

    let private unary language dtype f (x: string) =
        let number = number dtype
        let call = call language dtype

        match f with
        | Scale factor -> $"{number factor} * {x}"
        | Shift term -> $"{x} + {number term}"
        | Power exponent -> $"""{call "pow"}({x}, {number exponent})"""
        | Abs -> $"{x} < 0 ? -{x} : {x}"
        | Sign -> $"{x} > 0 ? 1 : {x} < 0 ? -1 : 0"
        | Exp -> $"""{call "exp"}({x})"""
        | Log -> $"""{call "log"}({x})"""
        | Sqrt -> $"""{call "sqrt"}({x})"""
        | Clip(low, high) -> $"{x} < {number low} ? {number low} : {x} > {number high} ? {number high} : {x}"
        | Tanh -> $"""{call "tanh"}({x})"""
        | Sigmoid -> $"""1 / (1 + {call "exp"}(-{x}))"""

    let private binary dtype f (a: string) (b: string) =
        match f with
        | Add -> $"{a} + {b}"
        | Subtract -> $"{a} - {b}"
        | Multiply -> $"{a} * {b}"
        | Divide -> $"{a} / {b}"
        // Asked this way round, NaN passes; and 0 · ∞ is not computed.
        | Rectify 0.0 -> $"{a} <= 0 ? 0 : {b}"
        | Rectify slope -> $"{a} <= 0 ? {number dtype slope} * {b} : {b}"

    let private matMul
        transposeA
        transposeB
        (a: Tensor, a': string)
        (b: Tensor, b': string)
        (shape: Shape)
        (y: string)
        =
        let rank = shape.Length
        let k = a.Value.Shape[if transposeA then rank - 2 else rank - 1]

        // The strides of a factor along the axes of the result, and along k; its batch axes are those of the result.
        let read (x: Tensor) transposed own =
            let strides = Shape.strides x.Value.Shape
            let along = if transposed then 2 * rank - 3 - own else own
            let inner = if own = rank - 2 then rank - 1 else rank - 2
            let innerStride = strides[if transposed then 2 * rank - 3 - inner else inner]

            let strides' =
                Array.init rank (fun axis ->
                    if axis < rank - 2 then strides[axis]
                    elif axis = own then strides[along]
                    else 0)

            sum (terms shape strides' @ term "k" innerStride)

        loops
            0
            shape
            ([
                $"{y}[{position shape (Shape.strides shape)}] = 0;"
                $"for (int k = 0; k < {k}; k++)"
                "{"
             ]
             @ indent
                 [
                     $"{y}[{position shape (Shape.strides shape)}] += {a'}[{read a transposeA (rank - 2)}] * {b'}[{read b transposeB (rank - 1)}];"
                 ]
             @ [ "}" ])

    let private operation language op (inputs: (Tensor * string)[]) (y: Tensor) (y': string) =
        let shape = y.Value.Shape
        let at strides = position shape strides

        let read (x: Tensor, x': string) =
            $"{x'}[{at (Shape.broadcastStrides x.Value.Shape shape)}]"

        let store value =
            loops 0 shape [ $"{y'}[{at (Shape.strides shape)}] = {value};" ]

        let x, x' = inputs[0]

        match op with
        | Cast dtype -> store $"({scalarType dtype}){read inputs[0]}"
        | Unary f -> store (unary language y.DType f (read inputs[0]))
        | Binary f -> store (binary y.DType f (read inputs[0]) (read inputs[1]))
        | Reshape _ -> [ $"for (int i = 0; i < {y.Size}; i++)"; "{"; $"    {y'}[i] = {x'}[i];"; "}" ]
        | Permute axes ->
            let strides = Shape.strides x.Value.Shape
            store $"{x'}[{at (axes |> Array.map (fun axis -> strides[axis]))}]"
        | BroadcastTo _ -> store (read inputs[0])
        | Sum axes ->
            let kept = Shape.withOnes axes x.Value.Shape
            let from = position x.Value.Shape (Shape.strides x.Value.Shape)

            [ $"for (int i = 0; i < {y.Size}; i++)"; "{"; $"    {y'}[i] = 0;"; "}" ]
            @ loops 0 x.Value.Shape [ $"{y'}[{position kept (Shape.strides kept)}] += {x'}[{from}];" ]
        | MatMul(transposeA, transposeB) -> matMul transposeA transposeB inputs[0] inputs[1] shape y'

    let private file language name (x: Tensor) (y: Tensor) (constants: string list) body =
        let xType, yType = scalarType x.DType, scalarType y.DType
        let inputs, outputs = x.Size, y.Size
        let single = inputs = 1 && outputs = 1

        match language with
        | C ->
            [ "#include <math.h>"; "" ]
            @ constants
            @ [ ""; $"/* x holds {inputs} numbers, y {outputs}, row-major. */" ]
            @ [ $"void {name}_run(const {xType} *x, {yType} *y)"; "{" ]
            @ indent body
            @ [ "}" ]
            @ if single then
                  [
                      ""
                      $"{yType} {name}({xType} x)"
                      "{"
                      $"    {yType} y;"
                      $"    {name}_run(&x, &y);"
                      "    return y;"
                      "}"
                  ]
              else
                  []
        | CSharp ->
            [ "using System;"; ""; $"public static class {name}"; "{" ]
            @ indent (
                constants
                @ [
                    ""
                    $"/// <summary>x holds {inputs} numbers, y {outputs}, row-major.</summary>"
                ]
                @ [ $"public static void Run(ReadOnlySpan<{xType}> x, Span<{yType}> y)"; "{" ]
                @ indent body
                @ [ "}" ]
                @ if single then
                      [
                          ""
                          $"public static {yType} Run({xType} x)"
                          "{"
                          $"    Span<{yType}> y = stackalloc {yType}[1];"
                          $"    Run([x], y);"
                          "    return y[0];"
                          "}"
                      ]
                  else
                      []
            )
            @ [ "}" ]

    /// The source of the trace that leads from x to y, constants named as they are told.
    let internal ofTrace language (name: string) (nameOf: Tensor -> string | null) (x: Tensor) (y: Tensor) =
        requireIdentifier name
        let trace = Trace(y, [| x |])

        let reads (node: Tensor) =
            match node.Origin with
            | Result(_, inputs) -> inputs |> Array.exists (fun input -> obj.ReferenceEquals(input, x))
            | _ -> false

        if not (Seq.exists reads trace.Order) then
            fail "Export" "y does not depend on x."

        let identifiers = Dictionary<Tensor, string>(HashIdentity.Reference)
        let taken = HashSet [ name; name + "_run" ]
        let constants, body = ResizeArray(), ResizeArray()

        let rec free id =
            if taken.Add id then id else free (id + "_")

        let constant (c: Tensor) =
            let id =
                match nameOf c with
                | null
                | "" -> free $"c{constants.Count}"
                | path -> free (identifier path)

            let scalar = scalarType c.DType
            let items = c.ToArray<float>() |> Array.map (number c.DType) |> String.concat ", "

            constants.Add(
                match language with
                | C -> $"static const {scalar} {id}[{c.Size}] = {{ {items} }};"
                | CSharp -> $"static readonly {scalar}[] {id} = [{items}];"
            )

            id

        let identify (t: Tensor) =
            match identifiers.TryGetValue t with
            | true, id -> id
            | _ ->
                let id = constant t
                identifiers[t] <- id
                id

        identifiers[x] <- "x"
        let mutable results = 0

        for slot = 1 to trace.Order.Count - 1 do
            let node = trace.Order[slot]

            match node.Origin with
            | Result(op, inputs) ->
                results <- results + 1
                let id = if obj.ReferenceEquals(node, y) then "y" else $"v{results}"
                identifiers[node] <- id

                if id <> "y" then
                    let scalar = scalarType node.DType

                    body.Add(
                        match language with
                        | C -> $"{scalar} {id}[{node.Size}];"
                        | CSharp -> $"var {id} = new {scalar}[{node.Size}];"
                    )

                body.AddRange(operation language op (inputs |> Array.map (fun input -> input, identify input)) node id)
            | Variable
            | Constant -> ()

        file language name x y (List.ofSeq constants) (List.ofSeq body)
        |> String.concat "\n"
        |> fun text -> text + "\n"

    /// <summary>
    /// The network as a source file. In C, <c>name_run(x, y)</c> takes and fills arrays; in C#, <c>name.Run(x, y)</c> spans;
    /// where input and output are one number each there is also <c>name(x)</c> and <c>name.Run(x)</c>. The shape of the
    /// example x is the shape that the source is made for; its values do not matter.
    /// </summary>
    /// <exception cref="DeepExpException">
    /// y does not depend on x, a parameter is not finite, or the name is no identifier.
    /// </exception>
    let source language name (forward: 'P -> Tensor -> Tensor) (parameters: 'P) (example: Tensor) : string =
        let tagged =
            Parameters.named parameters
            |> Array.map (fun (name, leaf) -> Tensor(leaf.Value, Constant, name))

        let x = Tensor(example.Value, Variable, null)
        let y = forward (Parameters.rebuild parameters tagged) x

        let nameOf (leaf: Tensor) : string | null =
            match leaf.Tag with
            | :? string as path -> path
            | _ -> null

        ofTrace language name nameOf x y

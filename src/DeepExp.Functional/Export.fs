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
open System.Text.RegularExpressions
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
        | _ -> "double"

    let private number dtype (value: float) =
        if not (Double.IsFinite value) then
            fail "Export" $"the network holds {value}, which is no number that plain source can state."

        let text =
            match dtype with
            | Float32 -> (float32 value).ToString("R", CultureInfo.InvariantCulture)
            | _ -> value.ToString("R", CultureInfo.InvariantCulture)

        let text =
            if text.IndexOfAny [| '.'; 'E' |] < 0 then
                text + ".0"
            else
                text

        if dtype = Float32 then text + "f" else text

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
        | Rectify slope -> $"{a} > 0 ? {b} : {number dtype slope} * {b}"

    let private matMul transposeA transposeB (inputs: (Shape * string)[]) (shape: Shape) (y: string) =
        let rank = shape.Length
        let at = position shape (Shape.strides shape)

        // The strides of a factor along the axes of the result, and along k; its batch axes are those of the result.
        let read (x: Shape, x': string) transposed own =
            let strides = Shape.strides x
            let other = 2 * rank - 3 - own
            let along, inner = if transposed then other, own else own, other

            let stay axis =
                if axis < rank - 2 then strides[axis]
                elif axis = own then strides[along]
                else 0

            $"""{x'}[{sum (terms shape (Array.init rank stay) @ term "k" strides[inner])}]"""

        let a, _ = inputs[0]
        let k = a[if transposeA then rank - 2 else rank - 1]

        let start =
            match inputs with
            | [| _; _; (b, b') |] -> $"{b'}[{position shape (Shape.broadcastStrides b shape)}]"
            | _ -> "0"

        loops
            0
            shape
            [
                $"{y}[{at}] = {start};"
                $"for (int k = 0; k < {k}; k++)"
                "{"
                $"    {y}[{at}] += {read inputs[0] transposeA (rank - 2)} * {read inputs[1] transposeB (rank - 1)};"
                "}"
            ]

    let private operation language op (inputs: (Tensor * string)[]) (y: Tensor) (y': string) =
        let shape = y.Value.Shape
        let at strides = position shape strides

        let read (x: Tensor, x': string) =
            $"{x'}[{at (Shape.broadcastStrides x.Value.Shape shape)}]"

        let store value =
            loops 0 shape [ $"{y'}[{at (Shape.strides shape)}] = {value};" ]

        let x, x' = inputs[0]
        let shaped = Array.map (fun (x: Tensor, x') -> x.Value.Shape, x')

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
        | MatMul(transposeA, transposeB) -> matMul transposeA transposeB (shaped inputs) shape y'
        | Linear ->
            let inputs = shaped inputs
            inputs[0] <- [| shape[0]; (fst inputs[1])[1] |], x'
            matMul false true inputs shape y'

    let private file language name dtype inputs outputs (constants: string list) body =
        let scalar = scalarType dtype
        let single = inputs = 1 && outputs = 1

        match language with
        | C ->
            [ "#include <math.h>"; "" ]
            @ constants
            @ [ ""; $"/* x holds {inputs} numbers, y {outputs}, row-major. */" ]
            @ [ $"void {name}_run(const {scalar} *x, {scalar} *y)"; "{" ]
            @ indent body
            @ [ "}" ]
            @ if single then
                  [
                      ""
                      $"{scalar} {name}({scalar} x)"
                      "{"
                      $"    {scalar} y;"
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
                @ [ $"public static void Run(ReadOnlySpan<{scalar}> x, Span<{scalar}> y)"; "{" ]
                @ indent body
                @ [ "}" ]
                @ if single then
                      [
                          ""
                          $"public static {scalar} Run({scalar} x)"
                          "{"
                          $"    Span<{scalar}> y = stackalloc {scalar}[1];"
                          $"    Run([x], y);"
                          "    return y[0];"
                          "}"
                      ]
                  else
                      []
            )
            @ [ "}" ]

    let private isIdentifier (name: string) =
        Regex.IsMatch(name, "^[A-Za-z_][A-Za-z0-9_]*$")

    // A path of names is no word of either language and none of the source's own (x, k, v1); a name alone may be one.
    let private identifier (name: string) =
        let id = Regex.Replace(name, "[^A-Za-z0-9_]", "_")

        if isIdentifier id && name.Contains '/' then
            id
        else
            "p_" + id

    /// The source of the trace that leads from x to y, constants named as they are told.
    let internal ofTrace language (name: string) (nameOf: Tensor -> string | null) (x: Tensor) (y: Tensor) =
        if not (isIdentifier name) then
            fail "Export" $"«{name}» is no name for source; use letters, digits and _, and begin with no digit."

        // The identity has no operation that would write y.
        let y =
            if obj.ReferenceEquals(x, y) then
                Tensor.Apply(Reshape x.Value.Shape, x)
            else
                y

        let nodes = Trace.nodes y

        if not (Array.contains x nodes) then
            fail "Export" "y does not depend on x."

        let identifiers = Dictionary<Tensor, string>(HashIdentity.Reference)
        let constants, body = ResizeArray(), ResizeArray()
        let scalar = scalarType y.DType

        let taken = HashSet<string>()

        let rec free id =
            if taken.Add id then id else free (id + "_")

        let constant (c: Tensor) =
            let id =
                match nameOf c with
                | null -> $"c{constants.Count}"
                | name -> free (identifier name)

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

        for node in nodes do
            match node.Origin with
            | Result(op, inputs) ->
                let id =
                    if obj.ReferenceEquals(node, y) then
                        "y"
                    else
                        $"v{identifiers.Count}"

                if id <> "y" then
                    body.Add(
                        match language with
                        | C -> $"{scalar} {id}[{node.Size}];"
                        | CSharp -> $"var {id} = new {scalar}[{node.Size}];"
                    )

                body.AddRange(operation language op (inputs |> Array.map (fun input -> input, identify input)) node id)
                identifiers[node] <- id
            | Variable
            | Constant -> ()

        file language name y.DType x.Size y.Size (List.ofSeq constants) (List.ofSeq body)
        |> String.concat "\n"
        |> fun text -> text + "\n"

    /// <summary>
    /// The network as a source file. In C, <c>name_run(x, y)</c> takes and fills arrays; in C#, <c>name.Run(x, y)</c> spans;
    /// where input and output are one number each there is also <c>name(x)</c> and <c>name.Run(x)</c>. The shape of the
    /// example x is the shape that the source is made for; its values do not matter.
    /// </summary>
    /// <exception cref="DeepExpException">
    /// The name is no identifier, y does not depend on x, or a parameter is not finite.
    /// </exception>
    let source language name (forward: 'P -> Tensor -> Tensor) (parameters: 'P) (example: Tensor) : string =
        let tagged =
            Parameters.named parameters
            |> Array.map (fun (name, leaf) -> Tensor(leaf.Value, Constant, name, 0L, Int64.MaxValue))

        let x = (Tensor example.Value).Followed null
        let y = forward (Parameters.rebuild parameters tagged) x

        ofTrace language name (fun leaf -> leaf.Tag :?> (string | null)) x y

namespace DeepExp.Functional

open System.Collections.Generic
open System.Text.RegularExpressions
open DeepExp

/// <summary>
/// Writing a network out as plain arithmetic: a source file with the parameters as numbers and loops for the operations of
/// the network's trace, which needs nothing of this library to compile and run.
/// </summary>
[<RequireQualifiedAccess>]
module Export =

    let private file language name (x: Tensor) (y: Tensor) (constants: string list) body =
        let xType, yType = SourceText.scalarType x.DType, SourceText.scalarType y.DType
        let inputs, outputs = x.Size, y.Size
        let single = inputs = 1 && outputs = 1

        match language with
        | SourceLanguage.C ->
            [ "#include <math.h>"; "" ]
            @ constants
            @ [
                ""
                text $"""/* x holds {counted inputs "number"}, y {outputs}, row-major. */"""
            ]
            @ [ text $"void {name}_run(const {xType} *x, {yType} *y)"; "{" ]
            @ SourceText.indent body
            @ [ "}" ]
            @ if single then
                  [
                      ""
                      text $"{yType} {name}({xType} x)"
                      "{"
                      text $"    {yType} y;"
                      text $"    {name}_run(&x, &y);"
                      "    return y;"
                      "}"
                  ]
              else
                  []
        | SourceLanguage.CSharp ->
            [ "using System;"; ""; text $"public static class {name}"; "{" ]
            @ SourceText.indent (
                constants
                @ [
                    ""
                    text $"""/// <summary>x holds {counted inputs "number"}, y {outputs}, row-major.</summary>"""
                ]
                @ [
                    text $"public static void Run(ReadOnlySpan<{xType}> x, Span<{yType}> y)"
                    "{"
                ]
                @ SourceText.indent body
                @ [ "}" ]
                @ if single then
                      [
                          ""
                          text $"public static {yType} Run({xType} x)"
                          "{"
                          text $"    Span<{yType}> y = stackalloc {yType}[1];"
                          text $"    Run([x], y);"
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
            fail "Export" $"y does not depend on x."

        let identifiers = Dictionary<Tensor, string>(HashIdentity.Reference)
        let taken = HashSet [ name; name + "_run" ]
        let constants, body = ResizeArray(), ResizeArray()

        let rec free id =
            if taken.Add id then id else free (id + "_")

        let constant (c: Tensor) =
            let id =
                match nameOf c with
                | null
                | "" -> free (text $"c{constants.Count}")
                | path -> free (identifier path)

            let scalar = SourceText.scalarType c.DType

            let items =
                c.ToArray<float>()
                |> Array.map (SourceText.number language c.DType)
                |> String.concat ", "

            constants.Add(
                match language with
                | SourceLanguage.C -> text $"static const {scalar} {id}[{c.Size}] = {{ {items} }};"
                | SourceLanguage.CSharp -> text $"static readonly {scalar}[] {id} = [{items}];"
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

        for node in nodes do
            match node.Origin with
            | Result(op, inputs) ->
                results <- results + 1

                let id =
                    if obj.ReferenceEquals(node, y) then
                        "y"
                    else
                        text $"v{results}"

                if id <> "y" then
                    let scalar = SourceText.scalarType node.DType

                    body.Add(
                        match language with
                        | SourceLanguage.C -> text $"{scalar} {id}[{node.Size}];"
                        | SourceLanguage.CSharp -> text $"var {id} = new {scalar}[{node.Size}];"
                    )

                body.AddRange(
                    PlainSource.operation language op (inputs |> Array.map (fun input -> input, identify input)) node id
                )

                identifiers[node] <- id
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
    /// The name is no identifier, y does not depend on x, a parameter is NaN, or an operation cannot be stated.
    /// </exception>
    let source language name (forward: 'P -> Tensor -> Tensor) (parameters: 'P) (example: Tensor) : string =
        let tagged =
            Parameters.named parameters
            |> Array.map (fun (name, leaf) -> (Tensor leaf.Value).Tagged name)

        let x = (Tensor example.Value).Followed null
        let y = forward (Parameters.rebuild parameters tagged) x

        let nameOf (leaf: Tensor) : string | null =
            match leaf.Tag with
            | :? string as path -> path
            | _ -> null

        ofTrace language name nameOf x y

/// What an argument is where it is left out: the generator says of a parameter of C# that it is optional, and the library says the rest.
module Defaults

open System
open System.Globalization
open System.IO
open System.Reflection
open System.Text.RegularExpressions

let private libraries =
    [ "DeepExp"; "DeepExp.Plotting"; "DeepExp.Kernels" ]
    |> List.map (fun name -> Assembly.LoadFrom(Path.Combine(__SOURCE_DIRECTORY__, "bin", $"{name}.dll")))

/// Types by the names of their pages.
let private types =
    dict
        [
            for library in libraries do
                for t in library.GetExportedTypes() do
                    Regex.Replace(string(t.FullName).ToLowerInvariant(), "[^a-z0-9]+", "-"), t
        ]

let private parametersOf (t: Type) (name: string) =
    seq {
        for made in t.GetConstructors() do
            made.GetParameters()

        for method in t.GetMethods() do
            if method.Name = name then
                method.GetParameters()
    }

/// As C# writes it.
let private written (parameter: ParameterInfo) =
    match parameter.DefaultValue with
    | null when
        parameter.ParameterType.IsValueType
        && isNull (Nullable.GetUnderlyingType parameter.ParameterType)
        ->
        "default"
    | null -> "null"
    | :? bool as value -> if value then "true" else "false"
    | :? string as text -> $"\"{text}\""
    | value when parameter.ParameterType.IsEnum ->
        $"{parameter.ParameterType.Name}.{Enum.ToObject(parameter.ParameterType, value)}"
    | value -> Convert.ToString(value, CultureInfo.InvariantCulture).Replace("E-0", "e-")

let private parameter =
    Regex(
        "<span class=\"fsdocs-param-name\">\\s*(\\??)([^\\s<]+)\\s*</span>\\s*:\\s*<code>.*?</code>(?=\\s*</dt>)",
        RegexOptions.Singleline
    )

/// A row of the page of a type, with the default of each parameter that has one.
let inRow (page: string) (name: string) (row: string) =
    match types.TryGetValue page with
    | true, t when Regex.IsMatch(row, "param-name\">\\s*\\?") ->
        let names = [| for found in parameter.Matches row -> found.Groups[2].Value |]

        parametersOf t name
        |> Seq.tryFind (fun parameters -> parameters |> Array.map _.Name = names)
        |> function
            | None -> failwith $"{page}: {name}({names}) is not found in the library."
            | Some parameters ->
                let mutable at = -1

                parameter.Replace(
                    row,
                    MatchEvaluator(fun found ->
                        at <- at + 1

                        if parameters[at].HasDefaultValue then
                            $"{found.Value} = <code>{Net.WebUtility.HtmlEncode(written parameters[at])}</code>"
                        else
                            found.Value)
                )
    | _ -> row

// What pages share: the libraries, and showing pictures and files of the project.
#r "bin/DeepExp.Kernels.dll"
#r "bin/DeepExp.Functional.dll"
#r "bin/DeepExp.dll"
#r "bin/DeepExp.Plotting.dll"
#r "bin/MathNet.Numerics.dll"
#r "Concepts/bin/Release/net10.0/DeepExp.Concepts.dll"

open System.IO
open System.Net
open System.Text.RegularExpressions
open DeepExp.Plotting

/// A picture in the page itself, with its ink and on its paper.
let show (picture: Picture) =
    picture.Svg().Replace("<svg ", "<svg class=\"picture\" ")

/// The same in the language of the page: each pattern of words, and what a reader reads for it.
let showIn words picture =
    let translate (svg: string) (pattern: string, its: string) =
        let found = Regex $">{pattern}</(text|title)>"

        if not (found.IsMatch svg) then
            failwith $"No text of the picture is «{pattern}»."

        found.Replace(svg, $">{its}</$+>")

    words |> List.fold translate (show picture)

let private root = Path.Combine(__SOURCE_DIRECTORY__, "../..")

let private figure language (caption: string) (lines: string seq) =
    let code =
        lines
        |> String.concat "\n"
        |> _.Trim().Replace("\n\n\n", "\n\n")
        |> WebUtility.HtmlEncode

    $"""<figure class="source"><figcaption>{caption}</figcaption><pre><code class="language-{language}">{code}</code></pre></figure>"""

let private linesOf (file: string) =
    File.ReadAllLines(Path.Combine(root, file))

/// A C# file of the project as it is compiled and tested, without the namespace around it.
let csharp (file: string) =
    linesOf file
    |> Array.filter (fun line -> not (line.StartsWith "namespace " && line.EndsWith ';'))
    |> figure "csharp" file

/// A program of one file, C# or an F# script, as it is run by the tests.
let program (file: string) =
    linesOf file |> figure (if file.EndsWith ".cs" then "csharp" else "fsharp") file

/// A part of a file of the project as it is compiled and tested: the line that begins with a pattern, the comments and attributes
/// above it, and what is indented below it or stands in its braces.
let part (file: string) (beginning: string) =
    let lines = linesOf file
    let margin (line: string) = line.Length - line.TrimStart().Length

    let at =
        lines |> Array.findIndex (fun line -> Regex.IsMatch(line, $"^ *{beginning}"))

    let isNote (line: string) = Regex.IsMatch(line, @"^ *(//|\[)")
    let above = lines[.. at - 1] |> Array.rev |> Array.takeWhile isNote |> Array.rev

    let below =
        lines[at + 1 ..]
        |> Array.takeWhile (fun line ->
            line = ""
            || margin line > margin lines[at]
            || margin line = margin lines[at] && (line.Trim() = "{" || line.Trim() = "}"))

    Array.concat [ above; [| lines[at] |]; below ]
    |> Array.map (fun line -> if line = "" then "" else line[margin lines[at] ..])
    |> figure (if file.EndsWith ".cs" then "csharp" else "fsharp") file

(**
---
title: Samples
category: Samples
categoryindex: 5
index: 1
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open System.IO
open Page
(**
# Samples

Whole programs, each of one file, as they are compiled and run by the tests. The first lines of a file say how to run it.
*)
(*** hide ***)
let sentences =
    [
        "exp.cs", "The network of the first steps: it is shown points of $e^x$ and finds the curve."
        "exp.fsx", "The same in F#, where a net is a record and training a fold; <a href=\"../samples/exp.html\">as it runs</a>."
        "spirals.cs", "A classifier: three classes that no line can part, and points that it has not seen."
        "houses.cs", "A table of a file: columns are scaled, rows held out, and the answer is scaled back."
        "wave.cs", "A recurrent net, trained through twenty steps at a time; then it hears only itself."
        "optimizer.fsx", "An optimizer is a record of two functions, so one of your own takes ten lines; <a href=\"../samples/optimizer.html\">as it runs</a>."
        "function.cs", "A function with a gradient of your own, one that is right and one that is found to be wrong."
        "chainer.cs", "A model that Chainer has trained, loaded by its names."
        "export.cs", "A trained network as plain C, for a program that knows nothing of all this."
        "serve.cs", "A model that answers over HTTP, many requests at once."
    ]

let folder = Path.Combine(__SOURCE_DIRECTORY__, "../samples")

let files =
    Directory.GetFiles folder
    |> Array.map Path.GetFileName
    |> Array.filter (fun file -> file.EndsWith ".cs" || file.EndsWith ".fsx")

for file in files |> Array.except (List.map fst sentences) do
    failwith $"docs/start/samples.fsx says nothing about {file}."

sentences
|> List.filter (fun (file, _) -> Array.contains file files)
|> List.map (fun (file, sentence) ->
    let math = System.Text.RegularExpressions.Regex.Replace(sentence, @"\$(.*?)\$", @"\($1\)")
    let anchor = file.Replace('.', '-')
    $"""<h2><a name="{anchor}" class="anchor" href="#{anchor}">{file}</a></h2><p>{math}</p>{program $"docs/samples/{file}"}""")
|> String.concat "\n"
(*** include-it-raw ***)

/// What pages share: the libraries, and showing pictures and C# files.
#r "bin/DeepExp.Kernels.dll"
#r "bin/DeepExp.Functional.dll"
#r "bin/DeepExp.dll"
#r "bin/DeepExp.Plotting.dll"
#r "bin/MathNet.Numerics.dll"

open System
open System.IO
open System.Net
open System.Text
open DeepExp.Plotting

/// A picture in the page itself.
let show (picture: Picture) =
    let svg = picture.Svg() |> Encoding.UTF8.GetBytes |> Convert.ToBase64String
    $"""<img class="picture" alt="{WebUtility.HtmlEncode picture.Title}" src="data:image/svg+xml;base64,{svg}">"""

let private root = Path.Combine(__SOURCE_DIRECTORY__, "../..")

/// A C# file of the project as it is compiled and tested, without the namespace around it.
let csharp (file: string) =
    let code =
        File.ReadAllLines(Path.Combine(root, file))
        |> Array.filter (fun line -> not (line.StartsWith "namespace " && line.EndsWith ';'))
        |> String.concat "\n"
        |> _.Replace("\n\n\n", "\n\n")

    $"""<figure class="source"><figcaption>{file}</figcaption><pre><code class="language-csharp">{WebUtility.HtmlEncode(code.Trim())}</code></pre></figure>"""

/// A list of the pages of a folder, in the order of their indices: for a folder that the menu leaves out, as it does translations.
let chapters (folder: string) =
    let field (name: string) file =
        let line = File.ReadLines file |> Seq.find _.StartsWith($"{name}: ")
        line.Substring(name.Length + 2)

    Directory.GetFiles(Path.Combine(root, "docs", folder), "*.fsx")
    |> Array.sortBy (field "index" >> int)
    |> Array.map (fun file ->
        let page = Path.GetFileNameWithoutExtension file
        $"""<li><a href="{page}.html">{WebUtility.HtmlEncode(field "title" file)}</a></li>""")
    |> String.concat ""
    |> fun items -> $"""<ul class="chapters">{items}</ul>"""

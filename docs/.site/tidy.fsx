/// What the generator of the reference leaves to be done: one heading of the first rank, ids that differ, no dead buttons, all that is
/// known of a member in sight, C#'s names of types where a library is C#, and a page in another
/// language.
#load "defaults.fsx"
#load "japanese.fsx"

open System.Collections.Generic
open System.IO
open System.Text.Json
open System.Text.Json.Nodes
open System.Text.RegularExpressions

let site = fsi.CommandLineArgs[1]

let replace (pattern: string) (by: string) (text: string) =
    Regex.Replace(text, pattern, by, RegexOptions.Singleline)

let replaceEach (pattern: string) (by: Match -> string) (text: string) =
    Regex.Replace(text, pattern, MatchEvaluator by, RegexOptions.Singleline)

/// What the compilers add to records, unions and abstract classes, which nobody documented.
let synthesized =
    [
        "``\\.ctor``"
        "Deconstruct"
        "Equals"
        "GetHashCode"
        "ToString"
        "``&lt;Clone&gt;\\$``"
        "``<Clone>\\$``"
        "\\(&lt;&gt;\\)"
        "\\(<>\\)"
        "\\(=\\)"
        "value__"
        "Is[A-Z]\\w*"
    ]
    |> String.concat "|"

/// A row of a table of members; the tables of exceptions within it have rows too.
let row =
    "<tr>\\s*<td class=\"fsdocs-member-usage\">.*?</tr>(?=\\s*(<tr>\\s*<td class=\"fsdocs-member-usage\">|</tbody>))"

let isDocumented (row: string) =
    Regex.IsMatch(row, "<p class=\"fsdocs-summary\">\\s*(?!\\s|</p>)")

let withoutSynthesized =
    replaceEach row (fun row ->
        if
            Regex.IsMatch(row.Value, $"<a id=\"({synthesized})\"")
            && not (isDocumented row.Value)
        then
            ""
        else
            row.Value)

let textOf (html: string) =
    Regex.Replace(Regex.Replace(html, "<[^>]*>", ""), "\\s+", " ").Trim()

/// The name of a row's member, what it takes and what it gives.
let signatureOf (row: string) =
    Regex.Matches(row, "<td class=\"fsdocs-member-usage\">.*?</td>|<dt.*?</dt>", RegexOptions.Singleline)
    |> Seq.map (fun part -> textOf part.Value)
    |> String.concat "\n"

/// What C# overrides or hides stands twice, once as the base has it: one row is enough, the one that says something.
let withoutTwins (text: string) =
    let documented =
        Regex.Matches(text, row, RegexOptions.Singleline)
        |> Seq.map _.Value
        |> Seq.filter isDocumented
        |> Seq.map signatureOf
        |> HashSet

    let seen = HashSet<string>()

    text
    |> replaceEach row (fun row ->
        let signature = signatureOf row.Value

        if
            not (isDocumented row.Value) && documented.Contains signature
            || not (seen.Add signature)
        then
            ""
        else
            row.Value)

let withoutEmptyTables =
    replace
        "<div>\\s*<h3>[^<]*</h3>\\s*<table class=\"table outer-list fsdocs-member-list\">\\s*<thead>((?!</thead>).)*</thead>\\s*<tbody>\\s*</tbody>\\s*</table>\\s*</div>"
        ""

/// Overloads have one name, and so have a module and its type: the second is name-2.
let uniqueIds (text: string) =
    let seen = Dictionary<string, int>()

    let own id =
        seen[id] <- seen.GetValueOrDefault(id, 0) + 1
        if seen[id] = 1 then id else $"{id}-{seen[id]}"

    text
    |> replaceEach "<a (id|name)=\"([^\"]*)\">\\s*<a href=\"([^\"]*)\">(.*?)</a>\\s*</a>" (fun link ->
        let id = own link.Groups[2].Value
        let target = link.Groups[3].Value
        let target = if target.StartsWith '#' then $"#{id}" else target
        $"<a id=\"{id}\" href=\"{target}\">{link.Groups[4].Value.Trim()}</a>")

/// What stands twice on a page, an example for instance, is named the first time.
let namedOnce (text: string) =
    let seen = HashSet<string>()

    text
    |> replaceEach " id=\"[^\"]*\"" (fun id -> if seen.Add id.Value then id.Value else "")

let csharpNames =
    dict
        [
            "float32", "float"
            "float", "double"
            "obj", "object"
            "unit", "void"
            "int64", "long"
            "uint64", "ulong"
        ]

let csharpTypes (text: string) =
    if Regex.IsMatch(text, "Assembly: DeepExp(\\.(Plotting|Kernels))?\\.dll") then
        text
        |> replaceEach "(?<=:\\s*(</span>\\s*)?)<code>.*?</code>" (fun code ->
            code.Value
            |> replaceEach "(?<![\\w./-])\\w+(?![\\w./-]|=)" (fun word ->
                match csharpNames.TryGetValue word.Value with
                | true, name -> name
                | _ -> word.Value))
    else
        text

let reference (text: string) =
    text
    |> replace "<div class=\"icon-button-row\">(\\s*<div class=\"fsdocs-source-link\".*?</div>)*\\s*</div>" ""
    |> replace "<fsdocs-details-toggle></fsdocs-details-toggle>" ""
    |> replace "<div popover=\"\" class=\"fsdocs-tip\" id=\"\\d+\">.*?</div>\\s*</div>" ""
    |> replace "<code data-fsdocs-tip=\"\\d+\" data-fsdocs-tip-unique=\"\\d+\">\\s*<p>(.*?)</p>\\s*</code>" "$1"
    |> replace "<(type)?paramref name=\"([^\"]*)\"\\s*/>" "<code>$2</code>"
    |> replace "this\\[<span>\\(\\)</span>\\]" "this.Item()"
    |> replace "<span>this\\.Element</span>" "<span>this[…]</span>"
    |> withoutSynthesized
    |> withoutTwins
    |> withoutEmptyTables
    |> uniqueIds
    |> namedOnce
    |> replace "<dd class=\"fsdocs-(param|return)-docs\"></dd>|(?<=\n\\s*)<div></div>" ""
    |> replace "<(/?)(details|summary)>" "<$1div>"
    |> replace "<h2( id=\"[^\"]*\")?>(.*?)</h2>" "<h1$1>$2</h1>"
    |> replace "<(/?)h3>" "<$1h2>"
    |> replace "\\w+\\.op_(Implicit|Explicit)" "($1 conversion)"
    |> csharpTypes

/// The generator names the folder of the repository, which can be called anything.
let titles (text: string) =
    text
    |> replace "<title>[^<]*\\(API Reference\\)" "<title>API Reference"
    |> replace "(<title>[^<]*?) \\([^()<]*\\) · " "$1 · "

/// What a hint says of a name, without the tags of its comment: of a reference the last name is left.
let tips =
    replaceEach "<div popover class=\"fsdocs-tip\".*?</div>" (fun tip ->
        tip.Value
        |> replace
            "&lt;see cref=&quot;([^&]*?[.:])?([^&.:`(]+?)(Module)?(\\.#ctor)?(`+\\d+)*(\\([^&]*\\))?&quot;\\s*/&gt;"
            "$2"
        |> replace "&lt;((type)?paramref name|see langword)=&quot;([^&]*)&quot;\\s*/&gt;" "$3"
        |> replace "&lt;/?[a-z]+( \\w+=&quot;.*?&quot;)*\\s*/?&gt;" ""
        |> replace "&amp;(lt|gt|amp|quot|apos);" "&$1;")

let translations =
    [
        for file in Directory.GetFiles(Path.Combine(site, "ja"), "*.html") do
            Path.GetFileNameWithoutExtension file, File.ReadAllText file
    ]

let pages =
    dict
        [
            for file in Directory.GetFiles(site, "*.html", SearchOption.AllDirectories) do
                let page = File.ReadAllText file

                let tidy =
                    match Path.GetFileName(Path.GetDirectoryName file) with
                    | "reference" when Path.GetFileName file <> "index.html" -> page |> reference |> titles
                    | "reference" -> titles page
                    | "ja" ->
                        page
                        |> Japanese.translated translations (Path.GetFileNameWithoutExtension file)
                        |> tips
                    | _ -> tips page

                Path.GetRelativePath(site, file).Replace('\\', '/'), (file, tidy)
        ]

/// The generator goes on where a page fails, and what the page was to show stays empty.
for KeyValue(name, (_, page)) in pages do
    if
        page.Contains "No value returned by any evaluator"
        || Regex.IsMatch(page, "<table class=\"pre\"><tr><td><pre><code>\\s*</code>")
    then
        eprintfn
            $"docs/{Path.ChangeExtension(name, null)}: a part of the page failed when it ran; dotnet fsi shows where."

        exit 1

let idOf (row: string) =
    Regex.Match(row, "<a id=\"([^\"]*?)(-\\d+)?\"").Groups[1].Value

let summaryOf (row: string) =
    Regex.Match(row, "<p class=\"fsdocs-summary\">.*?</p>", RegexOptions.Singleline).Value

/// What is said of the members of each page, by their names.
let summaries =
    dict
        [
            for KeyValue(name, (_, page)) in pages do
                let rows =
                    Regex.Matches(page, row, RegexOptions.Singleline)
                    |> Seq.map _.Value
                    |> Seq.filter isDocumented

                name, rows |> Seq.rev |> Seq.map (fun row -> idOf row, summaryOf row) |> Map.ofSeq
        ]

/// The comment that a member takes from another overload, or from the type that its own derives from or implements.
let rec inherited name id =
    match summaries.TryGetValue name with
    | true, own when own.ContainsKey id -> own[id]
    | true, _ ->
        let parent =
            Regex.Match(
                snd pages[name],
                "(?:Base Type:|All Interfaces:)\\s*<code>[^\n]*?href=\"\\.\\./(reference/[^\"]*)\""
            )

        inherited parent.Groups[1].Value id
    | _ -> ""

let withDefaults (name: string) =
    replaceEach row (fun row -> Defaults.inRow (Path.GetFileNameWithoutExtension name) (idOf row.Value) row.Value)

let withInherited name =
    replaceEach row (fun row ->
        if isDocumented row.Value then
            row.Value
        else
            row.Value
            |> replace "<div class=\"fsdocs-member-xmldoc-column\">" $"$0{inherited name (idOf row.Value)}")

/// Comments also name protected members, which have no entry: the link leads to their type.
let withoutProtected =
    replaceEach "href=\"\\.\\./reference/([^\"#]*)#([^\"]*)\"" (fun link ->
        let target = link.Groups[1].Value

        match pages.TryGetValue $"reference/{target}" with
        | true, (_, page) when page.Contains $"id=\"{link.Groups[2].Value}\"" -> link.Value
        | _ -> $"href=\"../reference/{target}\"")

/// What is internal has no page: its name stays, without a link.
let withoutInternal =
    replaceEach "<a href=\"\\.\\./(reference/[^\"#]*)\">(.*?)</a>" (fun link ->
        if pages.ContainsKey link.Groups[1].Value then
            link.Value
        else
            link.Groups[2].Value)

for KeyValue(name, (file, page)) in pages do
    let isReference = name.StartsWith "reference/"

    File.WriteAllText(
        file,
        (if isReference then
             page
             |> withDefaults name
             |> withInherited name
             |> withoutProtected
             |> withoutInternal
         else
             page)
    )

// As a script, because a page that was opened from a folder may load scripts and nothing else.
let index = Path.Combine(site, "index.json")
let entries = JsonNode.Parse(File.ReadAllText index).AsArray()

for name, page in translations do
    entries.Add(JsonSerializer.SerializeToNode(Japanese.entry name page))

File.WriteAllText(Path.ChangeExtension(index, "js"), $"var searchIndex = {entries.ToJsonString()};")
File.Delete index

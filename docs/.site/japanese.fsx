/// What the generator leaves in English around a page that is not: the menu, whose chapters lead to the translations, and the words of
/// the search; and the entries of these pages in the search.
module Japanese

open System.Net
open System.Text.RegularExpressions

let private words =
    [
        ">\\s*Start\\s*<", ">はじめに<"
        ">\\s*Tutorial\\s*<", ">チュートリアル<"
        ">\\s*Concepts\\s*<", ">概念<"
        ">\\s*Coming from\\s*<", ">ほかのライブラリから<"
        ">\\s*Samples\\s*<(?=/li)", ">サンプル<"
        ">\\s*About\\s*<", ">このプロジェクト<"
        ">\\s*API Reference\\s*<", ">API リファレンス<"
        ">\\s*All Namespaces\\s*<", ">すべての名前空間<"
        ">Skip to the text<", ">本文へ<"
        ">On this page<", ">このページの内容<"
        ">Nothing found\\.<", ">見つかりませんでした。<"
        "\"Menu\"", "\"メニュー\""
        "\"Pages\"", "\"ページ一覧\""
        "\"Search\"", "\"検索\""
        "\"Light or dark\"", "\"明暗の切り替え\""
        "<html lang=\"en\"", "<html lang=\"ja\""
    ]

let private first (pattern: string) (text: string) =
    Regex.Match(text, pattern, RegexOptions.Singleline).Groups[1].Value

let private textOf (html: string) =
    Regex.Replace(html, "<[^>]*>", "") |> WebUtility.HtmlDecode |> _.Trim()

let private titleOf = first "<h1>(.*?)</h1>" >> textOf

/// A page, where `translations` are all pages of its language by their names.
let translated (translations: (string * string) list) (name: string) (page: string) =
    let translate (text: string) (word: string, its: string) =
        let found = Regex word

        if not (found.IsMatch text) then
            failwith $"docs/_template.html has no «{word}» any more."

        found.Replace(text, its)

    let toChapter (text: string) (chapter, its) =
        Regex.Replace(
            text,
            $"class=\"nav-item *\">(\\s*<a class=\"nav-link\" href=\"\\.\\./)tutorial/{chapter}\\.html\">[^<]*<",
            $"""class="nav-item{if chapter = name then " active" else ""}">$1ja/{chapter}.html">{titleOf its}<"""
        )

    translations
    |> List.fold toChapter (words |> List.fold translate page)
    |> fun text ->
        Regex.Replace(
            text,
            "<a class=\"language\".*?</a>",
            $"""<a class="language" href="../tutorial/{name}.html" lang="en" hreflang="en">English</a>"""
        )

/// What the search reads of a page.
let entry (name: string) (page: string) =
    let content = first "<div id=\"content\">(.*?)</main>" page

    {|
        uri = $"../ja/{name}.html"
        title = titleOf page
        content = Regex.Replace(content, "(?s)<svg.*?</svg>", "") |> textOf
        headings =
            [
                for heading in Regex.Matches(content, "(?s)<h2>(.*?)</h2>") -> textOf heading.Value
            ]
        ``type`` = "content"
    |}

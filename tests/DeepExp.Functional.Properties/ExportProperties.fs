/// The structure of exported source; that it compiles and computes the same is tested where there is a compiler.
module DeepExp.Functional.Properties.ExportProperties

open System.Text.RegularExpressions
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Cases
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let rows = TableProperties.rows

let private languages = [ SourceLanguage.CSharp; SourceLanguage.C ]

/// Names that the source makes, and names that it uses: words after code's own are taken away.
let private namesIn (source: string) =
    let code = Regex.Replace(source, "///.*|/\\*.*?\\*/|#.*", "")

    let declared =
        Regex.Matches(
            code,
            @"(?:const (?:float|double)|readonly (?:float|double|int)\[\]|var|int|^\s*(?:float|double)) (\w+)",
            RegexOptions.Multiline
        )
        |> Seq.map _.Groups[1].Value
        |> List.ofSeq

    let used =
        Regex.Matches(code, @"(?<![\w.])\w+(?=\[)") |> Seq.map _.Value |> List.ofSeq

    declared, used

let private isName (word: string) =
    Regex.IsMatch(word, "^[A-Za-z_][A-Za-z0-9_]*$")

let private wellFormed name source =
    let declared, used = namesIn source
    Assert.Contains(name, source)
    Assert.All(declared, (fun word -> Assert.True(isName word, $"«{word}» is no name")))
    // Loops declare their counters anew; nothing else is declared twice.
    let own =
        declared |> List.filter (fun word -> not (Regex.IsMatch(word, "^(i\\d*|k)$")))

    Assert.Equal<string list>(List.distinct own, own)
    Assert.Empty(used |> List.except ("x" :: "y" :: [ "float"; "double"; "int" ] @ own))
    Assert.Contains("y[", source)

    for left, right in [ '{', '}'; '(', ')'; '[', ']' ] do
        let count letter =
            source |> Seq.filter ((=) letter) |> Seq.length

        Assert.Equal(count left, count right)

/// What plain source has no loop or expression for.
let private unstated =
    [
        "Erf"
        "Erfc"
        "Erfcx"
        "ErfInv"
        "ErfcInv"
        "LogGamma"
        "Digamma"
        "Zeta"
        "Inverse"
        "Determinant"
        "Cholesky"
        "Fourier"
        "Custom"
    ]

[<Theory; MemberData(nameof rows)>]
let ``each row of the table is written out, in each language, or refused for what it is made of`` title =
    check
        20
        (forAll (titled title).Call (fun call ->
            let others = call.Inputs[1..]

            let forward others x =
                call.Function(Array.append [| x |] others)

            let first =
                { call with
                    Inputs = [| call.Inputs[0] |]
                    Function = fun xs -> forward others xs[0]
                }

            let isStated =
                TableProperties.primitivesOf first
                |> Seq.forall (fun name -> not (List.contains name unstated))

            for language in languages do
                if not isStated then
                    refuses "Export" [ "plain source" ] (fun () ->
                        Export.source language "Net" forward others call.Inputs[0])
                elif (forward others (call.Inputs[0].Followed null)).IsTracked then
                    wellFormed "Net" (Export.source language "Net" forward others call.Inputs[0])))

[<Property>]
let ``constants bear the names of their parameters, whatever kind of tree they are in`` () =
    forAll (Gen.zip net (Gen.elements languages)) (fun (net, language) ->
        let forward net x =
            Parameters.fold (fun y leaf -> y + Tensor.sum leaf * x) x net

        let scale (net: Net) x =
            Parameters.fold (fun y (leaf: Tensor) -> if leaf.Size > 0 then y * Tensor.sum (leaf * x) else y) x net

        let x = Tensor.scalar Float64 2.0
        wellFormed "Net" (Export.source language "Net" scale net x)
        wellFormed "Net" (Export.source language "Net" forward net x)

        let source =
            Export.source
                language
                "Net"
                (fun (net: Net) x -> Linear.forward net.first x)
                net
                (Tensor.ones Float64 [| 1; net.first.W.Shape[1] |])

        Assert.Contains(" first_W", source)
        Assert.Equal(net.first.b.IsSome, source.Contains " first_b")

        for w in net.first.W.ToArray<float>() do
            Assert.Contains(w.ToString("R", System.Globalization.CultureInfo.InvariantCulture), source))

/// Names that would collide with those that the source has of its own, or with each other.
type Awkward =
    {
        x: Tensor
        y: Tensor
        k: Tensor
        i0: Tensor
        v1: Tensor
        c0: Tensor
        double: Tensor
        ``two words``: Tensor
        a_b: {| c: Tensor |}
        a: {| b_c: Tensor |}
    }

[<Fact>]
let ``no name of a parameter collides`` () =
    let one = Tensor.ones Float64 [| 2 |]

    let awkward =
        {
            x = one
            y = one
            k = one
            i0 = one
            v1 = one
            c0 = one
            double = one
            ``two words`` = one
            a_b = {| c = one |}
            a = {| b_c = one |}
        }

    let product p x =
        Parameters.fold (fun y leaf -> y * leaf * Tensor.ones Float64 [| 2 |]) x p

    for language in languages do
        let source = Export.source language "Net" product awkward one
        wellFormed "Net" source
        let declared, _ = namesIn source
        Assert.DoesNotContain(declared, fun word -> List.contains word [ "x"; "y"; "k"; "double" ])
        wellFormed "Net" (Export.source language "Net" (fun W x -> W * x) one one)

[<Fact>]
let ``one number in and out gives a function of a number`` () =
    let source language (x: Tensor) =
        Export.source language "Net" (fun () x -> Tensor.tanh x) () x

    let scalar, pair = Tensor.ones Float64 [| 1; 1 |], Tensor.ones Float32 [| 2 |]
    Assert.Contains("public static double Run(double x)", source SourceLanguage.CSharp scalar)
    Assert.Contains("double Net(double x)", source SourceLanguage.C scalar)
    Assert.DoesNotContain("Run(float x)", source SourceLanguage.CSharp pair)
    Assert.DoesNotContain("Net(float x)", source SourceLanguage.C pair)
    Assert.Contains("public static void Run(ReadOnlySpan<float> x, Span<float> y)", source SourceLanguage.CSharp pair)
    Assert.Contains("void Net_run(const float *x, float *y)", source SourceLanguage.C pair)
    Assert.Contains("MathF.Tanh", source SourceLanguage.CSharp pair)
    Assert.Contains("tanhf", source SourceLanguage.C pair)

[<Fact>]
let ``the identity is written out too`` () =
    for language in languages do
        wellFormed "Net" (Export.source language "Net" (fun () x -> x) () (Tensor.ones Float64 [| 3 |]))

[<Fact>]
let ``what plain source cannot state is refused`` () =
    let x = Tensor.ones Float64 [| 1; 1 |]

    refuses "Export" [ "NaN" ] (fun () ->
        Export.source SourceLanguage.CSharp "Net" (fun W x -> W * x) (Tensor.scalar Float64 nan) x)

    refuses "Export" [ "does not depend on x" ] (fun () ->
        Export.source SourceLanguage.C "Net" (fun W _ -> W + 1.0) x x)

    refuses "Export" [ "does not depend on x" ] (fun () ->
        Export.source SourceLanguage.C "Net" (fun () x -> Tensor.detach x) () x)

    for name in [ ""; "my net"; "0"; "a-b"; "Net { } class B" ] do
        refuses "Export" [ $"«{name}»" ] (fun () -> Export.source SourceLanguage.CSharp name (fun () x -> x + 1.0) () x)

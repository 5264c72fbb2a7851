(**
---
title: 10. 深さか、幅か
category: チュートリアル
categoryindex: 2
index: 10
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
open DeepExp.Plotting
(**
[English](../tutorial/depth-against-width.html)

# 10. 深さか、幅か

層はいくつ、ユニットはいくつ必要で、間にはどの関数を置けばよいのでしょうか。この小さな課題なら、ネットワーク自身に答えさせることができます。あらゆる種類を学習させて、比べればよいのです。

## 任意の深さのネットワーク

隠れ層はリストで、幅はどれも同じです。最後の層は線形です。
*)
open DeepExp
open DeepExp.Functional

type Net = { hidden: Linear list; last: Linear }

let init depth width key =
    let keys = Key.split (depth + 1) key
    let linear i outputs =
        let inputs = if i = 0 then 1 else width
        Linear.init Float32 inputs outputs keys[i]

    { hidden = [ for i in 0 .. depth - 1 -> linear i width ]
      last = linear depth 1 }

let predict activation net x =
    net.hidden
    |> List.fold (fun x l -> Linear.forward l x |> activation) x
    |> Linear.forward net.last
(**
どのネットワークも、50個の例のバッチと Adam を使って同じステップ数だけ学習し、そのあと $[0, 1]$ の100個の点で答えます。最後まで学習しきったものはありません。数値が示すのは、その時点までにどこまで進んだかです。
*)
let steps = 500
let places = Array.init 100 (fun i -> float i / 99.0)
let grid = Tensor.create Float32 [| 100; 1 |] places

let train activation depth width seed =
    let keys = Key.split 2 (Key.ofSeed seed)
    let start = init depth width keys[0]
    let loss net (x, t) =
        predict activation net x |> Loss.meanSquaredError t

    let batch step =
        let key = Key.at step keys[1]
        let x = Key.uniform Float32 [| 50; 1 |] key
        x, Tensor.exp x

    let options = { Adam.defaults with alpha = 0.01 }
    let adam = Adam.create options
    let at = start, adam.Init start
    let batches = Seq.init steps batch
    let net, _ = Training.foldCompiled adam loss at batches
    predict activation net grid
(**
## 総当たり

関数が4種類、深さが4通り、幅が5通りあります。初期値の運が大きくものを言うので、それぞれ十個のシードで試します。一回の学習はほかの学習と関係がなく、乱数も自分の鍵から作ります。ですから並列に実行でき、同時にいくつ実行しても結果は変わりません。
*)
let activations =
    [ "ReLU", Activation.relu
      "leaky ReLU", Activation.leakyRelu 0.2
      "tanh", Activation.tanh
      "none", id ]

let depths = [ 1; 2; 3; 4 ]
let widths = [ 4; 8; 16; 32; 64 ]
let seeds = [ 0..9 ]

let runs =
    [| for name, f in activations do
           for depth in depths do
               for width in widths do
                   for seed in seeds do
                       (name, depth, width), (f, seed) |]
    |> Array.Parallel.map (fun ((_, depth, width) as kind, (f, seed)) ->
        kind, train f depth width seed)
(**
種類ごとの成績は、シードにわたる誤差（RMSE）の中央値とします。
*)
open MathNet.Numerics.Statistics

let rmse (y: Tensor) =
    let e = Loss.meanSquaredError (Tensor.exp grid) y
    sqrt (e.ToScalar())

let errors =
    Map
        [ for kind, runs in Array.groupBy fst runs do
              kind, runs |> Seq.map (snd >> rmse) |> Statistics.Median ]
(*** hide ***)
printfn "function    layers %s" (widths |> List.map (sprintf "%8d") |> String.concat "")

for name, _ in activations do
    for depth in depths do
        let cells = widths |> List.map (fun width -> sprintf "%8.4f" errors[name, depth, width])
        printfn "%-10s  %6d %s" name depth (String.concat "" cells)
(*** include-output ***)
(*** hide ***)
Pictures.Panels(
    "Median error against width",
    Axis("width", Scale.Log2),
    Axis("RMSE", Scale.Log10),
    [ for name, _ in activations do
          Panel(
              name,
              [ for depth in depths do
                    Series(
                        (if depth = 1 then "1 hidden layer" else $"{depth} hidden layers"),
                        List.map float widths,
                        [ for width in widths -> errors[name, depth, width] ],
                        Mark.LineAndPoints
                    ) ]
          ) ]
)
|> showIn [
    "Median error against width", "幅と誤差の中央値"
    "width", "幅"
    "none", "なし"
    "(\\d) hidden layers?", "$1層"
]
(*** include-it-raw ***)
(**
## 関数の役割

層の間に関数がなければ、何をしても無駄です。折れ曲がりのない層は、いくつ重ねても一本の直線であり、どんな深さや幅でも、誤差は最良の直線と同じです。関数をはさめば、ほとんどのネットワークはもっと近づけます。この表では、leaky ReLU ではすべてが、ほかの二つでは隠れ層が二つ以上のものの大半がそうです。しかし、狭いものや浅いものは、直線と変わらないか、それより悪いこともあります。ここでは、tanh の隠れ層が一つだけで幅の狭いものや、幅4の ReLU がそうです。

ReLU の単純さには代償があります。どの入力に対しても負になるユニットには勾配がなく、二度と戻ってきません。一つの層がまるごとそうなると、ネットワークはどこでも同じ値を答えます。そうなったものを数えてみます。
*)
let dead (y: Tensor) =
    let y = y.ToArray<float>()
    Array.max y - Array.min y < 1e-6

for name, _ in activations do
    let own = [ for (f, _, _), y in runs do if f = name then y ]
    let count = own |> List.filter dead |> List.length
    printfn "%-10s  %d of %d dead" name count own.Length
(*** include-output ***)
(**
leaky ReLU は、負の側でも勾配の五分の一を通します。このチュートリアルがこの関数を使っているのは、そのためです。

## 深さと幅の役割

関数をはさんだすべての種類について、深さごと、幅ごとの誤差の中央値と、2倍にしたときに誤差が平均して何分の一になるかを示します。
*)
let bent =
    errors |> Map.filter (fun (f, _, _) _ -> f <> "none")

let report what sizeOf sizes =
    let at s =
        bent
        |> Map.filter (fun kind _ -> sizeOf kind = s)
        |> Map.values
        |> Statistics.Median

    let least, most = List.head sizes, List.last sizes
    let doublings = System.Math.Log2(float most / float least)
    let factor = (at least / at most) ** (1.0 / doublings)
    for s in sizes do printfn "%s %2d  %.5f" what s (at s)
    printfn "a doubling divides by %.2f\n" factor

report "depth" (fun (_, depth, _) -> depth) depths
report "width" (fun (_, _, width) -> width) widths
(*** include-output ***)
(**
2倍にする効果は、幅より深さのほうが大きいようです。しかし、これは公平な比較ではありません。層を一つ増やすと、ユニットを一つ増やすよりはるかに多くのパラメータが加わるからです。そこで、隠れ層が一つのネットワークのそれぞれに、パラメータ数がそれを超えない範囲で最も多い、より深くて狭いネットワークを並べます。
*)
let size (depth, width) =
    3 * width + 1 + (depth - 1) * (width + 1) * width

let pairs =
    [ for width in widths do
          let wide = 1, width
          let deeper = List.allPairs depths.Tail widths
          match deeper |> List.filter (fun d -> size d <= size wide) with
          | [] -> ()
          | deep -> wide, List.maxBy size deep ]
(*** hide ***)
let wins = ResizeArray()
printfn "layers × width  parameters%s" (activations |> List.take 3 |> List.map (fst >> sprintf "%11s") |> String.concat "")

for wide, deep in pairs do
    for depth, width in [ wide; deep ] do
        let cells = [ for name, _ in List.take 3 activations -> sprintf "%11.4f" errors[name, depth, width] ]
        printfn "%6d × %-5d  %10d%s" depth width (size (depth, width)) (String.concat "" cells)

    for name, _ in List.take 3 activations do
        wins.Add(errors[name, fst deep, snd deep] < errors[name, fst wide, snd wide])

let won = wins |> Seq.filter id |> Seq.length
printfn "\n深くて狭いほうが %d / %d の比較で勝っています。" won wins.Count

printfn "%s"
    (if 3 * won >= 2 * wins.Count then "パラメータ数をそろえると、幅より深さが重要です。"
     elif 3 * won <= wins.Count then "パラメータ数をそろえると、深さより幅が重要です。"
     else "深さと幅のどちらが重要かは、この数値からは言えません。")
(*** include-output ***)
(**
最後の行は数値から導いたものです。比較の3分の2以上で勝たないかぎり、どちらとも判定しません。ここではそれに届きません。シードを10から19にしても同じです。合計より多くを語るのは、列ごとの違いです。三つの関数の結果は一致していません。この大きさでは、tanh はどの行でも深いほうが勝ち、leaky ReLU はどの行でも勝っていません。

深さが割安になりうるのには理由があります。$w$ 個のユニットを持つ隠れ層が直線を折るのは、多くても $w$ か所です。第2層は、その結果をさらに折ります。どのユニットも、入力の和が0を横切るたびに折るのです。以下同様で、幅を広げると区間の数は足し算で増えますが、層を重ねると掛け算で増えます。代償もあります。深いところにあるものほど、学習が難しくなるのです。隠れ層が三つと四つの tanh のネットワークでは、最も幅の広いものが最良ではありません。

ここで調べたのは、一つの区間の一本の曲線だけです。確かめられたのは、その範囲でのことにすぎません。別の課題では、もう一度測ってください。コマンド `deepexp tutorial` は、2倍のステップ数でこれを行います。

---

[← 9. 谷を下る](the-way-down.html) · [1. 教師データ](teacher-data.html)
*)

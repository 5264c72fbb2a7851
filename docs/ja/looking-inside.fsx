(**
---
title: 6. 中を見る
category: チュートリアル
categoryindex: 2
index: 6
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[English](../tutorial/looking-inside.html)

# 6. 中を見る

学習を終えたネットワークの正体は、いくつかの行列です。この章ではその中身を見ていきます。まず重みそのものを眺め、次に各ユニットが曲線をどこで折り曲げているかを調べ、最後にライブラリを使わず、ネットワークをただの算術として書き下します。

## 重み

ネットワークはこれまでの章と同じもので、学習のしかたも同じです。
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear; l3: Linear }

let layer linear =
    Linear.forward linear >> Activation.leakyRelu 0.2

let predict net =
    layer net.l1 >> layer net.l2 >> layer net.l3

let loss net (x, t) =
    predict net x |> Loss.meanSquaredError t

let keys = Key.split 4 (Key.ofSeed 0)
let linear i inputs outputs =
    Linear.init Float32 inputs outputs keys[i]

let start =
    { l1 = linear 0 1 16
      l2 = linear 1 16 32
      l3 = linear 2 32 1 }

let batch step =
    let key = Key.at step keys[3]
    let x = Key.uniform Float32 [| 100; 1 |] key
    x, Tensor.exp x

let adam = Adam.create Adam.defaults
let at = start, adam.Init start
let batches = Seq.init 10_000 batch
let net, _ = Training.foldCompiled adam loss at batches
(**
`Parameters.named` は、パラメータのレコードが何を持っているかを、名前（パス）とともに並べます。
*)
for name, p in Parameters.named net do
    let lengths = p.Shape |> Array.map string
    printfn "%s  %s" name (String.concat "×" lengths)
(*** include-output ***)
(**
中央の行列には、第2層の32個のユニットに対応する32行があり、各行には第1層の16個のユニットに対する重みが一つずつ並んでいます。
*)
open DeepExp.Plotting

let picture =
    let W = (Tensor.toMatrix net.l2.W).ToArray()
    Pictures.Weights("l2/W", "second layer", "first layer", W)
(*** hide ***)
picture
|> showIn [
    "first layer", "第1層"
    "second layer", "第2層"
    "weight", "重み"
]
(*** include-it-raw ***)
(**
赤いところでは、ユニットは相手の出力を加えます。青いところでは差し引き、色の薄いところではほとんど無視します。ただし、個々の数値に深い意味はありません。第1層の二つのユニットを入れ替え、それに合わせてこの図の二つの列も入れ替えれば、ネットワークの計算結果は元とまったく同じです。各ユニットの働きは、入力が $x$ だけの第1層のほうがよく見えます。

## ユニットはどこで折れるか

第1層の $i$ 番目のユニットが計算するのは、次の値です。

$$$
h_i = f(w_i x + b_i), \qquad f(a) = \begin{cases} a & a > 0 \\ 0.2\,a & a \le 0 \end{cases}
*)
(**
グラフは折れ線で、折れ目の一方の側では傾きが $w_i$、もう一方の側では $0.2\,w_i$ です。折れ目は、活性化関数の引数が0になるところにあります。

$$$
x = -\frac{b_i}{w_i}
*)
let W = net.l1.W.ToArray<float>()
let b = net.l1.b.Value.ToArray<float>()
let kinks = Array.map2 (fun w b -> -b / w) W b

for i in 0 .. kinks.Length - 1 do
    printfn "unit %2d  w %6.3f  kink at %6.3f" i W[i] kinks[i]
(*** include-output ***)
(**
バイアスの初期値はすべて0でしたから、折れ目もすべて $x = 0$ から出発しました。いまの位置まで動かしたのは学習です。折れ目が $[0, 1]$ の外にあるユニットは、データの範囲ではただの直線です。

第2層でも折れ曲がりが生じます。場所は、第1層の出力を重みをつけて足し合わせた値が0を横切るところです。細かい格子点の上で調べれば分かります。
*)
let n = 2001
let x = Array.init n (fun i -> float i / float (n - 1))
let grid = Tensor.create Float32 [| n; 1 |] x

let sums = (layer net.l1 >> Linear.forward net.l2) grid
let second =
    [| for i in 1 .. n - 1 do
           for j in 0 .. 31 do
               let before, after = sums[i - 1, j], sums[i, j]
               if before * after < 0.0 then x[i] |]
(**
隣り合う折れ目の間では、ネットワークはまっすぐな線です。したがって、その導関数は階段状になります。入力に関する微分も、ほかの勾配と同じように計算できます。それぞれの答えはそれぞれの $x$ だけで決まるので、答えの総和の勾配を取れば、各点での傾きが得られます。
*)
let slope = Gradient.grad (predict net >> Tensor.sum) grid
(*** hide ***)
let inside = kinks |> Array.filter (fun at -> at > 0.0 && at < 1.0)
Pictures.Curves(
    "The slope of the network is a staircase",
    Axis "x",
    Axis "slope",
    [ Series("e^x", x, Array.map exp x, Mark.Reference)
      Series("slope of the network", x, slope.ToArray<float>())
      Series("kinks of the first layer", inside, Array.map exp inside, Mark.Points)
      Series("kinks of the second layer", second, Array.map exp second, Mark.Points) ]
)
|> showIn [
    "The slope of the network is a staircase", "ネットワークの傾きは階段になる"
    "slope", "傾き"
    "slope of the network", "ネットワークの傾き"
    "kinks of the first layer", "第1層の折れ目"
    "kinks of the second layer", "第2層の折れ目"
]
(*** include-it-raw ***)
(**
$e^x$ の導関数は $e^x$ 自身です。階段はときに後戻りしながらも、それに沿って上っていきます。段があるのは、どちらかの層の折れ目です。すべての折れ目の出発点だった $x = 0$ の近くには、いまも多くの折れ目が並んでいます。このネットワークにとって曲線を学ぶとは、折れ目をどこに置き、そこでどれだけ向きを変えるかを決めることなのです。

## ただの算術

数値が手に入れば、ライブラリはもう要りません。一つの層は、積の和と、一回の大小比較です。
*)
let dense (l: Linear) (x: float[]) =
    [| for i in 0 .. l.W.Shape[0] - 1 do
           let products = x |> Array.mapi (fun j x -> l.W[i, j] * x)
           let a = Array.sum products + l.b.Value[i]
           if a > 0.0 then a else 0.2 * a |]

let plain x =
    [| x |] |> dense net.l1 |> dense net.l2 |> dense net.l3

let answers = (predict net grid).ToArray<float>()
let difference x y = abs ((plain x)[0] - y)
let largest = Array.map2 difference x answers |> Array.max
printfn "largest difference on [0, 1]: %.2g" largest
(*** include-output ***)
(**
差は丸め誤差です。ネットワークは float32 で、上のプログラムは float64 で計算しています。C# では次のようになります。コマンド `deepexp tutorial` が実際に動かしているコードです。
*)
(*** hide ***)
csharp "src/DeepExp.Cli/Tutorial/PlainArithmetic.cs"
(*** include-it-raw ***)
(**
## C と C# に書き出す

このようなプログラムは `Export.source` が書いてくれます。できあがるのは、数値を埋め込んだ、このライブラリに依存しないソースファイルです。全体を読めるように、ここではユニットが4個の隠れ層を一つだけ持つ、小さなネットワークを書き出します。
*)
type Small = { hidden: Linear; last: Linear }

let answer net =
    layer net.hidden >> Linear.forward net.last

let small, _ =
    let loss net (x, t) = answer net x |> Loss.meanSquaredError t
    let adam = Adam.create { Adam.defaults with alpha = 0.01 }
    let net = { hidden = linear 0 1 4; last = linear 1 4 1 }
    let at = net, adam.Init net
    Seq.init 3_000 batch |> Training.foldCompiled adam loss at

let example = Tensor.float32 [| 1; 1 |] [| 0.2f |]
Export.source SourceLanguage.C "expnet" answer small example
|> printf "%s"
(*** include-output ***)
(**
最後の引数は入力の例で、意味を持つのは形だけです。`SourceLanguage.CSharp` と名前 `ExpNet` を指定すれば、メソッド `ExpNet.Run` を持つクラスになります。このページを作るときにそれをコンパイルし、$e^{0.2}$ を尋ねました。答えは次のとおりです。
*)
(*** hide ***)
open System
open System.Diagnostics
open System.IO

let folder = Directory.CreateTempSubdirectory().FullName
let file = Path.Combine(folder, "answer.cs")
let source = Export.source SourceLanguage.CSharp "ExpNet" answer small example
File.WriteAllText(file, source.Replace("using System;", "using System;\nConsole.WriteLine(ExpNet.Run(0.2f));"))
let dotnet = Process.Start(ProcessStartInfo("dotnet", $"run \"{file}\"", RedirectStandardOutput = true, WorkingDirectory = folder))
let printed = dotnet.StandardOutput.ReadToEnd().Trim()
dotnet.WaitForExit()
Directory.Delete(folder, true)
printfn "ExpNet.Run   %s" printed
printfn "the network  %O" (float32 ((answer small example).ToScalar()))
(*** include-output ***)
(**
正しい値は 1.2214 です。書き出したプログラムはネットワークと同じ値を返しています。ずれているのはネットワークのほうです。ユニットが四つでは、もとの16個と32個ほどには曲線に合わせられません。

---

[← 5. 結果](the-result.html) · [7. 見守る、保存する →](watching-and-saving.html)
*)

(**
---
title: 1. 教師データ
category: チュートリアル
categoryindex: 2
index: 1
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[English](../tutorial/teacher-data.html)

# 1. 教師データ

このチュートリアルでは、一つのネットワークに関数 $e^x$ を、例だけから学習させます。全部で十章です。題材は小さくても、データ、損失、勾配、重みと、大きなネットワークに現れるものはすべてそろっており、しかもその全部を目で見ることができます。

一つの例は、入力 $x$ と正解（目標値） $t$ の組です。教師は入力を無作為に選び、その正解を知っています。

$$$
x \sim U[0, 1), \qquad t = e^x.

例を100個集めたものを一つのバッチとします。バッチは形が 100×1 のテンソル二つで、一行が一つの例です。
*)
open DeepExp
open DeepExp.Functional

let teacher = Key.ofSeed 0

let batch step =
    let key = Key.at step teacher
    let x = Key.uniform Float32 [| 100; 1 |] key
    x, Tensor.exp x

let numbers (x: Tensor) = x.ToArray<float>()

for step in 0..1 do
    let x, t = batch step
    printfn "batch %d" step

    let pairs = Array.zip (numbers x) (numbers t)

    for x, t in Seq.take 3 pairs do
        printfn "    x = %.4f    t = %.4f" x t
(*** include-output ***)
(**
ここでは乱数は隠れた状態ではなく、引数です。`Key.at step teacher` はそのステップだけの鍵で、同じ鍵からは必ず同じ数が得られます。したがって
`batch` はステップ番号の純粋な関数です。バッチ7は、その前の七つを作らなくても得られますし、何度でも同じものが得られます。
*)
let twice = [ for _ in 1..2 -> fst (batch 7) |> numbers ]
printfn "%b" (twice[0] = twice[1])
(*** include-output ***)
(**
ネットワークが最初の二ステップで $e^x$ について知るのは、次の点だけです。破線の曲線そのものを見ることはありません。
*)
open DeepExp.Plotting

let points step =
    let x, t = batch step
    let name = $"batch {step}"
    Series(name, numbers x, numbers t, Mark.Points)

let xs = [| 0.0..0.01..1.0 |]
let curve =
    Series("e^x", xs, Array.map exp xs, Mark.Reference)

let picture =
    Pictures.Curves(
        "Two batches of teacher data",
        Axis "x",
        Axis "t",
        [| curve; points 0; points 1 |]
    )
(*** hide ***)
picture
|> showIn [
    "Two batches of teacher data", "教師データの二つのバッチ"
    "batch (\\d)", "バッチ $1"
]
(*** include-it-raw ***)
(**
## なぜ毎回新しいバッチなのか

小さくしたいのは、区間全体でのネットワーク $f$ の誤差

$$$
\int_0^1 \bigl(f(x) - e^x\bigr)^2 \, dx

です。学習の途中でこの積分を計算することはありません。しかし、$f$ とは独立に選ばれた
$n$ 個の例についての平均

$$$
\frac1n \sum_{i=1}^{n} \bigl(f(x_i) - t_i\bigr)^2

の期待値は、ちょうどこの積分に等しくなります。新しいバッチは、それまでに学習したどの内容とも独立です。ですから各ステップの損失は誤差の偏りのない推定値であり、例を丸暗記する余地もありません。例の集合が固定されている場合、これが成り立つのは最初の一度だけです。そのため、一部の例を学習に使わず、評価用に取っておくのが普通です。

---

[2. 直線では足りない理由 →](why-a-line-is-not-enough.html)
*)

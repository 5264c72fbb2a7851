(**
---
title: 4. 学習
category: チュートリアル
categoryindex: 2
index: 4
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[English](../tutorial/training.html)

# 4. 学習

学習とは、ある数、すなわち損失が小さくなるようにパラメータ $\theta$ を変えていくことです。ここでの損失は、バッチの平均二乗誤差です。

$$$
E(\theta) = \frac1n \sum_{i=1}^{n} \bigl( f_\theta(x_i) - t_i \bigr)^2.

勾配 $\nabla E$ は、各パラメータを増やしたとき損失がどれだけの速さで増えるかを表します。勾配と逆の向きに少し進めば、損失は下がります。新しいバッチを使ってこれを何度も繰り返すこと、それが学習です。

## プログラムの全体

必要なものはもうそろっています。第3章のネットワーク、第1章のバッチ、そして一行で書ける損失です。
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
let linear = Linear.init Float32
let start =
    { l1 = linear 1 16 keys[0]
      l2 = linear 16 32 keys[1]
      l3 = linear 32 1 keys[2] }

let batch step =
    let key = Key.at step keys[3]
    let x = Key.uniform Float32 [| 100; 1 |] key
    x, Tensor.exp x

let adam = Adam.create Adam.defaults
let net, state =
    Seq.init 10_000 batch
    |> Training.fold adam loss (start, adam.Init start)

let x = Tensor.float32 [| 1; 1 |] [| 0.2f |]
printfn "after %d steps" (int state.t)
printfn "e^0.2 = %.4f" ((predict net x).ToScalar())
(*** include-output ***)
(**
学習とは fold、すなわち列の要素を左から順に取り込みながら一つの値を更新していく計算です。一つのステップは、パラメータ、オプティマイザの状態、バッチを受け取り、次のパラメータと次の状態を返します。
`Training.fold` はこれをすべてのバッチについて順に行います。その場で書き換えられるものはありません。`start`
はいまも学習前のネットワークです。

ステップの中では、関数をレコードで微分しています。結果も同じ型のレコードです。次はその各部分の長さ（ノルム）です。
*)
let gradient =
    start |> Gradient.grad (fun net -> loss net (batch 0))

for name, g in Parameters.named gradient do
    let length = Tensor.sum (g * g) |> Tensor.sqrt
    printfn "%s  length %.4f" name (length.ToScalar())
(*** include-output ***)
(**
この勾配をどのように計算するかは、[第8章](backpropagation-by-hand.html)で説明します。

## Adam

単純な勾配降下法 $\theta \leftarrow \theta - \alpha\, \nabla E$ では、損失が急なところでは大きく進みすぎ、平らなところではほとんど進みません。
Adam はパラメータごとに歩幅を決めます。そのために、勾配 $g$ とその二乗について、0
から始まる二つの移動平均を持ちます。

$$$
\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2
\end{aligned}

そして、前者を後者の平方根で割ります。

$$$
\theta_t = \theta_{t-1} - \alpha \, \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \, \frac{m_t}{\sqrt{v_t} + \varepsilon}.

計算はすべて要素ごとに行います。平均 $m$ はバッチごとのばらつきをならします。割り算によって勾配の大きさは打ち消され、歩幅は、勾配の向きがそろっていればおよそ
$\alpha$ になり、ばらばらならそれより小さくなります。中央の係数は、平均を 0 から始めたことによる偏りを補正するものです。`Adam.defaults`
では $\alpha = 0.001,\ \beta_1 = 0.9,\ \beta_2 = 0.999,\ \varepsilon = 10^{-8}$ です。

## 損失はどのように下がるか

`Training.scan` は同じ計算を行い、各ステップの様子を順に返します。最初のステップの損失と、最後の千ステップの損失の中央値を表示します。
*)
let losses =
    Seq.init 10_000 batch
    |> Training.scan adam loss (start, adam.Init start)
    |> Seq.map _.Loss
    |> Seq.toArray

let median part =
    let sorted = Array.sort part
    sorted[sorted.Length / 2]

printfn "first loss   %.2g" losses[0]
printfn "last losses  %.2g" (median losses[9_000..])
(*** include-output ***)
(*** hide ***)
open DeepExp.Plotting
Pictures.Loss("The loss of 10,000 steps", losses)
|> showIn [
    "The loss of 10,000 steps", "10,000ステップの損失"
    "step", "ステップ"
    "loss", "損失"
    "loss of each step", "各ステップの損失"
    "running median of up to (\\d+) steps", "移動中央値（最大$1ステップ）"
]
(*** include-it-raw ***)
(**
縦軸は対数目盛です。ネットワークはまず、数百ステップで最良の直線を見つけます。グラフがいったん平らになる高さは、
[直線では縮められない距離](why-a-line-is-not-enough.html)の二乗です。そのあと折れ目が必要な場所へ動いていき、損失はさらに下がります。ステップごとに値が跳ねるのは、毎回バッチが違うためであり、また一定の歩幅では最小点に落ち着けないためでもあります。全体の傾向は移動中央値が示しています。

`Training.fold` の代わりに `Training.foldCompiled` を使うと、ステップを一度だけコンパイルし、以後はメモリを新たに割り当てずに繰り返します。結果はビット単位で同じです。

## C# では

C# では、オプティマイザがモデルのパラメータをその場で書き換えます。`Update` を一度呼ぶごとに、損失とその勾配を計算し、Adam
の一ステップを行います。
*)
(*** hide ***)
csharp "docs/samples/exp.cs"
(*** include-it-raw ***)
(**
---

[← 3. ネットワーク](the-network.html) · [5. 結果 →](the-result.html)
*)

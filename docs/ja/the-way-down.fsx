(**
---
title: 9. 谷を下る
category: チュートリアル
categoryindex: 2
index: 9
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
open System
open DeepExp.Plotting
(**
[English](../tutorial/the-way-down.html)

# 9. 谷を下る

勾配は最も急な上りの方向を指します。学習はその反対に進みます。パラメータが二つなら、その様子を絵に描くことができます。

## パラメータが二つの損失

直線 $y = Wx + b$ のパラメータは二つだけです。これを一つの列ベクトル $p = (W, b)^{\mathsf T}$ にまとめ、各例に、つねに1である第2の入力を加えます。するとバッチは $(x_i, 1)$ を行とする行列 $X$ になり、答えは $y = Xp$ と書けます。
*)
open DeepExp
open DeepExp.Functional

let withOne x = Tensor.concat 1 [ x; Tensor.onesLike x ]

let loss p (x, t) =
    Tensor.matmul (withOne x) p |> Loss.meanSquaredError t

let n = 100
let places = Array.init n (fun i -> float i / float (n - 1))
let x = Tensor.float64 [| n; 1 |] places
let t = Tensor.exp x

let height p = (loss p (x, t)).ToScalar()
(**
$[0, 1]$ の100個の点で測った損失は、$W$ と $b$ の平面の上に広がる谷の高さだと考えられます。谷の最も低いところが最小二乗法の直線です。それは、線形代数を使えば1ステップも進まずに求まります。
*)
let X = Tensor.toMatrix (withOne x)
let best = Tensor.ofMatrix (X.QR().Solve(Tensor.toMatrix t))
printfn "W %.4f  b %.4f" best[0, 0] best[1, 0]
(*** include-output ***)
(**
## 三つの道

オプティマイザには谷の全景が見えません。分かるのは、いま立っている場所の傾きだけです。しかもそれは、20個の新しい例から求めた、おおまかな傾きです。三つのオプティマイザを、どれも $W = b = 0$ から出発させ、200ステップ進めます。
*)
let start = Tensor.zeros Float64 [| 2; 1 |]

let path optimizer batches =
    let at = start, optimizer.Init start
    let steps = Training.scan optimizer loss at batches
    [| start; yield! steps |> Seq.map _.Parameters |]

let batches =
    [ for key in Key.split 200 (Key.ofSeed 0) do
          let x = Key.uniform Float64 [| 20; 1 |] key
          x, Tensor.exp x ]
(**
確率的勾配降下法（SGD）は、斜面をまっすぐ下ります。更新式は $p \leftarrow p - \eta\, g$ です。
*)
let sgd = path (Sgd.create 0.1) batches
(*** hide ***)
let ends = -1.0, 3.0
let axis name = Axis(name, Min = Nullable(fst ends), Max = Nullable(snd ends))

let surface (title, itsTitle) (name, itsName) (path: Tensor[]) =
    let at i = fst ends + (snd ends - fst ends) * float i / 40.0
    let z = Array2D.init 41 41 (fun i j -> height (Tensor.float64 [| 2; 1 |] [| at i; at j |]))
    let along k = path |> Array.map (fun p -> p[k, 0])

    Pictures.Surface(
        title,
        axis "W",
        axis "b",
        Axis("loss", Scale.Log10),
        z,
        [ Series(name, along 0, along 1, Mark.Path)
          Series("least squares", [ best[0, 0] ], [ best[1, 0] ], Mark.Diamond) ]
    )
    |> showIn [
        title, itsTitle
        name, itsName
        $"{name}: start", $"{itsName}：出発"
        $"{name}: end", $"{itsName}：到着"
        "loss", "損失"
        "least squares", "最小二乗"
    ]

surface ("Stochastic gradient descent", "確率的勾配降下法") ("SGD", "SGD") sgd
(*** include-it-raw ***)
(**
谷底にはすぐに着きます。しかし谷底では傾きが小さいので、歩幅も小さくなり、残りの時間はすべて、谷底に沿って進むのに費やされます。

モーメンタム法は速度を持ちます。更新式は $v \leftarrow \mu v - \eta\, g$、$p \leftarrow p + v$ で、各ステップに共通する成分が積み重なっていきます。
*)
let momentum = path (MomentumSgd.create 0.1 0.9) batches
(*** hide ***)
surface ("Momentum", "モーメンタム法") ("momentum", "モーメンタム") momentum
(*** include-it-raw ***)
(**
学習率は同じでも、今度は行き過ぎてしまいます。器の中の球のように壁から壁へと揺れますが、谷底に沿ってはより早く進みます。

Adam は、勾配の平均を、勾配の二乗の平均の平方根で、要素ごとに割ります。そのため、斜面がどれだけ急かは、ほとんど影響しません。最初のうちの歩幅は、$W$ の方向にも $b$ の方向にも、ほぼ $\alpha$ です。
*)
let adam =
    let options = { Adam.defaults with alpha = 0.1 }
    path (Adam.create options) batches
(*** hide ***)
surface ("Adam", "Adam") ("Adam", "Adam") adam
(*** include-it-raw ***)
(**
三つがたどり着いた場所と、最良の直線でも残る損失を比べます。
*)
for name, p in
    [ "SGD", Array.last sgd
      "momentum", Array.last momentum
      "Adam", Array.last adam
      "least squares", best ] do
    let W, b = p[0, 0], p[1, 0]
    printfn "%-13s  W %.3f  b %.3f  loss %.6f" name W b (height p)
(*** include-output ***)
(**
一つの谷だけから、どのオプティマイザが最良かは決められません。しかし、何のための工夫なのかは分かります。谷底が長く、壁が急だからです。

## 大きすぎる歩幅

どれほど急で、どれほど長いかは、2階微分が教えてくれます。損失は $p$ の2次式で、2階微分は次の行列です。

$$$
H = \frac{2}{n} X^{\mathsf T} X
*)
let H = 2.0 / float n * X.TransposeThisAndMultiply X
let slow, steep =
    let eigenvalues = H.Evd().EigenValues
    eigenvalues[0].Real, eigenvalues[1].Real

printfn "eigenvalues %.3f and %.3f" slow steep
printfn "largest learning rate %.3f" (2.0 / steep)
(*** include-output ***)
(**
全データを一度に使う勾配降下法では、1ステップごとに、最良の点からのずれが、$H$ の固有ベクトルの方向ごとに $1 - \eta \lambda$ 倍になります（$\lambda$ はその固有値です）。したがって、近づいていくのは次の場合だけです。

$$$
|1 - \eta \lambda| < 1 \quad\Longleftrightarrow\quad \eta < \frac{2}{\lambda}
*)
(**
限界を決めるのは最も急な方向で、かかる時間を決めるのは最も平らな方向です。限界のすぐ下では、経路は壁から壁へと跳びます。
*)
let whole = List.replicate 60 (x, t)
let wide = path (Sgd.create (1.9 / steep)) whole
(*** hide ***)
surface ("Just under the limit", "限界のすぐ下") ("gradient descent", "勾配降下法") wide
(*** include-it-raw ***)
(**
限界のすぐ上では、跳ぶたびに歩幅が大きくなり、学習は発散します。
*)
let rates = [ 0.1; 1.0; 1.9; 2.1 ]
let losses =
    [ for r in rates do
          path (Sgd.create (r / steep)) whole |> Array.map height ]
(*** hide ***)
Pictures.Curves(
    "The loss for learning rates under and above the limit of 2/λ",
    Axis "step",
    Axis("loss", Scale.Log10),
    [ for r, losses in List.zip rates losses do
          Series($"%.1f{r}/λ", Array.init losses.Length float, losses) ]
)
|> showIn [
    "The loss for learning rates under and above the limit of 2/λ", "限界 2/λ の手前と先の学習率での損失"
    "step", "ステップ"
    "loss", "損失"
]
(*** include-it-raw ***)
(**
層の多いネットワークには、このような公式はありません。損失は2次式ではなく、最大の固有値は途中で変わるからです。それでも限界はあります。損失がステップごとに増えていくときや NaN になったときは、まず学習率を小さくしてみてください。

---

[← 8. 手で行う逆伝播](backpropagation-by-hand.html) · [10. 深さか、幅か →](depth-against-width.html)
*)

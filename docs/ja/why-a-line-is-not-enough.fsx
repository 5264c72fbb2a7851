(**
---
title: 2. 直線では足りない理由
category: チュートリアル
categoryindex: 2
index: 2
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[English](../tutorial/why-a-line-is-not-enough.html)

# 2. 直線では足りない理由

線形層は $Wx + b$ を計算します。線形層を三つ続けると

$$$
\begin{aligned}
y &= W_3 \bigl( W_2 ( W_1 x + b_1 ) + b_2 \bigr) + b_3 \\
  &= W x + b
\end{aligned}

となり、一つの行列と一つのベクトルにまとまります。

$$$
\begin{aligned}
W &= W_3 W_2 W_1, \\
b &= W_3 W_2 b_1 + W_3 b_2 + b_3.
\end{aligned}

層をいくつ重ねても、どれだけ幅を広げても、結果は一つの線形層です。入力も出力も一つなら、それは一本の直線にすぎません。深くするだけでは何も得られないのです。

## 三つの層、一本の直線

次は3層のネットワークと、その学習です。各層のあとに関数 `activation` が入ります。学習については
[第4章](training.html)で説明します。`activation` に `id` を渡すと、層と層のあいだには何も入りません。
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear; l3: Linear }

let predict activation net =
    let layer linear = Linear.forward linear >> activation
    layer net.l1 >> layer net.l2 >> layer net.l3

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

let train activation =
    let loss net (x, t) =
        predict activation net x |> Loss.meanSquaredError t

    let adam = Adam.create Adam.defaults

    Seq.init 5_000 batch
    |> Training.fold adam loss (start, adam.Init start)
    |> fst

let straight = train id
(**
`Collapse.line` は、上の式のとおりに層を掛け合わせます。三つの層は一本の直線になっており、二通りの計算の差は丸め誤差にすぎません。
*)
let line =
    Collapse.line [ straight.l1; straight.l2; straight.l3 ]

let W, b = line.W.ToScalar(), line.b.Value.ToScalar()

let xs = [| 0.0..0.01..1.0 |]
let x = Tensor.create Float32 [| xs.Length; 1 |] xs

let answers activation net =
    (predict activation net x).ToArray<float>()

let difference =
    (xs, answers id straight)
    ||> Array.map2 (fun x y -> abs (W * x + b - y))
    |> Array.max

printfn "W = %.4f    b = %.4f" W b
printfn "largest difference %.1g" difference
(*** include-output ***)
(**
では、どの直線になるべきでしょうか。$[0, 1]$ 上の最小二乗問題には閉じた形の解があります。

$$$
\begin{gathered}
\min_{W,\,b} \int_0^1 (W x + b - e^x)^2 \, dx: \\
W = 18 - 6e, \qquad b = 4e - 10.
\end{gathered}

どの直線も、二乗平均平方根で測って、次の値より $e^x$ に近づくことはできません。

$$$
\sqrt{ \tfrac12 (e^2 - 1) - (e - 1)^2 - 3 (3 - e)^2 }.
*)
let e = exp 1.0
let bestW, bestB = 18.0 - 6.0 * e, 4.0 * e - 10.0

let square x = x * x
let least =
    (square e - 1.0) / 2.0
    - square (e - 1.0)
    - 3.0 * square (3.0 - e)
    |> sqrt

printfn "W = %.4f    b = %.4f" bestW bestB
printfn "distance from e^x %.4f" least
(*** include-output ***)
(**
学習は、バッチごとのばらつきを除けば、この直線を見つけています。ステップ数、ユニット数、層の数をいくら増やしても、これより良くはなりません。

## あいだに折れ目を入れる

最も小さな変更で状況を変えるのが leaky ReLU です。これは一か所で折れた直線です。

$$$
\varphi(a) = \begin{cases} a & a > 0 \\ 0.2\, a & a \le 0. \end{cases}

同じ層を、同じ初期値から、同じバッチで学習させます。表示されるのは $e^x$ からの距離です。
*)
let bend = Activation.leakyRelu 0.2
let bent = train bend

let distance ys =
    Array.map2 (fun x y -> square (y - exp x)) xs ys
    |> Array.average
    |> sqrt

printfn "straight  %.4f" (distance (answers id straight))
printfn "bent      %.4f" (distance (answers bend bent))
(*** include-output ***)
(*** hide ***)
open DeepExp.Plotting
Pictures.Curves(
    "Without a bend there is only a line",
    Axis "x",
    Axis "y",
    [| Series("three layers", xs, answers id straight)
       Series("three layers with leaky ReLU", xs, answers bend bent)
       Series("e^x", xs, Array.map exp xs, Mark.Reference) |]
)
|> showIn [
    "Without a bend there is only a line", "折れ曲がりがなければ直線のまま"
    "three layers", "三つの層"
    "three layers with leaky ReLU", "三つの層と leaky ReLU"
]
(*** include-it-raw ***)
(**
ある $x$ を決めると、各ユニットは折れ目のどちら側にいるかが決まります。第 $k$ 層の各ユニットの傾き（1
または 0.2）を対角に並べた行列を $D_k$ と書くと、ネットワークの傾きは

$$$
f'(x) = D_3 W_3 \, D_2 W_2 \, D_1 W_1

です。行列 $D_k$ は $x$ によって変わります。違いはそれだけです。積はやはり一つの直線につぶれますが、区間の部分ごとに別の直線になり、それらがつながって曲線に近い形を作ります。

---

[← 1. 教師データ](teacher-data.html) · [3. ネットワーク →](the-network.html)
*)

(**
---
title: 8. 手で行う逆伝播
category: チュートリアル
categoryindex: 2
index: 8
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
open DeepExp.Plotting
(**
[English](../tutorial/backpropagation-by-hand.html)

# 8. 手で行う逆伝播

`Gradient.grad` は魔法ではありません。損失からパラメータへと、演算を一つずつさかのぼりながら、連鎖律を適用しているだけです。この章では、2層のネットワークについて同じことを手で行い、得られた値を、ライブラリの値、そして損失そのものの差分と比べます。

## 順方向

$x$ の各行が一つの例です。$n$ 個の例からなるバッチは、一つの行列としてネットワークを通ります。

$$$
\begin{gathered}
a = x W_1^{\mathsf T} + b_1, \qquad h = f(a), \qquad y = h W_2^{\mathsf T} + b_2, \\
E = \frac1n \sum_i (y_i - t_i)^2
\end{gathered}
*)
(**
ここで $f$ は leaky ReLU で、要素ごとに適用します。多くの桁を比べられるように、float64 で計算します。
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear }

let f = Activation.leakyRelu 0.2

let predict net =
    Linear.forward net.l1 >> f >> Linear.forward net.l2

let error (x, t) net = predict net x |> Loss.meanSquaredError t

let keys = Key.split 4 (Key.ofSeed 0)

let net =
    { l1 = { W = Key.normal Float64 [| 3; 1 |] keys[0]
             b = Some(Key.normal Float64 [| 3 |] keys[1]) }
      l2 = Linear.init Float64 3 1 keys[2] }

let x = Key.uniform Float64 [| 20; 1 |] keys[3]
let t = Tensor.exp x
(**
## 逆方向

途中で計算された値 $v$ に関する損失の勾配 $\partial E / \partial v$ を、$g_v$ と書くことにします。その形は $v$ と同じです。連鎖律は最後から始まります。$E$ は各 $y_i$ に、一つの二乗を通して依存しているので、

$$$
g_y = \frac2n\,(y - t)
*)
(**
です。線形層 $y = h W^{\mathsf T} + b$ では、勾配は三方に分かれます。$W$ の各要素はどの例にも一回ずつ使われるので、その勾配はバッチにわたる和になります。$b$ も同様です。$h$ の各要素は、重みを掛けられて、それぞれの出力に入っていきます。したがって、

$$$
g_W = g_y^{\mathsf T} h, \qquad g_b = \sum_i (g_y)_i, \qquad g_h = g_y W
*)
(**
となります。活性化関数のところでは、勾配にその点での傾きを要素ごとに掛けます。leaky ReLU の場合、これはマスクです。$a$ が正のところでは1、それ以外では $0.2$ になります。

$$$
g_a = g_h \odot f'(a), \qquad f'(a) = \begin{cases} 1 & a > 0 \\ 0.2 & a \le 0 \end{cases}
*)
(**
その先の第1層は、また線形層です。以上をプログラムにします。`Tensor.rectify 0.2 a v` は、$a > 0$ のところでは $v$、それ以外では $0.2\,v$ を返します。
*)
// y = x Wᵀ + b について、x と W と b に戻る勾配
let linearBack layer x gy =
    let gx = Tensor.matmul gy layer.W
    let gW = Tensor.matmul (Tensor.transpose gy) x
    let gb = Tensor.sumOver [| 0 |] false gy
    gx, { W = gW; b = Some gb }

let byHand net x (t: Tensor) =
    let a = Linear.forward net.l1 x
    let h = f a
    let y = Linear.forward net.l2 h

    let gy = 2.0 * (y - t) / float y.Size
    let gh, g2 = linearBack net.l2 h gy
    let ga = Tensor.rectify 0.2 a gh // gh または 0.2 gh
    let _, g1 = linearBack net.l1 x ga
    { l1 = g1; l2 = g2 }
(**
勾配はネットワークと同じ型のレコードで、それぞれのパラメータの位置に、そのパラメータの勾配が入っています。

## 比べる

`Gradient.grad` は、$E$ を渡すだけで同じ値を求めます。一方、`GradientCheck.numerical` は連鎖律を使いません。各パラメータ $p$ を両側に少しだけ動かし、損失の変化を調べます。

$$$
\frac{\partial E}{\partial p} \approx \frac{E(p + \varepsilon) - E(p - \varepsilon)}{2\varepsilon}
*)
let hand = byHand net x t
let E = error (x, t)
let library = Gradient.grad E net
let differences = GradientCheck.numerical 1e-5 E net

let largest (p: Tensor) =
    p.ToArray<float>() |> Array.map abs |> Array.max

let distance (a: Net) b =
    Parameters.map2 (-) a b
    |> Parameters.leaves
    |> Array.map largest

printfn "hand against   library   differences"

for name, (d1, d2) in
    Array.zip (distance hand library) (distance hand differences)
    |> Array.zip (Parameters.names net) do
    printfn "%s           %9.2g  %12.2g" name d1 d2
(*** include-output ***)
(**
表の数値は、パラメータごとの最大の差です。手で求めた値とライブラリの値は、float64 の最後の桁あたりまで一致します。同じ和を計算しているからです。損失の差分は、桁数こそ少ないものの、どちらも正しいことを裏づけています。

## 差分の限界

$\varepsilon$ が小さいほど、二つの損失の引き算で失われる桁が増えます。丸めによる誤差は、およそ $10^{-16} / \varepsilon$ です。
*)
let largestError eps =
    GradientCheck.numerical eps E net
    |> distance library
    |> Array.max

let eps = [ for e in -12.0 .. 0.25 .. 0.0 -> 10.0 ** e ]
let errors = eps |> List.map largestError
(*** hide ***)
Pictures.Curves(
    "The error of central differences",
    Axis("ε", Scale.Log10),
    Axis("largest error", Scale.Log10),
    [ Series("largest error of all parameters", eps, errors, Mark.LineAndPoints)
      Series("1e-16 / ε", eps, eps |> List.map (fun e -> 1e-16 / e), Mark.Reference) ]
)
|> showIn [
    "The error of central differences", "中心差分の誤差"
    "largest error", "最大の誤差"
    "largest error of all parameters", "全パラメータで最大の誤差"
]
(*** include-it-raw ***)
(**
かなり先まで、見えるのは丸め誤差だけです。このネットワークの損失は、どのパラメータについても、区間ごとに放物線であり、放物線に対して中心差分は正確だからです。ところが $\varepsilon$ がさらに大きくなると、どれかの例がユニットの折れ目を越えます。すると差分の両側が別々の区間に属することになり、誤差が跳ね上がります。tanh のようにいたるところで曲がっている関数では、代わりに $\varepsilon^2$ に比例する誤差が加わります。その場合は、二つの誤差がつり合う中間の $\varepsilon$ が最適です。

`GradientCheck.check` は、許容誤差を決めてこの比較を行い、一致しない要素を名前と添字で示します。自分で書いた関数はこの方法で確かめてください。このライブラリの関数も、すべてこの方法で検査しています。
*)
let wrong = GradientCheck.check 1e-3 1e-5 1e-4 E net
let size = Parameters.leaves net |> Array.sumBy _.Size
printfn "%d of %d elements differ" wrong.Length size
(*** include-output ***)
(**
---

[← 7. 見守る、保存する](watching-and-saving.html) · [9. 谷を下る →](the-way-down.html)
*)

(**
---
title: 3. ネットワーク
category: チュートリアル
categoryindex: 2
index: 3
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[English](../tutorial/the-network.html)

# 3. ネットワーク

入力は一つの数、出力も一つの数で、そのあいだに16ユニットと32ユニットの隠れ層が二つあります。つまり
$1 \to 16 \to 32 \to 1$ という形です。どの線形層のあとにも、要素ごとの leaky ReLU
が続きます。

$$$
\begin{aligned}
h_1 &= \varphi(W_1 x + b_1) \\
h_2 &= \varphi(W_2 h_1 + b_2) \\
y   &= \varphi(W_3 h_2 + b_3)
\end{aligned}
\qquad
\varphi(a) = \begin{cases} a & a > 0 \\ 0.2\, a & a \le 0. \end{cases}

## レコードと関数

パラメータはレコードです。ネットワークはそのレコードの関数で、`>>` が $1 \to 16 \to 32 \to 1$
の矢印にあたります。
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear; l3: Linear }

let layer linear =
    Linear.forward linear >> Activation.leakyRelu 0.2

let predict net =
    layer net.l1 >> layer net.l2 >> layer net.l3
(**
クラスを継承することも、何かを登録することもありません。`Linear` 自体も、行列 `W`
とベクトル `b` からなるレコードです。このようなものを集めたレコード、タプル、リストはどれもパラメータの集まりになり、それについての勾配は同じ型の値になります。

初期値として、重みは乱数で与え、バイアスは 0 とします。$n$ 入力の層では

$$$
W_{ij} \sim N\!\left(0, \tfrac1n\right), \qquad b = 0

です。分散を $1/n$ にすると、$n$ 個の積の和が一つの入力とほぼ同じ大きさになり、層を通っても数の大きさが保たれます。
*)
let init key =
    let keys = Key.split 3 key
    let linear = Linear.init Float32
    { l1 = linear 1 16 keys[0]
      l2 = linear 16 32 keys[1]
      l3 = linear 32 1 keys[2] }

let net = init (Key.ofSeed 0)

let shape (x: Tensor) =
    x.Shape |> Array.map string |> String.concat "×"

for name, p in Parameters.named net do
    printfn "%s  %-6s %4d" name (shape p) p.Size

let size = Parameters.leaves net |> Array.sumBy _.Size
printfn "together %9d" size
(*** include-output ***)
(**
`W` の行は出力に、列は入力に対応します。例も行として並べるので、入力が $n$ 個、出力が
$m$ 個の層は、$N$ 個の例からなるバッチを一度に処理できます。

$$$
\underset{N \times m}{Y} = \underset{N \times n}{X} \; \underset{n \times m}{W^{\mathsf T}} + b.
*)
let x = Key.ofSeed 1 |> Key.uniform Float32 [| 100; 1 |]
let h1 = layer net.l1 x
let h2 = layer net.l2 h1
let y = layer net.l3 h2

[ x; h1; h2; y ]
|> List.map shape
|> String.concat " → "
|> printfn "%s"
(*** include-output ***)
(**
## 学習する前の出力

三つのシード（乱数の種）から作った、まだ何も学習していない三つのネットワークの出力を見てみましょう。
*)
open DeepExp.Plotting

let xs = [| 0.0..0.01..1.0 |]
let grid = Tensor.create Float32 [| xs.Length; 1 |] xs

let untrained seed =
    let y = predict (init (Key.ofSeed seed)) grid
    Series($"seed {seed}", xs, y.ToArray<float>())
(*** hide ***)
Pictures.Curves(
    "Before training: lines through zero",
    Axis "x",
    Axis "y",
    [| untrained 0
       untrained 1
       untrained 2
       Series("e^x", xs, Array.map exp xs, Mark.Reference) |]
)
|> showIn [
    "Before training: lines through zero", "学習前：原点を通る直線"
    "seed (\\d)", "シード $1"
]
(*** include-it-raw ***)
(**
折れ目がいくつもあるのに、どれも原点を通る直線です。バイアスが 0 であるあいだは、すべてのユニットが
$x = 0$ で、しかもそこでだけ折れます。実際、$c > 0$ なら $\varphi(ca) = c\,\varphi(a)$
なので、$f(cx) = c f(x)$ が成り立ちます。学習は折れ目を区間の中へ動かさなければならず、その役目を担うのがバイアスです。

## C# では

C# では、ネットワークは `Chain` を継承したクラスです。`Chain` が持つリンクはそれぞれパラメータを保持し、その場で書き換えます。用語は
Chainer のものです。次は `deepexp tutorial` が学習させるクラスです。
*)
(*** hide ***)
csharp "src/DeepExp.Cli/Tutorial/MyChain.cs"
(*** include-it-raw ***)
(**
F# と C# は同じコアの上に作られています。パラメータが同じなら、出力はビット単位で一致します。このコマンドは実行のたびにそれを確かめます。

---

[← 2. 直線では足りない理由](why-a-line-is-not-enough.html) · [4. 学習 →](training.html)
*)

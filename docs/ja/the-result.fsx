(**
---
title: 5. 結果
category: チュートリアル
categoryindex: 2
index: 5
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[English](../tutorial/the-result.html)

# 5. 結果

このページだけで実行できるように、[前の章](training.html)のプログラムをもう一度載せます。
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
let net, _ =
    Seq.init 10_000 batch
    |> Training.fold adam loss (start, adam.Init start)
(**
## 何を答えるか

学習したネットワークは、数から数への関数です。
*)
let answers (xs: float[]) =
    let x = Tensor.create Float32 [| xs.Length; 1 |] xs
    (predict net x).ToArray<float>()

let table xs =
    printfn "x          e^x   network     error"

    for x, y in Array.zip xs (answers xs) do
        let t = exp x
        printfn "%-4.1f %9.4f %9.4f %+9.4f" x t y (y - t)

table [| 0.0..0.2..1.0 |]
(*** include-output ***)
(**
ネットワークは例を記憶しているのではありません。例と例のあいだでも、例のあるところと同じように答えます。
*)
open DeepExp.Plotting

let curve xs =
    Series("e^x", xs, Array.map exp xs, Mark.Reference)

let fit title xs =
    Pictures.Curves(
        title,
        Axis "x",
        Axis "y",
        [| Series("network", xs, answers xs); curve xs |]
    )

let inside = [| 0.0..0.001..1.0 |]
let picture = fit "The network has learned e^x" inside
(*** hide ***)
picture
|> showIn [
    "The network has learned e\\^x", "ネットワークは e^x を学習した"
    "network", "ネットワーク"
]
(*** include-it-raw ***)
(**
## どれだけ間違えるか

二つの曲線はほとんど見分けがつきません。そこで差を見てみましょう。
*)
let errors =
    Array.map2 (fun x y -> y - exp x) inside (answers inside)

let mean = errors |> Array.averageBy (fun e -> e * e) |> sqrt
let largest = errors |> Array.map abs |> Array.max
printfn "root of the mean squared error  %.4f" mean
printfn "largest error                   %.4f" largest
(*** include-output ***)
(*** hide ***)
Pictures.Curves(
    "Where it is wrong, and by how much",
    Axis "x",
    Axis "network − e^x",
    [| Series("error", inside, errors)
       Series("no error", [| 0.0; 1.0 |], [| 0.0; 0.0 |], Mark.Reference) |]
)
|> showIn [
    "Where it is wrong, and by how much", "どこで、どれだけ間違えるか"
    "network − e\\^x", "ネットワーク − e^x"
    "error", "誤差"
    "no error", "誤差なし"
]
(*** include-it-raw ***)
(**
ネットワークは直線の断片をつないだものですが、$e^x$ はそうではありません。一つの断片の上では、誤差は直線から
$e^x$ を引いた弧になります。弧と弧の境目では、どこかのユニットが折れています。曲線は左側で
0 を横切り、右側では 0 より少し下にあります。学習がたまたまそこで終わったためです。

## 見たことのない範囲では

$x < 0$ と $x > 1$ については、何も教えていません。それでもネットワークは答えを返します。
*)
let wide =
    fit "Outside of what it has seen" [| -2.0..0.01..3.0 |]
(*** hide ***)
wide
|> showIn [
    "Outside of what it has seen", "見たことのない範囲"
    "network", "ネットワーク"
]
(*** include-it-raw ***)
table [| -2.0; -1.0; -0.5; 1.5; 2.0; 3.0 |]
(*** include-output ***)
(**
最後の折れ目より外では、ネットワークはどこまでも直線ですが、$e^x$ はそうではありません。右側では、進むほど大きく遅れていきます。左側では、$e^x$
がつねに正であることにはおかまいなしに下がっていきます。ネットワークが学んだのは「指数関数」ではなく、
$[0, 1)$ で $e^x$ に近い値です。損失が求めたのはそれであり、それだけでした。

大きなネットワークでも事情は同じです。答えが当てになるのは、データがあったところです。別の範囲のデータを加えるか、真の関数の性質をもっと反映した形のネットワークを使えば改善します。学習を長く続けても改善しません。

---

[← 4. 学習](training.html) · [6. 中を見る →](looking-inside.html)
*)

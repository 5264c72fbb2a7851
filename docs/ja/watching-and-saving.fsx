(**
---
title: 7. 見守る、保存する
category: チュートリアル
categoryindex: 2
index: 7
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
open DeepExp.Plotting
(**
[English](../tutorial/watching-and-saving.html)

# 7. 見守る、保存する

`fold` が返すのは最後の値だけです。`Training.scan` は同じ計算を途中まで見せてくれます。返り値は1ステップに1要素の列で、各要素は、そのバッチの損失、ステップ後のパラメータ、オプティマイザの状態を持っています。
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
(**
## 下がっていく損失

この列は遅延評価されます。つまり、要素を求められて初めて1ステップ進みます。ですから、列を回るループは、進み具合を見守ることができ、求めるのをやめればそこで終わる学習になります。なお、ここでは Adam のステップ幅を既定値の10倍にしています。損失は早く下がりますが、そのぶん揺れも大きくなります。
*)
let adam =
    Adam.create { Adam.defaults with alpha = 0.01 }

let steps =
    Seq.initInfinite batch
    |> Training.scan adam loss (start, adam.Init start)

let isBad at = at.Loss > 1e-3

for at in Seq.takeWhile isBad steps do
    if at.Step % 25 = 0 then
        printfn "step %4d  loss %.6f" at.Step at.Loss
(*** include-output ***)
(**
もう一度求めると、列は同じ初期値と同じバッチで、また最初から始まります。何度も使うものは配列に取っておきます。
*)
let run = steps |> Seq.take 2_000 |> Seq.toArray
(*** hide ***)
Pictures.Loss("The loss of each step", run |> Array.map _.Loss)
|> showIn [
    "The loss of each step", "各ステップの損失"
    "step", "ステップ"
    "loss", "損失"
    "loss of each step", "各ステップの損失"
    "running median of up to (\\d+) steps", "移動中央値（最大$1ステップ）"
]
(*** include-it-raw ***)
(**
損失が揺れるのは、ステップごとにバッチが違うからです。全体の傾向は移動中央値から読み取れます。

## スナップショット

パラメータは不変です。ですからスナップショットを取るのにコピーは要りません。すでにあるものに名前をつけるだけです。上の配列には全ステップのネットワークが入っていて、どれもまだ答えることができます。
*)
let x = Array.init 101 (fun i -> float i / 100.0)
let grid = Tensor.create Float32 [| 101; 1 |] x
let answers net = (predict net grid).ToArray<float>()

let curves =
    [ for step in [ 1; 10; 20; 50; 2_000 ] ->
          step, answers run[step - 1].Parameters ]
(*** hide ***)
Pictures.Curves(
    "The network on its way",
    Axis "x",
    Axis "y",
    [ Series("e^x", x, Array.map exp x, Mark.Reference)
      for step, y in curves do
          Series($"after step {step}", x, y) ]
)
|> showIn [
    "The network on its way", "学習途中のネットワーク"
    "after step (\\d+)", "$1ステップ後"
]
(*** include-it-raw ***)
(**
## いちばん良いものを残す

最後のネットワークが、いちばん良いとはかぎりません。良し悪しは、変わることのない点、ここでは格子点で測るべきです。そうすれば、誤差がバッチの運に左右されません。`Seq.minBy` は列を順に調べ、それまでで最良のネットワークを残します。
*)
let rmse net =
    sqrt ((loss net (grid, Tensor.exp grid)).ToScalar())

let best = run |> Seq.minBy (fun at -> rmse at.Parameters)
let last = Array.last run

for name, at in [ "best", best; "last", last ] do
    let error = rmse at.Parameters
    printfn "%s  step %4d  RMSE %.5f" name at.Step error
(*** include-output ***)
(**
データが少なく、雑音を含むときは、この判定のためにデータの一部を取り分けておきましょう。学習したデータに対して最良のネットワークが、見たことのないデータに対しても最良であることは、まれだからです。

## 保存と読み込み

ネットワークとは、そのパラメータのことです。`Parameters.named` はパラメータを名前つきで返します。パッケージ `DeepExp` の `Serializers` は、それを `.npz` ファイルに書き込みます。このファイルは NumPy でも Chainer でも読めます。
*)
open System.Collections.Generic
open System.IO

let save (file: string) net =
    let named = Parameters.named net |> Seq.map KeyValuePair
    Serializers.SaveNpz(file, named)

let load (file: string) like =
    let saved = Serializers.LoadNpz file

    Parameters.names like
    |> Array.map (fun name -> saved[name])
    |> Parameters.rebuild like
(**
`load` には、同じ構造のネットワークを渡します。名前と、それぞれの値の置き場所は、そこから分かります。
*)
let file = Path.GetTempFileName()
save file best.Parameters
let loaded = load file start

for name in Serializers.LoadNpz(file).Keys do
    printf "%s  " name

let same = answers loaded = answers best.Parameters
printfn "\nthe same answers: %b" same
(*** include-output ***)
(**
あとで学習を再開するには、オプティマイザの状態も保存します。これもテンソルを持つレコードです。ただし、ステップ数はテンソルではないので、テンソルにして書き込みます。
*)
let t = Tensor.scalar Int32
let half = run[999]
save file (half.Parameters, half.State, t (int half.State.t))

let net, saved, count =
    load file (start, adam.Init start, t 0)

File.Delete file
let state = { saved with t = Count.ofInt (int (count.ToScalar())) }

let rest = Seq.init 1_000 (fun i -> batch (1_000 + i))
let resumed, _ = rest |> Training.fold adam loss (net, state)

let unbroken = answers resumed = answers last.Parameters
printfn "as if never interrupted: %b" unbroken
(*** include-output ***)
(**
結果はビット単位で一致します。各ステップのバッチはそのステップの鍵だけで決まり、計算に使うものはすべてファイルに入っているからです。

## C# では

C# の `Serializers.SaveNpz(file, model)` と `LoadNpz(file, model)` は、リンク全体、またはオプティマイザを受け取ります。名前の付け方も同じなので、一方の言語で書いたファイルを、もう一方の言語で読み込めます。読み込みのときは、名前と形をすべて確かめてから値を書き換えます。`CompiledStep.Update` はそのステップの損失を返すので、見守るにはそれで足ります。

---

[← 6. 中を見る](looking-inside.html) · [8. 手で行う逆伝播 →](backpropagation-by-hand.html)
*)

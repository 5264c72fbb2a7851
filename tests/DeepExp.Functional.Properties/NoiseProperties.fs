/// Noise has the distribution that its formula says.
module DeepExp.Functional.Properties.NoiseProperties

open Xunit
open DeepExp
open DeepExp.Functional

let private share (marks: bool[]) =
    float (marks |> Array.filter id |> Array.length) / float marks.Length

[<Fact>]
let ``a cold Gumbel softmax draws each category as often as its probability`` () =
    let probabilities = [| 0.2; 0.3; 0.5 |]
    let n = 40000

    let logPi =
        Tensor.float64 [| 1; 3 |] (Array.map log probabilities)
        |> Tensor.broadcastTo [| n; 3 |]

    let drawn =
        (Noise.gumbelSoftmax 0.01 1 (Key.ofSeed 5) logPi |> Tensor.argMax 1).ToArray<int>()

    probabilities
    |> Array.iteri (fun category p -> Assert.Equal(p, share (Array.map ((=) category) drawn), 0.01))

[<Fact>]
let ``zoneout keeps elements of c and of h independently`` () =
    let layer = Lstm.init Float64 1 2000 (Key.ofSeed 1)
    let before = Tensor.full Float64 [| 1; 2000 |] 7.0

    let c, h =
        Lstm.zoneout 0.5 0.5 (Key.ofSeed 2) layer (Some before) (Some before) (Tensor.ones Float64 [| 1; 1 |])

    let kept (x: Tensor) =
        x.ToArray<float>() |> Array.map ((=) 7.0)

    Assert.Equal(0.5, share (kept c), 0.05)
    Assert.Equal(0.5, share (kept h), 0.05)
    Assert.Equal(0.25, share (Array.map2 (&&) (kept c) (kept h)), 0.05)

[<Fact>]
let ``noise on gradients decays as (1 + t)^-0.55`` () =
    let x = Tensor.zeros Float64 [| 100000 |]
    let noise = Hooks.exponentialDecayNoise 0.3 (Count.ofInt 1000) (Key.ofSeed 3) x
    let variance = (Tensor.mean (noise * noise)).ToScalar()
    Assert.Equal(1.0, variance / (0.3 / 1001.0 ** 0.55), 0.02)

[<Fact>]
let ``a key gives the same random slopes in either type`` () =
    let slopes dtype =
        (Activation.rreluSlopes true 0.125 0.25 (Key.ofSeed 4) dtype [| 50 |]).ToArray<float32>()

    Assert.Equal<float32>(slopes Float32, slopes Float64)

[<Fact>]
let ``between layers, and nowhere else, each element is dropped by itself`` () =
    let ratio, width = 0.2, 2
    let unit = Tensor.float64 [| width; width |] [| 1.0; 0.0; 0.0; 1.0 |]
    let nothing = Tensor.zeros Float64 [| width |]
    let x = Tensor.ones Float64 [| 5000; width |]
    // Three layers that let pass what is positive: what arrives went through two masks.
    let layers by = List.replicate 3 [ by; by ]
    let weights = List.replicate 3 [ unit; Tensor.zerosLike unit ]
    let hx = Tensor.zeros Float64 [| 3; 5000; width |]

    let _, ys =
        NStep.nStepRnn RnnActivation.ReLU 3 (Some(ratio, Key.ofSeed 6)) weights (layers nothing) hx [ x ]

    let y = ys.Head.ToArray<float>()
    Assert.Equal((1.0 - ratio) ** 2.0, share (Array.map ((<>) 0.0) y), 0.02)
    Assert.Equal(1.0 / (1.0 - ratio) ** 2.0, Array.max y, 12)

[<Fact>]
let ``weights are dropped for each sample anew, or for the batch at once`` () =
    let rows batchwise =
        Noise.simplifiedDropconnect
            0.25
            batchwise
            (Key.ofSeed 7)
            (Tensor.ones Float64 [| 40; 1 |])
            None
            (Tensor.ones Float64 [| 100; 1 |])
        |> fun y -> y.ToArray<float>() |> Array.chunkBySize 40

    let kept (rows: float[][]) =
        rows |> Array.concat |> Array.map ((<>) 0.0) |> share

    let apart, together = rows true, rows false
    Assert.Equal(100, (Array.distinct apart).Length)
    Assert.Equal(0.75, kept apart, 0.05)
    Assert.Equal(1, (Array.distinct together).Length)

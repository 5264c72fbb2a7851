/// Schedules against their formulas, and optimizers that follow them.
module DeepExp.Functional.Properties.ScheduleProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators
open DeepExp.Functional.Properties.OptimizerProperties

let private rate = between 0.001 1.0
let private count = Gen.choose (1, 50)
let private steps = [ 0..120 ]

let private follows (expected: int -> float) (schedule: int -> float) =
    for step in steps do
        near 1e-12 1.0 (expected step) (schedule step)

[<Property>]
let ``constant stays`` () =
    forAll nonZero (fun c -> follows (fun _ -> c) (Schedules.constant c))

[<Property>]
let ``exponential multiplies by its rate each step`` () =
    forAll (Gen.zip rate (between 0.5 1.0)) (fun (start, r) ->
        let schedule = Schedules.exponential start r
        Assert.Equal(start, schedule 0)

        for step in steps do
            near 1e-12 start (r * schedule step) (schedule (step + 1)))

[<Property>]
let ``step multiplies by its factor after each interval`` () =
    forAll (Gen.zip3 rate (between 0.1 1.0) count) (fun (start, factor, interval) ->
        follows (fun step -> start * (factor ** float (step / interval))) (Schedules.step start factor interval)
        let schedule = Schedules.step start factor interval
        Assert.Equal(start, schedule (interval - 1))
        near 1e-14 1.0 (start * factor) (schedule interval))

[<Fact>]
let ``multiStep multiplies at its milestones`` () =
    let schedule = Schedules.multiStep 1.0 0.1 [ 2; 5; 5 ]

    for step, expected in [ 0, 1.0; 1, 1.0; 2, 0.1; 4, 0.1; 5, 1e-3; 100, 1e-3 ] do
        near 1e-15 1.0 expected (schedule step)

    Assert.Equal(3.0, Schedules.multiStep 3.0 0.1 [] 1000)

[<Property>]
let ``linear goes in equal steps, then stays`` () =
    forAll (Gen.zip3 rate rate count) (fun (start, stop, n) ->
        let schedule = Schedules.linear start stop n
        Assert.Equal(start, schedule 0)

        for step in 0 .. n - 1 do
            near 1e-12 1.0 ((stop - start) / float n) (schedule (step + 1) - schedule step)

        for step in [ n; n + 1; 10 * n ] do
            near 1e-15 1.0 stop (schedule step))

[<Property>]
let ``inverse is start / (1 + γ step)^power`` () =
    forAll (Gen.zip3 rate rate (between 0.5 2.0)) (fun (start, gamma, power) ->
        follows (fun step -> start / (1.0 + gamma * float step) ** power) (Schedules.inverse start gamma power))

[<Property>]
let ``polynomial falls to 0`` () =
    forAll (Gen.zip3 rate (between 0.5 2.0) count) (fun (start, power, n) ->
        let part step = float (max 0 (n - step)) / float n
        follows (fun step -> start * part step ** power) (Schedules.polynomial start power n))

[<Property>]
let ``cosine begins at start, ends at stop, and is half way in the middle`` () =
    forAll (Gen.zip3 rate rate count) (fun (start, stop, n) ->
        let schedule = Schedules.cosine start stop (2 * n)
        near 1e-15 1.0 start (schedule 0)
        near 1e-14 1.0 ((start + stop) / 2.0) (schedule n)
        near 1e-15 1.0 stop (schedule (2 * n))
        near 1e-15 1.0 stop (schedule (3 * n))
        // Symmetric about the middle.
        for step in 0..n do
            near 1e-13 1.0 (start + stop) (schedule step + schedule (2 * n - step)))

[<Property>]
let ``warmUp rises to where the next schedule begins`` () =
    forAll (Gen.zip3 rate rate count) (fun (start, lr, n) ->
        let next = Schedules.exponential lr 0.9
        let schedule = Schedules.warmUp start n next
        Assert.Equal(start, schedule 0)

        for step in 0 .. n - 1 do
            near 1e-12 1.0 (start + (lr - start) * float step / float n) (schedule step)

        for step in 0..20 do
            Assert.Equal(next step, schedule (n + step)))

[<Fact>]
let ``arguments that make no schedule are refused`` () =
    let refused name words (make: unit -> int -> float) =
        refuses ("Schedules." + name) words (fun () -> make ())

    for bad in [ nan; infinity ] do
        refused "Constant" [ "c"; string bad ] (fun () -> Schedules.constant bad)
        refused "Exponential" [ "start" ] (fun () -> Schedules.exponential bad 0.5)
        refused "Step" [ "factor" ] (fun () -> Schedules.step 1.0 bad 5)
        refused "MultiStep" [ "start" ] (fun () -> Schedules.multiStep bad 0.1 [ 1 ])
        refused "Linear" [ "stop" ] (fun () -> Schedules.linear 1.0 bad 5)
        refused "Inverse" [ "power" ] (fun () -> Schedules.inverse 1.0 1.0 bad)
        refused "Polynomial" [ "power" ] (fun () -> Schedules.polynomial 1.0 bad 5)
        refused "Cosine" [ "start" ] (fun () -> Schedules.cosine bad 1.0 5)
        refused "Linear" [ "start" ] (fun () -> Schedules.warmUp bad 5 (Schedules.constant 1.0))

    refused "Exponential" [ "rate is -1" ] (fun () -> Schedules.exponential 1.0 -1.0)
    refused "Step" [ "interval is 0" ] (fun () -> Schedules.step 1.0 0.5 0)
    refused "MultiStep" [ "5, 2"; "ascending" ] (fun () -> Schedules.multiStep 1.0 0.5 [ 5; 2 ])
    refused "Linear" [ "steps is 0" ] (fun () -> Schedules.linear 1.0 0.5 0)
    refused "Inverse" [ "gamma is -1" ] (fun () -> Schedules.inverse 1.0 -1.0 1.0)
    refused "Polynomial" [ "steps is -1" ] (fun () -> Schedules.polynomial 1.0 1.0 -1)
    refused "Cosine" [ "steps is 0" ] (fun () -> Schedules.cosine 1.0 0.0 0)

[<Property>]
let ``a scheduled optimizer takes each step with the value of its turn`` () =
    forAll (run 6) (fun run ->
        let schedule = Schedules.exponential 0.5 0.7
        let make lr = MomentumSgd.create lr 0.9
        let optimizer = Optimizer.scheduled schedule make

        let byHand (p, state, step) g =
            let p, state = (make (0.5 * 0.7 ** float step)).Update state p g
            p, state, step + 1

        let expected, state, _ =
            run.Gradients |> List.fold byHand (run.Start, (make 0.5).Init run.Start, 0)

        let p, state' = last optimizer run.Start run.Gradients
        sameTreeBits expected p
        sameTreeBits state.v state'.inner.v
        Assert.Equal(6, int state'.step))

[<Property>]
let ``any hyperparameter of any optimizer follows a schedule, and a constant one changes nothing`` () =
    forAll (run 4) (fun run ->
        let beta1 b =
            Adam.create { Adam.defaults with beta1 = b }

        let plain, _ = last (beta1 0.8) run.Start run.Gradients

        let constant, _ =
            last (Optimizer.scheduled (Schedules.constant 0.8) beta1) run.Start run.Gradients

        sameTreeBits plain constant

        let moving, _ =
            last (Optimizer.scheduled (Schedules.linear 0.8 0.0 4) beta1) run.Start run.Gradients

        if (Parameters.leaves run.Start |> Array.exists (fun p -> p.Size > 0)) then
            Assert.False((treeBits plain = treeBits moving)))

// Loss scaling

[<Fact>]
let ``a dynamic scale doubles, halves where gradients overflow, and then doubles in an interval`` () =
    let mutable scale = LossScale.dynamic 4

    let next finite =
        scale <- LossScale.next finite scale
        scale.scale

    Assert.Equal<float>([ 2.0; 4.0; 8.0 ], [ next true; next true; next true ])
    Assert.Equal(4.0, next false)

    for step in 1..8 do
        near 1e-12 16.0 (4.0 * 2.0 ** (float step / 4.0)) (next true)

    for _ in 1..10 do
        next false |> ignore

    Assert.Equal(1.0, scale.scale)

    let grown =
        Seq.init 100 (fun _ -> true)
        |> Seq.fold (fun s f -> LossScale.next f s) (LossScale.dynamic 1)

    Assert.Equal(65504.0, grown.scale)
    let fixedScale = LossScale.fixedAt 128.0
    Assert.Equal(128.0, (LossScale.next false fixedScale |> LossScale.next true).scale)

[<Fact>]
let ``scales that make no sense are refused`` () =
    for bad in [ 0.0; -1.0; nan; infinity ] do
        refuses "LossScaling" [ "scale"; string bad ] (fun () -> LossScale.fixedAt bad)

    refuses "LossScaling" [ "interval is 0" ] (fun () -> LossScale.dynamic 0)

[<Property>]
let ``a step with a scaled loss is the step, and is left out where gradients overflow`` () =
    forAll (Gen.zip (tensor unit [| 3 |]) (tensor unit [| 3 |])) (fun (p, x) ->
        let sgd: Optimizer<DeepExp.Tensor, _> = Sgd.create 0.1
        let loss p x = Tensor.dot (p * p) x
        let value, (q, _) = Training.step sgd loss (p, sgd.Init p) x

        // A power of two scales without rounding.
        let value', (q', state, scale) =
            LossScale.step sgd loss (p, sgd.Init p, LossScale.fixedAt 1024.0) x

        sameBits value value'
        sameBits q q'
        Assert.Equal(1, int state.t)
        Assert.Equal(1024.0, scale.scale)

        let _, (q', state, scale) =
            LossScale.step
                sgd
                loss
                (p,
                 sgd.Init p,
                 { LossScale.dynamic 10 with
                     scale = 8.0
                 })
                (x / 0.0)

        sameBits p q'
        Assert.Equal(0, int state.t)
        Assert.Equal(4.0, scale.scale)
        Assert.True scale.overflowed)

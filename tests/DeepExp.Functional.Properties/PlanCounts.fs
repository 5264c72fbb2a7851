/// Counts and keys are others in each step of a plan, and nothing else depends on them.
module DeepExp.Functional.Properties.PlanCounts

open System
open System.Threading.Tasks
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private sgd = Sgd.create 0.1
let private two = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]
let private product (p: Tensor) (x: Tensor) = Tensor.sum (p * x)
let private begun: FsCheck.Gen<int> = Gen.choose (0, 2000)

let private batches n =
    List.init n (fun i -> Tensor.float64 [| 2 |] [| float i; 1.0 - float i |])

let private programs (plan: Plan<'P, 'S, 'Batch>) =
    (string plan).Split("plan for").Length - 1

/// What may be asked of the count of a step.
let private looks: (Count -> int) list =
    [
        int
        _.Value
        hash
        fun t -> if t = Count.ofInt 7 then 1 else 0
        fun t -> if (t :> IEquatable<Count>).Equals Count.zero then 1 else 0
        fun t -> compare t (Count.ofInt 7)
        fun t -> (t :> IComparable<Count>).CompareTo Count.zero
        fun t -> max t (Count.ofInt 7) |> int
        fun t -> (string t).Length
        fun t -> $"{t}".Length
        fun t -> hash { t = t }
        fun t -> if { t = t } = { t = Count.zero } then 1 else 0
    ]

[<Property>]
let ``a step that looks at its count is refused, whatever it looks for`` () =
    let looking =
        gen {
            let! look = Gen.elements looks
            let! n = Gen.choose (1, 1000)
            let! rest = Gen.choose (0, n - 1)
            let! single = begun
            let! first = begun
            let! isOnce = Gen.elements [ false; true ]

            let does t =
                if isOnce then t = single else t % n = rest

            return look >> does, first
        }

    forAll looking (fun (does, first) ->
        let refused (update: SgdState -> Tensor -> Tensor -> Tensor * SgdState) =
            let plan = Plan.compile (Training.step { sgd with Update = update } product)

            refuses "Count" [ "looked at"; "Count.toTensor" ] (fun () ->
                Plan.step plan (two, { t = Count.ofInt first }) two)

        refused (fun s p g -> sgd.Update s p (if does s.t then 2.0 * g else g))

        refused (fun s p g ->
            let p, s = sgd.Update s p g
            (if does s.t then 0.5 * p else p), s))

[<Property>]
let ``outside of plans a count is its number`` () =
    forAll (Gen.zip begun (Gen.oneof [ begun; Gen.choose (0, 2) ])) (fun (a, b) ->
        let t, u = Count.ofInt a, Count.ofInt b
        Assert.Equal(a, int t)
        Assert.Equal(a + 1, (Count.next t).Value)
        Assert.Equal((a = b, compare a b, hash a = hash b), ((t = u), compare t u, (hash t = hash u)))
        Assert.Equal((a = b), t.Equals(box u))
        Assert.False(t.Equals(box a))
        Assert.Equal(string a, string t)
        Assert.Equal(float a, (Count.toTensor Float64 t).ToScalar())
        sameBits (Tensor.int32 [||] [| a |]) (Count.toTensor Int32 t)
        sameBits (Tensor.float32 [||] [| float32 a |]) (Count.toTensor Float32 t))

[<Fact>]
let ``steps are counted from 0`` () =
    Assert.Equal(Count.zero, Count.ofInt 0)
    refuses "Count.ofInt" [ "-1"; "from 0" ] (fun () -> Count.ofInt -1)

type private Means = { t: Count; m: Tensor; v: Tensor }

/// Adam as it is written by hand.
let private byHand dtype : Optimizer<Tensor, Means> =
    {
        Init =
            fun p ->
                {
                    t = Count.zero
                    m = Tensor.zerosLike p
                    v = Tensor.zerosLike p
                }
        Update =
            fun s p g ->
                let t = Count.next s.t
                let m, v = 0.9 * s.m + 0.1 * g, 0.99 * s.v + 0.01 * g * g

                let corrected (beta: float) (x: Tensor) =
                    x / (1.0 - Elementary.powOf beta (Count.toTensor dtype t))

                p - 0.1 * corrected 0.9 m / (Tensor.sqrt (corrected 0.99 v) + 1e-8), { t = t; m = m; v = v }
    }

[<Property>]
let ``what is computed with a count is that of each step, in any order`` () =
    let problem =
        Gen.zip3 (Gen.elements [ Float32; Float64 ]) (Gen.listOf begun) (Gen.choose (0, 12))

    forAll problem (fun (dtype, counts, n) ->
        let optimizer = byHand dtype
        let step = Training.step optimizer product
        let plan = Plan.compile step
        let batches = batches n |> List.map (Tensor.cast dtype)
        let p = Tensor.cast dtype two

        let check start =
            let p, s = Training.fold optimizer product start batches
            let p', s' = Plan.fold plan start batches
            sameTreeBits (p, s) (p', s')
            Assert.Equal(s.t, s'.t)

        // As from files, each of them twice.
        for t in 0 :: counts @ counts do
            check (
                p,
                { optimizer.Init p with
                    t = Count.ofInt t
                }
            )

        Assert.Equal(min n 1, programs plan))

[<Property>]
let ``counts may go on, stay, change places or begin again`` () =
    let four = Gen.zip (Gen.zip begun begun) (Gen.zip begun begun)

    forAll (Gen.zip four (Gen.choose (0, 9))) (fun (((a, b), (c, d)), n) ->
        let step (p, counts: Count list) x =
            let t, u, v, w = counts[0], counts[1], counts[2], counts[3]
            let sum = counts |> List.map (Count.toTensor Float64) |> List.reduce (+)
            let p, _ = sgd.Update { t = v } p (sum * x)
            sum, (p, [ Count.next (Count.next u); t; Count.zero; w ])

        let start = two, List.map Count.ofInt [ a; b; c; d ]
        let batches = batches n
        let p, counts = batches |> List.fold (fun at x -> snd (step at x)) start
        let p', counts' = Plan.fold (Plan.compile step) start batches
        sameBits p p'
        Assert.Equal<Count>(counts, counts'))

[<Property>]
let ``a batch may bring a count`` () =
    forAll (Gen.listOf begun) (fun counts ->
        let loss p (x, t) = product p x * Count.toTensor Float64 t

        let plan = Plan.compile (Training.step sgd loss)
        let start = two, sgd.Init two
        let batches = counts |> List.map (fun t -> two, Count.ofInt t)
        sameTreeBits (Training.fold sgd loss start batches) (Plan.fold plan start batches)
        Assert.True(programs plan <= 1))

[<Property>]
let ``a state may hold a key that goes on`` () =
    forAll (Gen.zip (Gen.choose (0, 1000)) (Gen.choose (0, 9))) (fun (seed, n) ->
        let step (p, (key, t: Count)) x =
            let drawn = Key.normal Float64 [| 2 |] (Key.at 1 key)
            let noise = Hooks.exponentialDecayNoise 0.1 t (Key.at 3 key) p
            product p (x * drawn), (p - 0.1 * drawn + noise, (Key.at 2 key, Count.next t))

        let start = two, (Key.ofSeed seed, Count.ofInt seed)
        let p, carried = batches n |> List.fold (fun at x -> snd (step at x)) start
        let p', carried' = Plan.fold (Plan.compile step) start (batches n)
        sameBits p p'
        Assert.Equal(carried, carried'))

[<Fact>]
let ``a step that compares its keys is refused`` () =
    let refused (does: Key -> Key -> bool) =
        let loss p (a, b) =
            (if does a b then 2.0 else 1.0) * product p (Key.normal Float64 [| 2 |] a)

        let plan = Plan.compile (Training.step sgd loss)

        refuses "Key" [ "compared"; "with the batch" ] (fun () ->
            Plan.step plan (two, sgd.Init two) (Key.ofSeed 1, Key.ofSeed 1))

    refused (=)
    refused (fun a b -> Key.at 3 a <> b)
    refused (fun a _ -> Key.ofSeed 1 = a)
    refused (fun a b -> (a :> IEquatable<Key>).Equals b)
    refused (fun a b -> compare a b = 0)
    refused (fun a b -> (a :> IComparable<Key>).CompareTo b = 0)
    refused (fun a b -> hash a = hash b)
    refused (fun a b -> Set.ofList [ a; b ] |> Set.count = 1)

[<Property>]
let ``outside of plans a key is its bits`` () =
    forAll (Gen.zip (Gen.choose (0, 3)) (Gen.choose (0, 3))) (fun (a, b) ->
        let a', b' = Key.ofSeed a, Key.ofSeed b
        Assert.Equal((a = b, a = b), ((a' = b'), (hash a' = hash b')))
        Assert.Equal(compare a'.Bits b'.Bits, compare a' b'))

[<Property>]
let ``numbers that change are refused, and those that stay are told apart`` () =
    let optimizer (next: 'N -> 'N) : Optimizer<Tensor, SgdState * 'N> =
        {
            Init = fun _ -> failwith "unused"
            Update =
                fun (s, n) p g ->
                    let p, s = sgd.Update s p (float (hash n % 9) * g)
                    p, (s, next n)
        }

    let refused (next: 'N -> 'N) (n: 'N) =
        let plan = Plan.compile (Training.step (optimizer next) product)
        refuses "Plan" [ "no tensor"; "let a Count count" ] (fun () -> Plan.step plan (two, (sgd.Init two, n)) two)

    forAll (Gen.zip begun (Gen.listOf (Gen.choose (0, 9)))) (fun (n, ns) ->
        refused ((+) 1) n
        refused ((+) 2) n
        refused ((+) 0.5) (float n)
        refused (Option.map ((+) 1)) (Some n)
        refused (List.map ((+) 1)) [ n ]
        refused (Array.map ((+) 1)) [| n |]
        let optimizer = optimizer id
        let plan = Plan.compile (Training.step optimizer product)

        for n in ns do
            let start = two, (sgd.Init two, n)
            let p, s = Training.fold optimizer product start (batches 3)
            let p', s' = Plan.fold plan start (batches 3)
            sameBits p p'
            Assert.Equal(s, s'))

[<Fact>]
let ``keys and counts of a step are used in it, and on its thread`` () =
    let elsewhere (f: unit -> 'T) : 'T =
        Task.Factory.StartNew(f, TaskCreationOptions.LongRunning).GetAwaiter().GetResult()

    let refused operation (loss: Tensor -> Key * Count -> Tensor) =
        let plan = Plan.compile (Training.step sgd loss)
        refuses operation [] (fun () -> Plan.step plan (two, sgd.Init two) (Key.ofSeed 1, Count.zero))

    let draw key () = Key.normal Float64 [| 2 |] key
    let number t () = Count.toTensor Float64 t
    let update t () = fst (sgd.Update { t = t } two two)
    refused "Key.normal" (fun p (key, _) -> product p (elsewhere (draw key)))
    refused "Count.toTensor" (fun p (_, t) -> product p (elsewhere (number t)))
    refused "SGD" (fun p (_, t) -> product p (elsewhere (update t)))

    refused "Count" (fun p (_, t) ->
        if elsewhere (fun () -> int t) > 3 then
            Tensor.sum p
        else
            product p p)

    let mutable kept = Key.ofSeed 1, Count.zero

    let keeping p (key, t) =
        kept <- key, t
        product p (draw key ())

    let batch = Key.ofSeed 1, Count.zero

    Plan.step (Plan.compile (Training.step sgd keeping)) (two, sgd.Init two) batch
    |> ignore

    let key, t = kept
    refuses "Key.normal" [ "a later step" ] (draw key)
    refuses "Count.toTensor" [ "a later step" ] (number t)
    refuses "SGD" [ "a later step" ] (update t)
    refuses "Count" [] (fun () -> int t)

[<Fact>]
let ``an update of constants by its count is that of each step`` () =
    let adam = Adam.create Adam.defaults

    let step (p, t) x =
        let rate, _ = adam.Update { adam.Init two with t = t } two two
        product p x, (p - rate * x, Count.next t)

    let start = two, Count.zero
    let p, _ = batches 5 |> List.fold (fun at x -> snd (step at x)) start
    sameBits p (fst (Plan.fold (Plan.compile step) start (batches 5)))

[<Fact>]
let ``a step is recorded twice`` () =
    let mutable taken = 0

    let step at x =
        taken <- taken + 1
        Training.step (Adam.create Adam.defaults) product at x

    let start = two, (Adam.create Adam.defaults).Init two
    Plan.fold (Plan.compile step) start (batches 9) |> ignore
    Assert.Equal(2, taken)

[<Fact>]
let ``a step that counts on otherwise each time is refused`` () =
    let mutable taken = 0

    let step (p, t) x =
        taken <- taken + 1
        product p x, (p, (if taken = 1 then Count.next t else t))

    refuses "Plan" [ "not the same twice"; "count on" ] (fun () -> Plan.step (Plan.compile step) (two, Count.zero) two)
    taken <- 0

    let step (p, t) x =
        taken <- taken + 1
        product p x * Count.toTensor Float64 (if taken = 1 then Count.next t else t), (p, t)

    refuses "Plan" [ "not the same twice"; "another key or count" ] (fun () ->
        Plan.step (Plan.compile step) (two, Count.zero) two)

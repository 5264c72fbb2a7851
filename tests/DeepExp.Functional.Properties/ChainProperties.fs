/// Functions of each element that a plan computes tile by tile give the bits that they give one after the other.
module DeepExp.Functional.Properties.ChainProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

/// Lengths around those of tiles.
let private lengths =
    let tile = Tile.Longest
    Gen.elements [ 1; 2; 7; tile - 1; tile; tile + 1; 5 * tile + 3 ]

let private other dtype =
    if dtype = Float32 then Float64 else Float32

/// The kinds of works, of any of the values so far; what is no function of each element parts the chains.
let private works: (int -> DType -> Tensor -> Tensor -> Tensor -> Tensor) list =
    [
        fun _ _ a _ _ -> Tensor.tanh a
        fun _ _ a _ _ -> 0.7 * a
        fun _ _ a _ _ -> Tensor.clip -0.5 0.8 a
        fun _ _ a b _ -> a + b
        fun _ _ a b _ -> a - b
        fun _ _ a b _ -> a * Tensor.tanh b
        fun _ _ a b _ -> Tensor.rectify 0.1 a b
        fun _ _ a b c ->
            if a.Shape = b.Shape && b.Shape = c.Shape then
                Tensor.where a b c
            else
                a + b + c
        fun _ dtype a _ _ -> Tensor.cast dtype (Tensor.cast (other dtype) a)
        fun n _ a _ _ ->
            if a.Shape = [||] then
                Tensor.broadcastTo [| n |] a
            else
                Tensor.reshape [| n |] (Tensor.sin (Tensor.reshape [| 1; n |] a))
        fun _ _ a _ _ -> Tensor.tanh (Tensor.sum a)
        fun n _ a b _ ->
            if a.Shape = [| n |] && b.Shape = [| n |] then
                let sgd = Sgd.create 0.1
                fst (sgd.Update (sgd.Init a) a b)
            else
                a
    ]

type private Graph =
    {
        Length: int
        DType: DType
        /// A kind, and the places of what it reads among the values so far, counted from the end.
        Works: (int * int * int * int) list
        /// The places of the results, which are the next of what is given.
        Results: int * int
        Seed: int
    }

let private graph =
    gen {
        let! length = lengths
        let! dtype = Gen.elements [ Float32; Float64 ]
        let place = Gen.choose (0, 5)

        let! works =
            Gen.listOf (Gen.zip (Gen.choose (0, works.Length - 1)) (Gen.zip3 place place place))

        let! results = Gen.zip place place
        let! seed = Gen.choose (0, 1000)

        return
            {
                Length = length
                DType = dtype
                Works = works |> List.map (fun (kind, (a, b, c)) -> kind, a, b, c)
                Results = results
                Seed = seed
            }
    }

/// What the graph computes of two rows and a number: the next ones.
let private step graph (constant: Tensor) (given: Tensor list) =
    let n = graph.Length

    let values =
        graph.Works
        |> List.fold
            (fun (values: Tensor list) (kind, a, b, c) ->
                let at i = values[i % values.Length]
                works[kind] n graph.DType (at a) (at b) (at c) :: values)
            (constant :: given)

    let rows = values |> List.filter (fun x -> x.Shape = [| n |])
    let at i = rows[i % rows.Length]

    [
        at (fst graph.Results)
        at (snd graph.Results)
        0.5 * Tensor.tanh (Tensor.sum values.Head)
    ]

[<Property(MaxTest = 300)>]
let ``a plan of chains gives the bits of its works`` () =
    forAll graph (fun graph ->
        let keys = Key.split 4 (Key.ofSeed graph.Seed)
        let constant = Key.uniform graph.DType [| graph.Length |] keys[0]

        let start =
            [
                Key.normal graph.DType [| graph.Length |] keys[1]
                Key.normal graph.DType [| graph.Length |] keys[2]
                Key.normal graph.DType [||] keys[3]
            ]

        let given = start |> List.map (fun x -> Program.CopyOf x.Value) |> Array.ofList
        let recorder = Recorder()
        Seq.iter recorder.Follow given

        let next =
            Recording.by recorder (fun () -> step graph constant (given |> Array.map Tensor |> List.ofArray))

        let results = next |> List.map _.Value |> Array.ofList

        let tape =
            Tape.live
                {
                    Given = given
                    Works = recorder.Works
                    Results = results
                    Before = [||]
                }

        let program = Program(tape, Array.zip results given, 2)
        let mutable expected = start

        for _ in 0..2 do
            expected <- step graph constant expected
            program.Run()
            sameTreeBits expected (given |> Array.map Tensor |> List.ofArray))

[<Fact>]
let ``a plan shows its chains`` () =
    let plan =
        Plan.compile (fun (p: Tensor, ()) (x: Tensor) -> Tensor.sum x, (0.5 * Tensor.tanh (p * x), ()))

    let p = Tensor.ones Float32 [| Chain.Shortest |]
    Plan.step plan (p, ()) p |> ignore
    Assert.Contains("<- Chain: Multiply, Tanh, Scale(", string plan)

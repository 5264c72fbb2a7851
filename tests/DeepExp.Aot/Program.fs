/// A program that uses both faces of the library, compiled ahead of time or not: it prints the same.
module DeepExp.Aot.Program

open System
open System.Collections.Generic
open System.IO
open DeepExp
open DeepExp.Functional

/// Prints without F#'s printf, which reads types by reflection.
let say (what: string) (numbers: double seq) =
    let numbers = numbers |> Seq.map _.ToString("R")
    Console.WriteLine(what + ": " + String.Join(" ", numbers))

let elements (x: Tensor) =
    List.init x.Size (fun i -> float ((Tensor.reshape [| -1 |] x)[i]))

// The C# face: a net is trained, saved, loaded, copied and asked.

type Net() as this =
    inherit Chain()

    let l1 = this.AddLink("l1", Links.Linear(1, 16))
    let l2 = this.AddLink("l2", Links.Linear(16, 1))
    let both = List [ l1; l2 ]
    let named = Dictionary(dict [ "l1", l1; "l2", l2 ])
    let sizes = List [ 1; 16; 1 ]

    member _.Forward(x: Variable) =
        named["l2"].Forward(Functions.LeakyRelu(both[0].Forward x))

    member _.Sizes = sizes

let face folder =
    Rng.Seed 0
    let net = Net()
    let optimizer = Adam(amsgrad = true)
    optimizer.Setup net |> ignore

    for _ in 1..30 do
        let x = Variable.op_Implicit (Rng.Uniform(20, 1))
        net.ZeroGrads()
        Functions.MeanSquaredError(net.Forward x, Functions.Exp x).Backward()
        optimizer.Update()

    let loss =
        Func<Variable, Variable>(fun x -> Functions.MeanSquaredError(net.Forward x, Functions.Exp x))

    let step = CompiledStep(net, optimizer, loss)

    for _ in 1..30 do
        step.Update(Variable.op_Implicit (Rng.Uniform(20, 1))) |> ignore

    Console.WriteLine step
    let model, state = Path.Combine(folder, "net.npz"), Path.Combine(folder, "adam.npz")
    Serializers.SaveNpz(model, net)
    Serializers.SaveNpz(state, optimizer)
    let loaded = Net()
    let resumed = Adam(amsgrad = true)
    resumed.Setup loaded |> ignore
    Serializers.LoadNpz(model, loaded)
    Serializers.LoadNpz(state, resumed)
    let x: Variable = Variable.op_Implicit (Tensor.float32 [| 2; 1 |] [| 0.2f; 0.8f |])
    let row = Sequential()
    row.Append(loaded.Copy CopyMode.Copy)
    row.Append(Func<_, _> Functions.Exp)

    say
        "face"
        [
            yield! elements (net.Forward x).Data
            yield! elements (row.Forward x).Data
            float loaded.Sizes[1]
        ]

    try
        net.Forward(Variable.op_Implicit (Tensor.zeros Float32 [| 2; 3 |])) |> ignore
    with :? DeepExpException as error ->
        Console.WriteLine error.Message

// The F# core: training is a fold over records, and parameters may be any F# data.

type Net2 = { l1: Linear; l2: Linear }

let fold () =
    let keys = Key.split 3 (Key.ofSeed 0)

    let net =
        {
            l1 = Linear.init Float32 1 16 keys[0]
            l2 = Linear.init Float32 16 1 keys[1]
        }

    let predict net =
        Linear.forward net.l1 >> Activation.leakyRelu 0.2 >> Linear.forward net.l2

    let loss net (x, t) =
        predict net x |> Loss.meanSquaredError t

    let batch step =
        let x = Key.at step keys[2] |> Key.uniform Float32 [| 20; 1 |]
        x, Tensor.exp x

    let adam = Adam.create Adam.defaults

    let batches = Seq.map batch [ 0..29 ]
    let compiled, _ = Training.foldCompiled adam loss (net, adam.Init net) batches
    let net, state = Training.fold adam loss (net, adam.Init net) batches

    say
        "fold"
        [
            yield! elements (predict net (Tensor.float32 [| 1; 1 |] [| 0.2f |]))
            yield! elements (predict compiled (Tensor.float32 [| 1; 1 |] [| 0.2f |]))
            float (int state.t)
        ]

    Console.WriteLine(String.Join(" ", Parameters.names state))

type Part =
    | Nothing
    | One of Tensor
    | Two of W: Tensor * b: Tensor

[<Struct>]
type Pair = { first: Tensor; second: Tensor }

type All =
    {
        list: Linear list
        array: Tensor[]
        map: Map<string, Part>
        some: Tensor option
        none: Tensor option
        tuple: Tensor * (Tensor * int)
        eight: Tensor * int * int * int * int * int * int * Tensor
        pair: Pair
        parts: Part[]
        slope: float
        f: Tensor -> Tensor
    }

let data () =
    let x i = Tensor.full Float32 [| 1 |] (float i)

    let all =
        {
            list = [ { W = x 0; b = Some(x 1) }; { W = x 2; b = None } ]
            array = [| x 4; x 5 |]
            map = Map [ "a", One(x 6); "b", Two(x 7, x 8) ]
            some = Some(x 9)
            none = None
            tuple = x 10, (x 11, 3)
            eight = x 12, 1, 2, 3, 4, 5, 6, x 13
            pair = { first = x 14; second = x 15 }
            parts = [| Nothing; One(x 16) |]
            slope = 0.5
            f = Tensor.exp
        }

    Console.WriteLine(String.Join(" ", Parameters.names all))
    let doubled = Parameters.map (fun x -> x + x) all
    say "data" (Parameters.leaves doubled |> Seq.collect elements)

[<EntryPoint>]
let main arguments =
    face arguments[0]
    fold ()
    data ()
    0

namespace DeepExp.Functional

open System
open System.Collections.Generic
open DeepExp

/// <summary>
/// Functions of each element that follow each other become one work, which computes all of them tile by tile. What nobody else reads
/// lasts for a tile and stays in the cache, instead of going to memory and back.
/// </summary>
[<RequireQualifiedAccess>]
module internal Chain =

    /// Shorter rows stay in the cache as a whole.
    let Shortest = 16 * Tile.Longest

    let private lengthOf (value: Value) = value.Elements.Array.Length

    let private isLink shortest (work: Work) =
        let length = lengthOf work.Outputs[0]

        work.Tile.IsSome
        && length >= shortest
        && work.Inputs |> Array.forall (fun x -> lengthOf x = length || lengthOf x = 1)

    let private reads x (work: Work) =
        Array.exists (Fusion.isSame x) work.Inputs

    let private gives (works: Work seq) x =
        works |> Seq.exists (fun work -> Array.exists (Fusion.isSame x) work.Outputs)

    /// By its array, the number of the last of the works that reads or gives a value.
    let private lastOf (values: Work -> Value[]) (works: Work[]) =
        let last = Dictionary<Array, int>(HashIdentity.Reference)

        works
        |> Array.iteri (fun at work ->
            for value in values work do
                last[value.Elements.Array] <- at)

        last

    /// What computes the chain, from where each of its inputs and outputs lies.
    let private bind (works: Work[]) (lastRead: Dictionary<Array, int>) (outside: Value[]) (placed: Value[]) =
        let length = lengthOf works[0].Outputs[0]
        let threads = min Kernels.Threads.Count ((length + Tile.Longest - 1) / Tile.Longest)

        let operands = Dictionary<Array, Operand>(HashIdentity.Reference)

        for value, home in Array.zip outside placed do
            operands[value.Elements.Array] <-
                {
                    Elements = home.Elements
                    Lies = if lengthOf value = length then Each else One
                }

        let pool = Pool()

        let tiles =
            works
            |> Array.mapi (fun at work ->
                let operand (value: Value) = operands[value.Elements.Array]
                let xs = work.Inputs |> Array.map operand

                for x in work.Inputs |> Array.distinctBy _.Elements do
                    if (operand x).Lies.IsScratch && lastRead[x.Elements.Array] = at then
                        pool.Return (operand x).Elements

                for y in work.Outputs do
                    if not (operands.ContainsKey y.Elements.Array) then
                        operands[y.Elements.Array] <-
                            {
                                Elements = pool.Take y.Elements.DType (threads * Tile.Longest)
                                Lies = Scratch
                            }

                work.Tile.Value xs (Array.map operand work.Outputs))

        let tile =
            Action<int, int, int>(fun thread from length ->
                let tile =
                    {
                        Thread = thread
                        From = from
                        Length = length
                    }

                for run in tiles do
                    run tile)

        fun () ->
            // What a step needs is made here, where it may fail, and not by the threads.
            tile.Invoke(0, 0, 0)
            Kernels.Tiles.Run(length, works.Length, threads, tile)

    /// The names of works: in their order if they are few, else how many there are of each.
    let private names (works: Work[]) =
        if works.Length <= 12 then
            works |> Seq.map _.Name
        else
            works
            |> Seq.countBy _.Name
            |> Seq.map (fun (name, count) -> if count = 1 then name else text $"{count} {name}")
        |> String.concat ", "

    let private joined (isNeeded: Value -> bool) (works: Work[]) : Work =
        let lastRead, given = lastOf _.Inputs works, lastOf _.Outputs works

        let inputs =
            works
            |> Array.collect _.Inputs
            |> Array.filter (fun x -> not (given.ContainsKey x.Elements.Array))
            |> Array.distinctBy _.Elements

        let outputs = works |> Array.collect _.Outputs |> Array.filter isNeeded

        {
            Name = text $"Chain: {names works}"
            Op = ValueNone
            Inputs = inputs
            Outputs = outputs
            Bind = fun xs ys -> bind works lastRead (Array.append inputs outputs) (Array.append xs ys)
            InPlace =
                fun input output -> lastRead[inputs[input].Elements.Array] <= given[outputs[output].Elements.Array]
            Tile = ValueNone
            Joined = works
            Asks = []
            Rule = null
        }

    /// <summary>
    /// The works, those that form chains of at least so many elements joined. A chain stands where its last work stood; whoever else reads of it ends it, so that
    /// nothing which its later works read depends on it. Two works belong together where one reads what the other reads or gives.
    /// </summary>
    let formed shortest (results: Value[]) (works: Work[]) : Work[] =
        let readers = Fusion.readersOf works
        // The numbers of their works, the last first.
        let ended = ResizeArray<int list>()
        let mutable growing: int list list = []

        for at = 0 to works.Length - 1 do
            let work = works[at]
            let length = lengthOf work.Outputs[0]
            let worksOf chain = chain |> Seq.map (Array.get works)

            let meets chain =
                lengthOf works[List.head chain].Outputs[0] = length
                && work.Inputs
                   |> Array.exists (fun x ->
                       lengthOf x = length
                       && (gives (worksOf chain) x || Seq.exists (reads x) (worksOf chain)))

            let met, others =
                if isLink shortest work then
                    List.partition meets growing
                else
                    [], growing

            let over, others =
                others
                |> List.partition (fun chain -> Array.exists (gives (worksOf chain)) work.Inputs)

            ended.AddRange over
            let chain = at :: List.sortDescending (List.concat met)

            if isLink shortest work then
                growing <- chain :: others
            else
                ended.Add chain
                growing <- others

        ended.AddRange growing

        [|
            for chain in Seq.sortBy List.head ended do
                match chain with
                | [ at ] -> works[at]
                | _ ->
                    let links = chain |> List.rev |> List.map (Array.get works) |> Array.ofList

                    let isNeeded y =
                        Array.exists (Fusion.isSame y) results
                        || match readers.TryGetValue y.Elements.Array with
                           | true, all ->
                               all
                               |> Seq.exists (fun reader ->
                                   not (Array.exists (fun link -> obj.ReferenceEquals(link, reader)) links))
                           | _ -> false

                    joined isNeeded links
        |]

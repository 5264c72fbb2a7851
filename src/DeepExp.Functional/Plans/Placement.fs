namespace DeepExp.Functional

open System
open System.Collections.Generic
open DeepExp

/// <summary>
/// The works of a step in the order in which they run, and the array in which each of its values lies. Values are numbered: first
/// those that are given before the step, which keep arrays of their own, then what the works compute.
/// </summary>
type internal Placement =
    {
        Works: Work[]
        /// The number of a value, by the array in which it lay when it was recorded; constants have none.
        Numbers: Dictionary<Array, int>
        /// Where each value lies, by its number.
        Homes: Array[]
    }

    /// The value where it lies now.
    member this.Placed(value: Value) =
        match this.Numbers.TryGetValue value.Elements.Array with
        | true, number ->
            { value with
                Elements = value.Elements.In this.Homes[number]
            }
        | _ -> value

[<RequireQualifiedAccess>]
module internal Placement =

    let private number (given: Value[]) (works: Work[]) =
        let numbers = Dictionary<Array, int>(HashIdentity.Reference)

        for value in given do
            numbers.Add(value.Elements.Array, numbers.Count)

        for work in works do
            for value in work.Outputs do
                numbers.Add(value.Elements.Array, numbers.Count)

        numbers

    /// <summary>
    /// The works that lead to the results, placed: what is read for the last time lends its array to the next value of its size. Of
    /// the results some become given values of the next step; <c>successors</c> says which, and they are computed in their place
    /// where nobody reads it any more.
    /// </summary>
    let place shortestChain (given: Value[]) (results: Value[]) (successors: (Value * Value)[]) (works: Work[]) =
        let works =
            works
            |> Fusion.activated results
            |> Fusion.accumulated results
            |> Chain.formed shortestChain results

        let numbers = number given works

        let numberOf (value: Value) =
            match numbers.TryGetValue value.Elements.Array with
            | true, number -> number
            | _ -> -1

        let never, forever = -1, Int32.MaxValue
        let lastRead = Array.create numbers.Count never

        works
        |> Array.iteri (fun at work ->
            for x in work.Inputs do
                if numberOf x >= 0 then
                    lastRead[numberOf x] <- at)

        for result in results do
            if numberOf result >= 0 then
                lastRead[numberOf result] <- forever

        let homes: Array[] = Array.zeroCreate numbers.Count
        given |> Array.iteri (fun i value -> homes[i] <- value.Elements.Array)
        let places = Dictionary<int, int>()

        for next, value in successors do
            places.TryAdd(numberOf next, numberOf value) |> ignore

        let pool = Pool()

        works
        |> Array.iteri (fun at work ->
            let dying =
                work.Inputs
                |> Array.filter (fun x -> numberOf x >= given.Length && lastRead[numberOf x] = at)
                |> Array.distinctBy numberOf
                |> ResizeArray

            let mayLend number output =
                work.Inputs
                |> Array.indexed
                |> Array.exists (fun (input, x) -> numberOf x = number && work.InPlace input output)

            let place output (y: Value) =
                match places.TryGetValue(numberOf y) with
                | true, place when lastRead[place] < at || lastRead[place] = at && mayLend place output ->
                    Some homes[place]
                | _ -> None

            let heir output (y: Value) =
                dying
                |> Seq.tryFind (fun x ->
                    mayLend (numberOf x) output
                    && x.Elements.DType = y.Elements.DType
                    && x.Elements.Array.Length = y.Elements.Array.Length)
                |> Option.map (fun x ->
                    dying.Remove x |> ignore
                    homes[numberOf x])

            work.Outputs
            |> Array.iteri (fun output y ->
                homes[numberOf y] <-
                    place output y
                    |> Option.orElseWith (fun () -> heir output y)
                    |> Option.defaultWith (fun () -> (pool.Take y.Elements.DType (Shape.size y.Shape)).Array))

            let giveBack (value: Value) =
                pool.Return(value.Elements.In homes[numberOf value])

            Seq.iter giveBack dying

            for y in work.Outputs do
                if lastRead[numberOf y] = never then
                    giveBack y)

        {
            Works = works
            Numbers = numbers
            Homes = homes
        }

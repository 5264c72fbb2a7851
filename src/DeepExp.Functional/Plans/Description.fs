namespace DeepExp.Functional

open System
open System.Collections.Generic
open System.Globalization
open DeepExp

/// A program as people read it.
[<RequireQualifiedAccess>]
module internal Description =

    let private sizeOf (value: Value) = int64 (Shape.size value.Shape)

    /// Multiplications and additions; functions of one element count as one.
    let rec private flops (work: Work) =
        let y = work.Outputs[0]

        match work.Op with
        | _ when work.Joined.Length > 0 -> Array.sumBy flops work.Joined
        | ValueSome(MatMul(transposeA, _)) ->
            let a = work.Inputs[0].Shape
            2L * sizeOf y * int64 a[a.Length - (if transposeA then 2 else 1)]
        | ValueSome Linear ->
            2L * sizeOf y * int64 work.Inputs[1].Shape[1]
            + (if work.Inputs.Length = 3 then sizeOf y else 0L)
        | ValueSome(Convolve(side, _, _)) ->
            let gy, W =
                match side with
                | Output -> y, work.Inputs[1]
                | Input -> work.Inputs[0], work.Inputs[1]
                | Kernel -> work.Inputs[1], y

            2L * sizeOf gy * (sizeOf W / max 1L (int64 W.Shape[0]))
            + (if work.Inputs.Length = 3 then sizeOf y else 0L)
        | ValueSome(Sum _ | Max _ | ArgMax _) -> sizeOf work.Inputs[0]
        | ValueSome(Unary _ | Binary _ | Select) -> sizeOf y
        | _ -> 0L

    /// The name of a work, with the number that it computes with.
    let private nameOf (work: Work) =
        match work.Op with
        | ValueSome(Unary(Scale c | Shift c | Power c)) when work.Joined.Length = 0 -> text $"{work.Name} {c}"
        | _ -> work.Name

    let private line (names: Dictionary<Array, string>) (placed: Value -> Value) (work: Work) =
        let show (value: Value) =
            match names.TryGetValue (placed value).Elements.Array with
            | true, name -> text $"{name} {Shape.format value.Shape}"
            | _ ->
                if Shape.size value.Shape = 1 then
                    value.Elements[0].ToString("g6", CultureInfo.InvariantCulture)
                else
                    text $"constant {Shape.format value.Shape}"

        let list (values: Value[]) =
            if values.Length <= 12 then
                values |> Seq.map show |> String.concat ", "
            else
                let first = values |> Seq.truncate 3 |> Seq.map show |> String.concat ", "
                text $"{first}, … {values.Length - 4} more …, {show values[values.Length - 1]}"

        text $"  {list work.Outputs} <- {nameOf work}({list work.Inputs})"

    /// Of a batch these are the tensors, and what it holds besides.
    let ofProgram (batch: Value[]) (besides: string seq) (program: Program) =
        let works = program.Placement.Works
        let homes = HashSet(program.Placement.Homes, HashIdentity.Reference)
        let names = Dictionary<Array, string>(HashIdentity.Reference)
        let mutable bytes = 0L

        for value in
            Seq.append
                (Seq.map program.Placed (Seq.collect _.Outputs works))
                (Seq.map program.Placed (Seq.collect _.Inputs works)) do
            let array = value.Elements.Array

            if homes.Contains array && names.TryAdd(array, (text $"#{names.Count}")) then
                bytes <- bytes + int64 (Buffer.ByteLength array)

        let batch =
            match Seq.append (Seq.map Value.describe batch) besides |> String.concat ", " with
            | "" -> "nothing"
            | parts -> parts

        String.concat
            Environment.NewLine
            [
                text
                    $"plan for a batch of {batch}: {works.Length} works, {names.Count} arrays, {bytes} bytes, {Array.sumBy flops works} flops a step"
                yield! works |> Array.map (line names program.Placed)
            ]

namespace DeepExp.Functional

open System
open System.Runtime.InteropServices
open DeepExp

/// What a tree holds besides its leaves: values that are carried along, and its form.
type internal Carried = { Kept: objnull[]; Form: string list }

[<RequireQualifiedAccess>]
module internal Carried =

    let private bytes (array: Array) =
        MemoryMarshal.CreateReadOnlySpan(&MemoryMarshal.GetArrayDataReference array, Buffer.ByteLength array)

    /// Whether two values that are carried along are the same; arrays are where their numbers are.
    let isSame (a: objnull) (b: objnull) =
        match a, b with
        | (:? Array as a), (:? Array as b) when a.GetType().GetElementType() = b.GetType().GetElementType() ->
            a.Rank = b.Rank
            && Seq.forall (fun axis -> a.GetLength axis = b.GetLength axis) (seq { 0 .. a.Rank - 1 })
            && (bytes a).SequenceEqual(bytes b)
        | _ -> Object.Equals(a, b)

    let private kept (value: objnull) : objnull =
        match value with
        // Its owner may fill it anew.
        | :? Array as array -> array.Clone()
        | value -> value

    let ofTree (tree: 'T) =
        let values, form = ResizeArray(), ResizeArray()
        ParameterTree.carried (ParameterTree.partsNodeOf typeof<'T>) (box tree) (kept >> values.Add) form.Add

        {
            Kept = values.ToArray()
            Form = List.ofSeq form
        }

    /// The tree with other leaves, and with what it carries changed by its number.
    let replace (tree: 'T) (leaves: Tensor[]) (change: int -> objnull -> objnull) : 'T =
        let mutable taken, changed = 0, 0

        let next () =
            taken <- taken + 1
            leaves[taken - 1]

        let change value =
            changed <- changed + 1
            change (changed - 1) value

        ParameterTree.replaceAll (ParameterTree.partsNodeOf typeof<'T>) (box tree) next change
        |> unbox<'T>

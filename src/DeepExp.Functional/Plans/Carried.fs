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

    /// Whether two values that are carried along are the same, to the bit; arrays are where their items are.
    let rec isSame (a: objnull) (b: objnull) =
        match a, b with
        | (:? float as a), (:? float as b) -> BitConverter.DoubleToUInt64Bits a = BitConverter.DoubleToUInt64Bits b
        | (:? float32 as a), (:? float32 as b) -> BitConverter.SingleToUInt32Bits a = BitConverter.SingleToUInt32Bits b
        | (:? Array as a), (:? Array as b) ->
            a.GetType() = b.GetType()
            && Seq.forall (fun axis -> a.GetLength axis = b.GetLength axis) (seq { 0 .. a.Rank - 1 })
            && if ParameterTree.isNumbers (a.GetType()) then
                   (bytes a).SequenceEqual(bytes b)
               else
                   Seq.forall2 isSame (Seq.cast<objnull> a) (Seq.cast<objnull> b)
        | _ -> Object.Equals(a, b)

    let areSame (a: Carried) (b: Carried) =
        a.Form = b.Form
        && a.Kept.Length = b.Kept.Length
        && Array.forall2 isSame a.Kept b.Kept

    /// Which of the values count: they are one more after a step.
    let counts (before: Carried) (after: Carried) =
        Array.map2
            (fun (a: objnull) (b: objnull) ->
                match a, b with
                | (:? int as a), (:? int as b) -> b = a + 1
                | _ -> false)
            before.Kept
            after.Kept

    /// A value by its number, so many steps later.
    let advanced (isCount: bool[]) steps i (value: objnull) =
        match value with
        | :? int as count when isCount[i] -> box (count + steps)
        | value -> value

    /// What is carried so many steps later.
    let after isCount steps carried =
        { carried with
            Kept = Array.mapi (advanced isCount steps) carried.Kept
        }

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

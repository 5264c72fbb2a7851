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

    /// A value that a plan is given anew in each step.
    let isGiven (value: objnull) =
        match value with
        | :? Key
        | :? Count -> true
        | _ -> false

    /// The bits of a key or the number of a count, as a step is given them.
    let valueOf (given: objnull) =
        match given with
        | :? Key as key -> key.Bits
        | given -> uint64 (unbox<Count> given).Now

    let private requireOwn (source: Source | null) =
        if not (isNull source) then
            fail
                "Plan"
                $"a key or count is handed to a plan that a step kept aside while it was made into one, where it is another in each step; hand on what a plan gives."

    /// The bits of a key that a plan is handed.
    let bitsOf (key: Key) =
        requireOwn key.From
        key.Bits

    /// The bits of a key or the number of a count that a plan is handed.
    let numberOf (given: objnull) =
        match given with
        | :? Key as key -> bitsOf key
        | given ->
            requireOwn (unbox<Count> given).From
            valueOf given

    /// The key or count of a source, in the place of one.
    let from (source: Source) (given: objnull) : objnull =
        match given with
        | :? Key -> box<Key> { Own = 0UL; From = source }
        | _ -> box<Count> { Own = 0; From = source }

    /// The key or count as it is in the step that is taken.
    let now (given: objnull) : objnull =
        match given with
        | :? Key as key -> box key.Now
        | given ->
            box<Count>
                {
                    Own = (unbox<Count> given).Now
                    From = null
                }

    /// Whether two values that are carried along are the same, to the bit; arrays are where their items are, and keys and counts where
    /// they come from the same.
    let rec isSame (a: objnull) (b: objnull) =
        match a, b with
        | (:? float as a), (:? float as b) -> BitConverter.DoubleToUInt64Bits a = BitConverter.DoubleToUInt64Bits b
        | (:? float32 as a), (:? float32 as b) -> BitConverter.SingleToUInt32Bits a = BitConverter.SingleToUInt32Bits b
        | (:? Key as a), (:? Key as b) -> a.Path = b.Path && a.Own = b.Own
        | (:? Count as a), (:? Count as b) -> a.Path = b.Path && a.Own = b.Own
        | (:? Array as a), (:? Array as b) ->
            a.GetType() = b.GetType()
            && Seq.forall (fun axis -> a.GetLength axis = b.GetLength axis) (seq { 0 .. a.Rank - 1 })
            && if ParameterTree.isNumbers (a.GetType()) then
                   (bytes a).SequenceEqual(bytes b)
               else
                   Seq.forall2 isSame (Seq.cast<objnull> a) (Seq.cast<objnull> b)
        | _ -> Object.Equals(a, b)

    let private agree same (a: Carried) (b: Carried) =
        a.Form = b.Form
        && a.Kept.Length = b.Kept.Length
        && Array.forall2 same a.Kept b.Kept

    let areSame a b = agree isSame a b

    let isLike (a: objnull) (b: objnull) =
        match a, b with
        | (:? Key), (:? Key)
        | (:? Count), (:? Count) -> true
        | _ -> isSame a b

    /// Whether they are the same but for keys and counts.
    let areLike a b = agree isLike a b

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

    /// The tree with other leaves, and with each key and count changed by its number.
    let replace (tree: 'T) (leaves: Tensor[]) (change: int -> objnull -> objnull) : 'T =
        let mutable taken, changed = 0, 0

        let next () =
            taken <- taken + 1
            leaves[taken - 1]

        let change value =
            if isGiven value then
                changed <- changed + 1
                change (changed - 1) value
            else
                value

        ParameterTree.replaceAll (ParameterTree.partsNodeOf typeof<'T>) (box tree) next change
        |> unbox<'T>

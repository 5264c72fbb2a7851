namespace DeepExp.Functional

open System

/// How many arrays a thread keeps, of how many elements at least, and of how many bytes together.
module private Limit =

    // To look for a smaller array takes longer than to make it.
    [<Literal>]
    let Elements = 256

    [<Literal>]
    let Arrays = 32

    // 64 MiB.
    [<Literal>]
    let Bytes = 67108864L

/// <summary>
/// Arrays of gradients that nobody has any more. While a thread sends gradients back, results take the place of those that went
/// on before them: they lie in the cache, and the collector has less to do.
/// </summary>
[<Sealed>]
type internal Spare private () =
    [<ThreadStatic; DefaultValue>]
    static val mutable private own: Spare | null

    [<ThreadStatic; DefaultValue>]
    static val mutable private here: Spare | null

    let arrays = ResizeArray<Array>(Limit.Arrays)
    let mutable bytes = 0L

    let sizeOf (array: Array) = int64 (Buffer.ByteLength array)

    let remove at =
        bytes <- bytes - sizeOf arrays[at]
        arrays.RemoveAt at

    /// Those of this thread, while it sends gradients back.
    static member Here = Spare.here

    /// Runs f, whose results may take spare arrays.
    static member Using(f: Spare -> unit) =
        let own =
            match Spare.own with
            | null -> Spare()
            | own -> own

        let before = Spare.here
        Spare.own <- own
        Spare.here <- own

        try
            f own
        finally
            Spare.here <- before

    /// An array of that length with anything in it.
    member _.Take<'T>(length: int) : 'T[] =
        let mutable at = if length < Limit.Elements then -1 else arrays.Count - 1

        while at >= 0
              && not (
                  arrays[at].Length = length
                  && obj.ReferenceEquals(arrays[at].GetType(), typeof<'T[]>)
              ) do
            at <- at - 1

        if at < 0 then
            GC.AllocateUninitializedArray length
        else
            let found = arrays[at]
            remove at
            downcast found

    /// Nobody has the array any more.
    member _.Give(array: Array) =
        if array.Length >= Limit.Elements && sizeOf array <= Limit.Bytes then
            arrays.Add array
            bytes <- bytes + sizeOf array

            while arrays.Count > Limit.Arrays || bytes > Limit.Bytes do
                remove 0

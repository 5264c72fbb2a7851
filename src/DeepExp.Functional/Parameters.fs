namespace DeepExp.Functional

open System
open System.Collections
open System.Collections.Concurrent
open Microsoft.FSharp.Reflection
open DeepExp

/// How values of one type are taken apart into tensors and put together again.
type private Node =
    | Leaf
    /// Carried along unchanged: numbers, text, functions.
    | Fixed
    /// A record or a tuple: the names of its parts, and how to take and make it.
    | Product of names: string[] * parts: Node[] * take: (obj -> objnull[]) * make: (objnull[] -> obj)
    /// A list, array or option of one kind of item.
    | Many of item: Node * take: (objnull -> objnull[]) * make: (objnull[] -> objnull)

/// <summary>
/// Parameters form a tree: records, tuples, lists, arrays and options whose leaves are tensors. Whatever else a record holds
/// (a slope, a count, a function) is carried along unchanged. Leaves come in the order of declaration, and are named by
/// the path to them: <c>l1/W</c>, and <c>0/W</c> in a list or tuple.
/// </summary>
[<RequireQualifiedAccess>]
module Parameters =

    let private nodes = ConcurrentDictionary<Type, Node>()

    let private items (many: objnull) =
        [| for item in (nonNull many :?> IEnumerable) -> item |]

    let private arrayOf (item: Type) (parts: objnull[]) =
        let array = Array.CreateInstance(item, parts.Length)
        parts |> Array.iteri (fun i part -> array.SetValue(part, i))
        box array

    let rec private nodeOf (t: Type) : Node =
        match nodes.TryGetValue t with
        | true, node -> node
        | _ -> nodes.GetOrAdd(t, describe t)

    and private describe (t: Type) : Node =
        let isGeneric (definition: Type) =
            t.IsGenericType && t.GetGenericTypeDefinition() = definition

        if t = typeof<Tensor> then
            Leaf
        elif FSharpType.IsRecord(t, true) then
            let fields = FSharpType.GetRecordFields(t, true)

            product
                (fields |> Array.map _.Name)
                (fields |> Array.map _.PropertyType)
                (FSharpValue.PreComputeRecordReader(t, true))
                (FSharpValue.PreComputeRecordConstructor(t, true))
        elif FSharpType.IsTuple t then
            let parts = FSharpType.GetTupleElements t

            product
                (parts |> Array.mapi (fun i _ -> string i))
                parts
                (FSharpValue.PreComputeTupleReader t)
                (FSharpValue.PreComputeTupleConstructor t)
        elif t.IsSZArray then
            let item = t.GetElementType() |> nonNull
            many item items (fun parts -> arrayOf item parts)
        elif isGeneric typedefof<list<_>> then
            let item = t.GetGenericArguments()[0]

            let ofArray =
                typeof<list<obj>>.Assembly.GetType("Microsoft.FSharp.Collections.ListModule")
                |> nonNull
                |> _.GetMethod("OfSeq")
                |> nonNull
                |> _.MakeGenericMethod(item)

            many item items (fun parts -> ofArray.Invoke(null, [| arrayOf item parts |]))
        elif isGeneric typedefof<option<_>> then
            let cases = FSharpType.GetUnionCases t
            let none, some = cases[0], cases[1]
            let read = FSharpValue.PreComputeUnionReader some

            many
                (t.GetGenericArguments()[0])
                (fun value ->
                    match value with
                    | null -> [||]
                    | value -> read (nonNull value))
                (fun parts -> FSharpValue.MakeUnion((if parts.Length = 0 then none else some), parts))
        else
            Fixed

    and private product names types take make =
        let parts = types |> Array.map nodeOf

        if parts |> Array.forall _.IsFixed then
            Fixed
        else
            Product(names, parts, take, make)

    and private many item take make =
        match nodeOf item with
        | Fixed -> Fixed
        | node -> Many(node, take, make)

    let private path prefix name =
        if prefix = "" then name else prefix + "/" + name

    let rec private visit node prefix (value: objnull) (leaf: string -> Tensor -> unit) =
        match node with
        | Leaf -> leaf prefix (nonNull value :?> Tensor)
        | Fixed -> ()
        | Product(names, parts, take, _) ->
            let values = take (nonNull value)

            for i = 0 to parts.Length - 1 do
                visit parts[i] (path prefix names[i]) values[i] leaf
        | Many(item, take, _) ->
            let values = take value

            let named =
                if value :? IList then
                    (fun i -> path prefix (string i))
                else
                    (fun _ -> prefix)

            for i = 0 to values.Length - 1 do
                visit item (named i) values[i] leaf

    let rec private replace node (value: objnull) (next: unit -> Tensor) : objnull =
        match node with
        | Leaf -> next ()
        | Fixed -> value
        | Product(_, parts, take, make) ->
            make (Array.map2 (fun part value -> replace part value next) parts (take (nonNull value)))
        | Many(item, take, make) -> make (take value |> Array.map (fun value -> replace item value next))

    /// The leaves with their names, in order.
    let named (parameters: 'P) : (string * Tensor)[] =
        let found = ResizeArray()
        visit (nodeOf typeof<'P>) "" (box parameters) (fun name leaf -> found.Add(struct (name, leaf)))
        found.ToArray() |> Array.map (fun struct (name, leaf) -> name, leaf)

    /// The leaves, in order.
    let leaves (parameters: 'P) : Tensor[] =
        match box parameters with
        | :? Tensor as leaf -> [| leaf |]
        | :? (Tensor[]) as leaves -> leaves
        | tree ->
            let found = ResizeArray()
            visit (nodeOf typeof<'P>) "" tree (fun _ leaf -> found.Add leaf)
            found.ToArray()

    /// <summary>The tree of the shape of <paramref name="like"/> with the given leaves: the inverse of leaves.</summary>
    /// <exception cref="DeepExpException">The number of leaves is not that of the tree.</exception>
    let rebuild (like: 'P) (leaves: Tensor[]) : 'P =
        match box like with
        | :? Tensor when leaves.Length = 1 -> unbox<'P> leaves[0]
        | :? (Tensor[]) as own when own.Length = leaves.Length -> unbox<'P> leaves
        | tree ->
            let mutable taken = 0

            let next () =
                taken <- taken + 1

                if taken > leaves.Length then
                    fail "Parameters.rebuild" $"the tree has more leaves than the {leaves.Length} given."

                leaves[taken - 1]

            let result = replace (nodeOf typeof<'P>) tree next

            if taken < leaves.Length then
                fail "Parameters.rebuild" $"the tree has {taken} leaves, but {leaves.Length} were given."

            unbox<'P> result

    /// f of each leaf.
    let map f (parameters: 'P) : 'P =
        rebuild parameters (Array.map f (leaves parameters))

    let private paired operation (a: 'P) (b: 'P) =
        let xs, ys = leaves a, leaves b

        if xs.Length <> ys.Length then
            fail operation $"the trees have {xs.Length} and {ys.Length} leaves; they must have the same."

        xs, ys

    /// f of each pair of leaves at the same place of two trees.
    let map2 f (a: 'P) (b: 'P) : 'P =
        paired "Parameters.map2" a b ||> Array.map2 f |> rebuild a

    /// The leaves folded from the first to the last.
    let fold f (state: 'S) (parameters: 'P) : 'S = Array.fold f state (leaves parameters)

    /// The names of the leaves, in order: l1/W, l1/b, ...
    let names (parameters: 'P) = named parameters |> Array.map fst

    /// Σ over all leaves of the inner product ⟨a, b⟩.
    let dot (a: 'P) (b: 'P) =
        paired "Parameters.dot" a b
        ||> Array.map2 Tensor.dot
        |> Array.reduce (fun x y -> x + y)

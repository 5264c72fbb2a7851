namespace DeepExp.Functional

open System
open System.Collections
open System.Collections.Concurrent
open System.Collections.Generic
open Microsoft.FSharp.Reflection
open DeepExp

/// How values of one type are taken apart into tensors and put together again.
type private Node =
    | Leaf
    /// Carried along unchanged: numbers, text, functions.
    | Fixed
    /// A record or a tuple: the names of its parts, and how to take and make it.
    | Product of names: string[] * parts: Lazy<Node>[] * take: (obj -> objnull[]) * make: (objnull[] -> obj)
    /// A list, array or option of one kind of item; the items of an option have no number.
    | Many of numbered: bool * item: Lazy<Node> * take: (objnull -> objnull[]) * make: (objnull[] -> objnull)

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

    let private isGeneric (definition: Type) (t: Type) =
        t.IsGenericType && t.GetGenericTypeDefinition() = definition

    let private partsOf (t: Type) =
        if FSharpType.IsRecord(t, true) then
            FSharpType.GetRecordFields(t, true) |> Array.map _.PropertyType
        elif FSharpType.IsTuple t then
            FSharpType.GetTupleElements t
        elif t.IsSZArray then
            [| nonNull (t.GetElementType()) |]
        elif isGeneric typedefof<list<_>> t || isGeneric typedefof<option<_>> t then
            t.GetGenericArguments()
        else
            [||]

    // A type may contain itself (a layer that holds the next), so the search remembers where it was, and parts are lazy.
    let private holdsTensors (t: Type) =
        let seen = HashSet<Type>()

        let rec holds t =
            t = typeof<Tensor> || seen.Add t && Array.exists holds (partsOf t)

        holds t

    let rec private nodeOf (t: Type) : Node =
        match nodes.TryGetValue t with
        | true, node -> node
        | _ -> nodes.GetOrAdd(t, describe t)

    and private describe (t: Type) : Node =
        let types = partsOf t
        let parts = types |> Array.map (fun part -> lazy (nodeOf part))

        if not (holdsTensors t) then
            Fixed
        elif t = typeof<Tensor> then
            Leaf
        elif FSharpType.IsRecord(t, true) then
            Product(
                FSharpType.GetRecordFields(t, true) |> Array.map _.Name,
                parts,
                FSharpValue.PreComputeRecordReader(t, true),
                FSharpValue.PreComputeRecordConstructor(t, true)
            )
        elif FSharpType.IsTuple t then
            Product(
                Array.init parts.Length string,
                parts,
                FSharpValue.PreComputeTupleReader t,
                FSharpValue.PreComputeTupleConstructor t
            )
        elif t.IsSZArray then
            Many(true, parts[0], items, arrayOf types[0])
        elif isGeneric typedefof<list<_>> t then
            let ofArray =
                typeof<list<obj>>.Assembly.GetType("Microsoft.FSharp.Collections.ListModule")
                |> nonNull
                |> _.GetMethod("OfSeq")
                |> nonNull
                |> _.MakeGenericMethod(types[0])

            Many(true, parts[0], items, (fun parts -> ofArray.Invoke(null, [| arrayOf types[0] parts |])))
        else
            let cases = FSharpType.GetUnionCases t
            let none, some = cases[0], cases[1]
            let read = FSharpValue.PreComputeUnionReader some

            Many(
                false,
                parts[0],
                (fun value ->
                    match value with
                    | null -> [||]
                    | value -> read value),
                (fun parts -> FSharpValue.MakeUnion((if parts.Length = 0 then none else some), parts))
            )

    let private path prefix name =
        if prefix = "" then name else prefix + "/" + name

    let rec private visit node prefix (value: objnull) (leaf: string -> Tensor -> unit) =
        match node with
        | Leaf -> leaf prefix (nonNull value :?> Tensor)
        | Fixed -> ()
        | Product(names, parts, take, _) ->
            let values = take (nonNull value)

            for i = 0 to parts.Length - 1 do
                visit parts[i].Value (path prefix names[i]) values[i] leaf
        | Many(numbered, item, take, _) ->
            let values = take value

            for i = 0 to values.Length - 1 do
                visit item.Value (if numbered then path prefix (string i) else prefix) values[i] leaf

    let rec private replace node (value: objnull) (next: unit -> Tensor) : objnull =
        match node with
        | Leaf -> next ()
        | Fixed -> value
        | Product(_, parts, take, make) ->
            Array.map2 (fun (part: Lazy<Node>) value -> replace part.Value value next) parts (take (nonNull value))
            |> make
        | Many(_, item, take, make) -> take value |> Array.map (fun value -> replace item.Value value next) |> make

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

    /// <summary>Σ over all leaves of the inner product ⟨a, b⟩.</summary>
    /// <exception cref="DeepExpException">The trees differ in their number of leaves, or have none.</exception>
    let dot (a: 'P) (b: 'P) =
        let xs, ys = paired "Parameters.dot" a b

        if xs.Length = 0 then
            fail "Parameters.dot" "the trees hold no tensor, so their inner product has no element type."

        (xs, ys) ||> Array.map2 Tensor.dot |> Array.reduce (fun x y -> x + y)

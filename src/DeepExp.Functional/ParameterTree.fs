namespace DeepExp.Functional

open System
open System.Collections.Concurrent
open System.Collections.Generic
open DeepExp

/// How values of one type are taken apart into tensors and put together again.
type internal Node =
    | Leaf
    /// A tensor option, as the biases of most layers are: a union like others, without the time that reflection takes.
    | LeafOrNone
    /// Carried along unchanged: numbers, text, functions.
    | Fixed
    /// Carried along if the value holds no tensor either; of an interface or a class that can be inherited, its type does not say.
    | Open
    /// A record, a tuple or a case of a union: the names of its parts, and how to take and make it.
    | Product of names: string[] * parts: Lazy<Node>[] * take: (objnull -> objnull[]) * make: (objnull[] -> objnull)
    /// A union: which of its cases a value is.
    | OneOf of case: (objnull -> int) * cases: Node[]
    /// A list, array or map of one kind of item: the names of its items, and how to take it and to make one with the same names.
    | Many of
        names: (objnull -> string[]) *
        item: Lazy<Node> *
        take: (objnull -> objnull[]) *
        make: (objnull -> objnull[] -> objnull)

/// Every type that can hold a tensor is either taken apart or refused, so that none is left out of training in silence.
module internal ParameterTree =

    let private holders = ConcurrentDictionary<Type, bool>()

    // A closure is a class of its own, which inherits the function.
    let rec isFunction (t: Type | null) =
        match t with
        | null -> false
        | t ->
            FSharpData.isGeneric typedefof<FSharpFunc<_, _>> t
            || typeof<Delegate>.IsAssignableFrom t
            || isFunction t.BaseType

    let private union t =
        FSharpData.union t |> Option.map FSharpData.cases

    let private isKeyOrCount t = t = typeof<Key> || t = typeof<Count>

    /// The types of the parts of a type that can be taken apart; None for another.
    let private partsOf (t: Type) : Type[] option =
        if isKeyOrCount t then
            None
        elif FSharpData.isRecord t then
            FSharpData.recordFields t |> Array.map snd |> Some
        elif FSharpData.isTuple t then
            Some(FSharpData.tupleTypes t)
        elif t.IsSZArray then
            Some [| nonNull (t.GetElementType()) |]
        elif FSharpData.isGeneric typedefof<list<_>> t then
            Some(t.GetGenericArguments())
        elif FSharpData.isMap t then
            Some [| t.GetGenericArguments()[1] |]
        else
            union t |> Option.map (Array.collect (Array.map snd))

    /// The types of what a value of another type can hold.
    let private heldBy (t: Type) : Type[] =
        if isFunction t || t.IsPrimitive || t.IsEnum || isKeyOrCount t then
            [||]
        elif t.HasElementType then
            [| nonNull (t.GetElementType()) |]
        else
            [|
                yield! t.GetGenericArguments()
                yield! if t.IsInterface then FSharpData.interfaces t else [||]
                yield! Option.toArray (Option.ofObj t.BaseType)
                // What .NET and F# themselves hold of ours stands among the generic arguments.
                if t.Assembly <> typeof<obj>.Assembly && t.Assembly <> typeof<unit>.Assembly then
                    yield! FSharpData.fields t
            |]

    // A type may contain itself (a layer that holds the next), so the search remembers where it was.
    let private reaches isGoal (inside: Type -> Type[]) (t: Type) =
        let seen = HashSet<Type>()

        let rec search t =
            isGoal t || seen.Add t && Array.exists search (inside t)

        search t

    let private holdsTensors =
        let search =
            reaches ((=) typeof<Tensor>) (fun t -> partsOf t |> Option.defaultWith (fun () -> heldBy t))

        fun (t: Type) -> holders.GetOrAdd(t, search)

    /// Whether the type does not say what a value holds, or has a part of such a type.
    let private isOpen =
        reaches
            (fun t -> not (t.IsSealed || t.IsValueType || isFunction t) && (partsOf t).IsNone)
            (partsOf >> Option.defaultValue [||])

    let private refuse (t: Type) =
        fail
            "Parameters"
            $"a value of type {FSharpData.nameOf t} can hold tensors, but is no tensor, record, tuple, union, option, list, array or Map<string, _>, of which parameters consist; its tensors would not be trained. Keep them in one of these."

    // A part without a name of its own has the number that a part of a tuple has.
    let private partName (name: string) =
        if name.StartsWith("Item", StringComparison.Ordinal) then
            match Int32.TryParse name[4..] with
            | true, number -> string (number - 1)
            | _ -> name
        else
            name

    let private caseParts (fields: (string * Type)[]) =
        match Array.unzip fields with
        // The part of a case that has but one goes by the name of the whole, as that of an option does.
        | [| _ |], types -> [| "" |], types
        | names, types -> Array.map partName names, types

    // Parts are lazy, as the type of a part may be the one that is being described.
    let rec private describe (nodeOf: Type -> Node) (isWhole: Type -> bool) (t: Type) : Node =
        let arguments = t.GetGenericArguments()
        let lazily t = Lazy<Node>(fun () -> nodeOf t)

        let product (names, types) (parts: Parts) =
            Product(names, Array.map lazily types, parts.take, parts.make)

        let many item (items: Items) =
            Many(items.names, lazily item, items.items, items.like)

        if t = typeof<Tensor> then
            Leaf
        elif t = typeof<Tensor option> then
            LeafOrNone
        elif isWhole t then
            Fixed
        elif FSharpData.isRecord t then
            product (Array.unzip (FSharpData.recordFields t)) (FSharpData.record t)
        elif FSharpData.isTuple t then
            let types = FSharpData.tupleTypes t
            product (Array.init types.Length string, types) (FSharpData.tuple t)
        elif t.IsSZArray then
            many (nonNull (t.GetElementType())) (FSharpData.array t)
        elif FSharpData.isGeneric typedefof<list<_>> t then
            many arguments[0] (FSharpData.list t)
        elif FSharpData.isMap t then
            many arguments[1] (FSharpData.map t)
        else
            match union t with
            | Some cases ->
                let caseAt tag fields =
                    product (caseParts fields) (FSharpData.case t tag)

                OneOf(FSharpData.caseOf t, Array.mapi caseAt cases)
            | None when holdsTensors t -> refuse t
            | None -> Open

    let private describing isWhole =
        let known = ConcurrentDictionary<Type, Node>()

        let rec nodeOf t =
            match known.TryGetValue t with
            | true, node -> node
            | _ -> known.GetOrAdd(t, describe nodeOf isWhole t)

        nodeOf

    /// How values of a type are taken apart into tensors and what is carried along.
    let nodeOf: Type -> Node = describing (fun t -> not (holdsTensors t || isOpen t))

    /// An array that is one value: of numbers.
    let isNumbers (t: Type) =
        t.IsArray && (nonNull (t.GetElementType())).IsPrimitive

    /// How values of a type are taken apart into tensors, and what is carried along into its own parts: one of them may be a count
    /// or a key.
    let partsNodeOf: Type -> Node =
        describing (fun t -> isNumbers t || not (holdsTensors t || isOpen t || (partsOf t).IsSome))

    let private holdsNone (value: objnull) =
        match value with
        | null -> ()
        | value ->
            if holdsTensors (value.GetType()) then
                refuse (value.GetType())

    let private path prefix name =
        if prefix = "" then name
        elif name = "" then prefix
        else prefix + "/" + name

    /// The leaves, in order.
    let rec leaves node (value: objnull) (leaf: Tensor -> unit) =
        match node with
        | Leaf -> leaf (nonNull value :?> Tensor)
        | LeafOrNone -> Option.iter leaf (unbox<Tensor option> value)
        | Fixed -> ()
        | Open -> holdsNone value
        | Product(_, parts, take, _) ->
            let values = take value

            for i = 0 to parts.Length - 1 do
                leaves parts[i].Value values[i] leaf
        | OneOf(case, cases) -> leaves cases[case value] value leaf
        | Many(_, item, take, _) ->
            for part in take value do
                leaves item.Value part leaf

    /// The names of the leaves, in order.
    let rec names node prefix (value: objnull) (name: string -> unit) =
        match node with
        | Leaf -> name prefix
        | LeafOrNone ->
            if not (isNull value) then
                name prefix
        | Fixed -> ()
        | Open -> holdsNone value
        | Product(own, parts, take, _) ->
            let values = take value

            for i = 0 to parts.Length - 1 do
                names parts[i].Value (path prefix own[i]) values[i] name
        | OneOf(case, cases) -> names cases[case value] prefix value name
        | Many(own, item, take, _) ->
            for own, part in Array.zip (own value) (take value) do
                names item.Value (path prefix own) part name

    /// The same tree with other leaves, which come in order, and with what is carried along changed.
    let rec replaceAll node (value: objnull) (next: unit -> Tensor) (change: objnull -> objnull) : objnull =
        match node with
        | Leaf -> next ()
        | LeafOrNone -> if isNull value then null else box (Some(next ()))
        | Fixed -> change value
        | Open ->
            holdsNone value
            change value
        | Product(_, parts, take, make) ->
            let values = take value

            for i = 0 to parts.Length - 1 do
                values[i] <- replaceAll parts[i].Value values[i] next change

            make values
        | OneOf(case, cases) -> replaceAll cases[case value] value next change
        | Many(_, item, take, make) ->
            take value
            |> Array.map (fun part -> replaceAll item.Value part next change)
            |> make value

    /// The same tree with other leaves, which come in order.
    let replace node value next = replaceAll node value next id

    /// All but the leaves, in order: what is carried along, and the form: cases of unions, names of items.
    let rec carried node (value: objnull) (kept: objnull -> unit) (form: string -> unit) =
        match node with
        | Leaf -> ()
        | LeafOrNone -> form (if isNull value then "none" else "some")
        | Fixed
        | Open -> kept value
        | Product(_, parts, take, _) ->
            let values = take value

            for i = 0 to parts.Length - 1 do
                carried parts[i].Value values[i] kept form
        | OneOf(case, cases) ->
            form (text $"case {case value}")
            carried cases[case value] value kept form
        | Many(own, item, take, _) ->
            let own = own value
            form (text $"{own.Length} items")
            Array.iter form own

            for part in take value do
                carried item.Value part kept form

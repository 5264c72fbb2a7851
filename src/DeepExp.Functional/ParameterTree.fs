namespace DeepExp.Functional

open System
open System.Collections
open System.Collections.Concurrent
open System.Collections.Generic
open System.Reflection
open Microsoft.FSharp.Reflection
open DeepExp

/// How values of one type are taken apart into tensors and put together again.
type internal Node =
    | Leaf
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

/// The lists and maps of one kind of item, which is known only when the program runs.
type private Items<'T>() =

    static let values (many: objnull) = nonNull many :?> IEnumerable

    static member List(item) =
        Many(
            (fun many -> [| for i, _ in Seq.indexed (Seq.cast<obj>(values many)) -> string i |]),
            item,
            (fun many -> [| for value in values many -> value |]),
            (fun _ parts -> box [ for part in parts -> unbox<'T> part ])
        )

    static member Array(item) =
        Many(
            (fun many -> Array.init (unbox<'T[]> many).Length string),
            item,
            (fun many -> [| for value in unbox<'T[]> many -> box value |]),
            (fun _ parts -> box (Array.map unbox<'T> parts))
        )

    static member Map(item) =
        Many(
            (fun many -> [| for key in (unbox<Map<string, 'T>> many).Keys -> key |]),
            item,
            (fun many -> [| for value in (unbox<Map<string, 'T>> many).Values -> box value |]),
            (fun many parts ->
                let keys = (unbox<Map<string, 'T>> many).Keys
                box (Map.ofSeq (Seq.map2 (fun key part -> key, unbox<'T> part) keys parts)))
        )

/// Every type that can hold a tensor is either taken apart or refused, so that none is left out of training in silence.
module internal ParameterTree =

    let private nodes = ConcurrentDictionary<Type, Node>()
    let private holders = ConcurrentDictionary<Type, bool>()

    let private anyone = BindingFlags.Public ||| BindingFlags.NonPublic

    let private isGeneric (definition: Type) (t: Type) =
        t.IsGenericType && t.GetGenericTypeDefinition() = definition

    let private isMap (t: Type) =
        isGeneric typedefof<Map<_, _>> t && t.GetGenericArguments()[0] = typeof<string>

    // A closure is a class of its own, which inherits the function.
    let rec private isFunction (t: Type | null) =
        match t with
        | null -> false
        | t ->
            FSharpType.IsFunction t
            || typeof<Delegate>.IsAssignableFrom t
            || isFunction t.BaseType

    let private caseFields (case: UnionCaseInfo) = case.GetFields()

    /// The types of the parts of a type that can be taken apart; None for another.
    let private partsOf (t: Type) : Type[] option =
        if FSharpType.IsRecord(t, true) then
            FSharpType.GetRecordFields(t, true) |> Array.map _.PropertyType |> Some
        elif FSharpType.IsUnion(t, true) then
            FSharpType.GetUnionCases(t, true)
            |> Array.collect (caseFields >> Array.map _.PropertyType)
            |> Some
        elif FSharpType.IsTuple t then
            Some(FSharpType.GetTupleElements t)
        elif t.IsSZArray then
            Some [| nonNull (t.GetElementType()) |]
        elif isMap t then
            Some [| t.GetGenericArguments()[1] |]
        else
            None

    /// The types of what a value of another type can hold.
    let private heldBy (t: Type) : Type[] =
        if isFunction t || t.IsPrimitive || t.IsEnum then
            [||]
        elif t.HasElementType then
            [| nonNull (t.GetElementType()) |]
        else
            [|
                yield! t.GetGenericArguments()
                yield! if t.IsInterface then t.GetInterfaces() else [||]
                yield! Option.toArray (Option.ofObj t.BaseType)
                // What .NET itself holds of ours stands among the generic arguments.
                if t.Assembly <> typeof<obj>.Assembly then
                    yield! t.GetFields(BindingFlags.Instance ||| anyone) |> Array.map _.FieldType
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

    let rec private nameOf (t: Type) =
        let name = t.Name.Split('`')[0]

        match t.GetGenericArguments() with
        | [||] -> name
        | arguments ->
            let arguments = String.Join(", ", Array.map nameOf arguments)
            $"{name}<{arguments}>"

    let private refuse (t: Type) =
        fail
            "Parameters"
            $"a value of type {nameOf t} can hold tensors, but is no tensor, record, tuple, union, option, list, array or Map<string, _>, of which parameters consist; its tensors would not be trained. Keep them in one of these."

    // A part without a name of its own has the number that a part of a tuple has.
    let private partName (field: PropertyInfo) =
        match field.Name with
        | name when name.StartsWith("Item", StringComparison.Ordinal) ->
            match Int32.TryParse name[4..] with
            | true, number -> string (number - 1)
            | _ -> name
        | name -> name

    let rec nodeOf (t: Type) : Node =
        match nodes.TryGetValue t with
        | true, node -> node
        | _ -> nodes.GetOrAdd(t, describe t)

    and private lazily types =
        types |> Array.map (fun (t: Type) -> lazy (nodeOf t))

    and private many (kind: string) (item: Type) : Node =
        let items = typedefof<Items<_>>.MakeGenericType item
        let make = nonNull (items.GetMethod(kind, BindingFlags.Static ||| anyone))
        unbox<Node>(make.Invoke(null, [| box (lazy (nodeOf item)) |]))

    // Parts are lazy, as the type of a part may be the one that is being described.
    and private describe (t: Type) : Node =
        let arguments = t.GetGenericArguments()

        if t = typeof<Tensor> then
            Leaf
        // A record without tensors is taken apart all the same: it may count steps.
        elif
            t = typeof<Key>
            || not (holdsTensors t || isOpen t || FSharpType.IsRecord(t, true))
        then
            Fixed
        elif FSharpType.IsRecord(t, true) then
            Product(
                FSharpType.GetRecordFields(t, true) |> Array.map _.Name,
                lazily (Option.get (partsOf t)),
                (nonNull >> FSharpValue.PreComputeRecordReader(t, true)),
                FSharpValue.PreComputeRecordConstructor(t, true)
            )
        elif FSharpType.IsTuple t then
            let parts = FSharpType.GetTupleElements t

            Product(
                Array.init parts.Length string,
                lazily parts,
                (nonNull >> FSharpValue.PreComputeTupleReader t),
                FSharpValue.PreComputeTupleConstructor t
            )
        elif t.IsSZArray then
            many "Array" (nonNull (t.GetElementType()))
        elif isGeneric typedefof<list<_>> t then
            many "List" arguments[0]
        elif isMap t then
            many "Map" arguments[1]
        elif FSharpType.IsUnion(t, true) then
            OneOf(FSharpValue.PreComputeUnionTagReader(t, true), FSharpType.GetUnionCases(t, true) |> Array.map caseOf)
        elif holdsTensors t then
            refuse t
        else
            Open

    // The part of a case that has but one goes by the name of the whole, as that of an option does.
    and private caseOf case =
        let fields = caseFields case

        Product(
            (if fields.Length = 1 then
                 [| "" |]
             else
                 Array.map partName fields),
            lazily (fields |> Array.map _.PropertyType),
            (if fields.Length = 0 then
                 fun _ -> [||]
             else
                 nonNull >> FSharpValue.PreComputeUnionReader(case, true)),
            FSharpValue.PreComputeUnionConstructor(case, true)
        )

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
        | Fixed -> change value
        | Open ->
            holdsNone value
            change value
        | Product(_, parts, take, make) ->
            take value
            |> Array.map2 (fun (part: Lazy<Node>) value -> replaceAll part.Value value next change) parts
            |> make
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
        | Fixed
        | Open -> kept value
        | Product(_, parts, take, _) ->
            let values = take value

            for i = 0 to parts.Length - 1 do
                carried parts[i].Value values[i] kept form
        | OneOf(case, cases) ->
            form $"case {case value}"
            carried cases[case value] value kept form
        | Many(own, item, take, _) ->
            form (String.Join("/", own value))

            for part in take value do
                carried item.Value part kept form

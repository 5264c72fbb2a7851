namespace DeepExp.Functional

open System
open System.Collections
open System.Collections.Generic
open System.Diagnostics.CodeAnalysis
open System.Reflection
open System.Runtime.CompilerServices
open DeepExp

/// How a value of many parts is taken apart, and made of other parts.
type internal Parts =
    {
        take: objnull -> objnull[]
        make: objnull[] -> objnull
    }

/// How a list, array or map is taken apart: by the names of its items and the items, and a like one made of other items.
type internal Items =
    {
        names: objnull -> string[]
        items: objnull -> objnull[]
        like: objnull -> objnull[] -> objnull
    }

/// Records, unions, tuples, lists, arrays and maps of types that are known only when the program runs. FSharp.Core's own
/// reflection compiles code then, for which there is no place in a program that was compiled ahead of time; so it is not used.
module internal FSharpData =

    [<Literal>]
    let private Kept =
        "Records and unions of this assembly are kept whole by its ILLink.Descriptors.xml, those of a program by the program, and one whose parts were left out is refused by name."

    let private anyone = BindingFlags.Public ||| BindingFlags.NonPublic

    [<UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept); MethodImpl(MethodImplOptions.NoInlining)>]
    let private properties (t: Type) =
        t.GetProperties(BindingFlags.Instance ||| anyone)

    [<UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept); MethodImpl(MethodImplOptions.NoInlining)>]
    let private methods (t: Type) =
        t.GetMethods(BindingFlags.Instance ||| BindingFlags.Static ||| anyone)

    [<UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept); MethodImpl(MethodImplOptions.NoInlining)>]
    let private constructors (t: Type) =
        t.GetConstructors(BindingFlags.Instance ||| anyone)

    [<UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept); MethodImpl(MethodImplOptions.NoInlining)>]
    let private fieldsOf (t: Type) =
        t.GetFields(BindingFlags.Instance ||| anyone)

    [<UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept); MethodImpl(MethodImplOptions.NoInlining)>]
    let interfaces (t: Type) = t.GetInterfaces()

    let rec nameOf (t: Type) =
        let name = t.Name.Split('`')[0]

        match t.GetGenericArguments() with
        | [||] -> name
        | arguments ->
            let arguments = String.Join(", ", Array.map nameOf arguments)
            text $"{name}<{arguments}>"

    let private leftOut (t: Type) : 'a =
        fail
            "Parameters"
            $"the members of type {nameOf t} were left out when the program was compiled ahead of time or trimmed; keep them with <TrimmerRootAssembly Include=\"{t.Assembly.GetName().Name}\" /> in an ItemGroup of the project file."

    /// The types of the fields of a class.
    let fields (t: Type) =
        // Every class has a constructor, if only a private one.
        if t.IsClass && (constructors t).Length = 0 then
            leftOut t

        fieldsOf t |> Array.map _.FieldType

    let private mapping (m: MemberInfo) =
        match m.GetCustomAttribute<CompilationMappingAttribute>(``inherit`` = false) with
        | null -> None
        | mapping -> Some mapping

    let private isKind kind (mapping: CompilationMappingAttribute) =
        mapping.SourceConstructFlags &&& SourceConstructFlags.KindMask = kind

    let private isOf kind m =
        mapping m |> Option.exists (isKind kind)

    let isGeneric (definition: Type) (t: Type) =
        t.IsGenericType && t.GetGenericTypeDefinition() = definition

    let private fieldProperties (t: Type) =
        properties t
        |> Array.choose (fun property -> mapping property |> Option.map (fun mapping -> mapping, property))
        |> Array.filter (fst >> isKind SourceConstructFlags.Field)
        |> Array.sortBy (fun (mapping, _) -> mapping.SequenceNumber)
        |> Array.map snd

    let private getter (property: PropertyInfo) =
        MethodInvoker.Create(nonNull (property.GetGetMethod true))

    let private take (getters: MethodInvoker[]) (value: objnull) =
        let parts = Array.zeroCreate getters.Length

        for i = 0 to parts.Length - 1 do
            parts[i] <- getters[i].Invoke value

        parts

    let private constructorOf (t: Type) (parts: Type[]) : objnull[] -> objnull =
        let takes (constructor: ConstructorInfo) =
            constructor.GetParameters() |> Array.map _.ParameterType = parts

        match constructors t |> Array.tryFind takes with
        | Some constructor ->
            let constructor = ConstructorInvoker.Create constructor
            fun values -> constructor.Invoke(Span values)
        | None -> leftOut t

    let isRecord (t: Type) = isOf SourceConstructFlags.RecordType t

    /// The fields of a record with their types.
    let recordFields (t: Type) =
        match fieldProperties t with
        | [||] -> leftOut t
        | fields -> fields |> Array.map (fun field -> field.Name, field.PropertyType)

    let record (t: Type) =
        let fields = fieldProperties t

        {
            take = take (Array.map getter fields)
            make = fields |> Array.map _.PropertyType |> constructorOf t
        }

    let isTuple (t: Type) =
        t.IsGenericType
        && t.Assembly = typeof<obj>.Assembly
        && typeof<ITuple>.IsAssignableFrom t

    // The eighth argument is the tuple of the rest.
    let rec tupleTypes (t: Type) =
        match t.GetGenericArguments() with
        | arguments when arguments.Length = 8 -> Array.append arguments[..6] (tupleTypes arguments[7])
        | arguments -> arguments

    let rec private tupleOf (t: Type) : objnull[] -> objnull =
        let arguments = t.GetGenericArguments()
        let make = constructorOf t arguments

        if arguments.Length < 8 then
            make
        else
            let rest = tupleOf arguments[7]
            fun parts -> make (Array.append parts[..6] [| rest parts[7..] |])

    let tuple (t: Type) =
        {
            take =
                fun value ->
                    let tuple = nonNull value :?> ITuple
                    Array.init tuple.Length (fun i -> tuple[i])
            make = tupleOf t
        }

    /// The union of a type, which may be that of one of its cases.
    let union (t: Type) =
        match t.BaseType with
        | _ when isOf SourceConstructFlags.SumType t -> Some t
        | null -> None
        | parent when isOf SourceConstructFlags.SumType parent -> Some parent
        | _ -> None

    let private makers (t: Type) =
        let cases =
            methods t
            |> Array.filter (fun m -> m.IsStatic && isOf SourceConstructFlags.UnionCase m)
            |> Array.sortBy (fun m -> (mapping m).Value.SequenceNumber)

        if cases.Length = 0 then leftOut t else cases

    // Arguments of what makes a case are called as its fields, but begin with a small letter: b is _b there, and W is w. The
    // properties of the fields have marks, too, but compilation ahead of time drops those.
    let private fieldName (argument: ParameterInfo) =
        let name = string argument.Name

        if name[0] = '_' then
            name[1..]
        else
            string (Char.ToUpperInvariant name[0]) + name[1..]

    /// The cases of a union, each with the names and types of its fields.
    let cases (t: Type) =
        makers t
        |> Array.map (fun maker ->
            maker.GetParameters()
            |> Array.map (fun argument -> fieldName argument, argument.ParameterType))

    /// Which case a value of a union is.
    let caseOf (t: Type) : objnull -> int =
        // Of a union one of whose cases is null, a static method tells.
        let tells =
            methods t
            |> Array.tryFind (fun m -> m.Name = "GetTag" && m.IsStatic)
            |> Option.orElse (methods t |> Array.tryFind (fun m -> m.Name = "get_Tag"))

        match tells with
        | _ when (makers t).Length = 1 -> fun _ -> 0
        | _ when isGeneric typedefof<option<_>> t -> fun value -> if isNull value then 0 else 1
        | Some tell when tell.IsStatic ->
            let tell = MethodInvoker.Create tell
            fun value -> unbox<int>(tell.Invoke(null, value))
        | Some tell ->
            let tell = MethodInvoker.Create tell
            fun value -> unbox<int>(tell.Invoke value)
        | None -> leftOut t

    /// The parts of a case of a union.
    let case (t: Type) (tag: int) =
        let maker = MethodInvoker.Create(Array.item tag (makers t))
        let fields = Array.item tag (cases t) |> Array.map fst
        // The fields stand in a class of the case's own, or in that of the union; the first value tells.
        let known: (MethodInvoker[] | null) ref = ref null

        let getters (own: Type) =
            let ofField name =
                match properties own |> Array.tryFind (fun property -> property.Name = name) with
                | Some property -> getter property
                | None -> leftOut t

            Array.map ofField fields

        {
            take =
                if fields.Length = 0 then
                    fun _ -> [||]
                else
                    fun value ->
                        match known.Value with
                        | null ->
                            let found = getters ((nonNull value).GetType())
                            known.Value <- found
                            take found value
                        | found -> take found value
            make = fun parts -> maker.Invoke(null, Span parts)
        }

    let private listed (values: objnull) =
        [| for value in (nonNull values :?> IEnumerable) -> value |]

    let private method (t: Type) name =
        match methods t |> Array.tryFind (fun m -> m.Name = name) with
        | Some found -> MethodInvoker.Create found
        | None -> leftOut t

    let private numbers (values: objnull) =
        Array.init (listed values).Length string

    let array (t: Type) =
        {
            names = numbers
            items = listed
            like =
                fun _ parts ->
                    let array = Array.CreateInstanceFromArrayType(t, parts.Length)
                    parts |> Array.iteri (fun i part -> array.SetValue(part, i))
                    array
        }

    let list (t: Type) =
        let empty, cons = method t "get_Empty", method t "Cons"

        {
            names = numbers
            items = listed
            like =
                fun _ parts -> Array.foldBack (fun part rest -> cons.Invoke(null, part, rest)) parts (empty.Invoke null)
        }

    let isMap (t: Type) =
        isGeneric typedefof<Map<_, _>> t && t.GetGenericArguments()[0] = typeof<string>

    let map (t: Type) =
        let keys, values, add = method t "get_Keys", method t "get_Values", method t "Add"

        let names map =
            Seq.toArray (nonNull (keys.Invoke map) :?> ICollection<string>)

        {
            names = names
            items = values.Invoke >> listed
            like =
                fun map parts ->
                    Array.fold2 (fun map (name: string) part -> add.Invoke(map, name, part)) map (names map) parts
        }

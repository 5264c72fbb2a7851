namespace DeepExp.Functional

open System
open System.Collections.Generic
open DeepExp

/// Works that become one.
[<RequireQualifiedAccess>]
module internal Fusion =

    let isSame (x: Value) (y: Value) =
        obj.ReferenceEquals(x.Elements.Array, y.Elements.Array)

    /// The works that read each array, in their order.
    let readersOf (works: Work[]) =
        let readers = Dictionary<Array, ResizeArray<Work>>(HashIdentity.Reference)

        for work in works do
            for x in work.Inputs do
                match readers.TryGetValue x.Elements.Array with
                | true, all when obj.ReferenceEquals(all[all.Count - 1], work) -> ()
                | true, all -> all.Add work
                | _ -> readers[x.Elements.Array] <- ResizeArray [ work ]

        readers

    /// Where the value lies, but of another shape: a reshape may stand between both works.
    let private shapedAs (x: Value) (y: Value) = { y with Shape = x.Shape }

    /// <summary>
    /// A leaky ReLU of what a linear layer or a convolution gives is computed in the same pass. Its derivative asks where x is above 0,
    /// and may ask y instead, as long as the slope is not negative; so nobody needs x any more, unless it is a result.
    /// </summary>
    let activated (results: Value[]) (works: Work[]) : Work[] =
        let readers = readersOf works

        let asksTheSign x (work: Work) =
            match work.Op with
            | ValueSome(Binary(Rectify _)) -> isSame work.Inputs[0] x && not (isSame work.Inputs[1] x)
            | _ -> false

        let isLayer (work: Work) =
            match ValueOption.bind Forward.activated work.Op with
            | ValueSome _ -> true
            | ValueNone -> false

        let activates x (work: Work) =
            match work.Op with
            | ValueSome(Binary(Rectify slope)) -> slope >= 0.0 && isSame work.Inputs[0] x && isSame work.Inputs[1] x
            | _ -> false

        // What a layer gives, and its activation.
        let found = Dictionary<Array, Work>(HashIdentity.Reference)

        for work in works do
            let x = work.Outputs[0]

            if isLayer work && not (Array.exists (isSame x) results) then

                match readers.TryGetValue x.Elements.Array with
                | true, all ->
                    let activations, others = all |> List.ofSeq |> List.partition (activates x)

                    match activations with
                    | [ activation ] when List.forall (asksTheSign x) others -> found[x.Elements.Array] <- activation
                    | _ -> ()
                | _ -> ()

        let fused =
            HashSet<Array>(found.Values |> Seq.map _.Outputs[0].Elements.Array, HashIdentity.Reference)

        let instead (x: Value) =
            match found.TryGetValue x.Elements.Array with
            | true, activation ->
                { x with
                    Elements = activation.Outputs[0].Elements
                }
            | _ -> x

        works
        |> Array.choose (fun work ->
            let x = work.Outputs[0]

            match found.TryGetValue x.Elements.Array, ValueOption.bind Forward.activated work.Op with
            | (true,
               {
                   Op = ValueSome(Binary(Rectify slope))
                   Outputs = outputs
               }),
              ValueSome activated ->
                Some
                    { work with
                        Name = text $"{work.Name}, Rectify {slope}"
                        Outputs = Array.map (shapedAs x) outputs
                        Bind = fun xs ys -> activated slope xs ys[0]
                        Joined = [| work; found[x.Elements.Array] |]
                    }
            | _ when fused.Contains x.Elements.Array -> None
            | _ ->
                Some
                    { work with
                        Inputs = Array.map instead work.Inputs
                    })

    /// <summary>
    /// A product that is added to a sum which nobody needs afterwards is added in the same pass, with the same bits: so the gradients of
    /// weights that were used many times become one.
    /// </summary>
    let accumulated (results: Value[]) (works: Work[]) : Work[] =
        let readers = readersOf works

        let computed =
            Dictionary<Array, Work>(
                works
                |> Seq.map (fun work -> KeyValuePair(work.Outputs[0].Elements.Array, work)),
                HashIdentity.Reference
            )

        // Nobody but this work reads it, or nobody after it.
        let isLastRead (x: Value) (work: Work) =
            not (Array.exists (isSame x) results)
            && obj.ReferenceEquals(Seq.last readers[x.Elements.Array], work)

        let isOnlyRead (x: Value) (work: Work) =
            isLastRead x work && readers[x.Elements.Array].Count = 1

        // Of the sides of a sum, the one that is a product, and the other.
        let sides (work: Work) =
            match work.Op, work.Inputs with
            | ValueSome(Binary Add), [| x; y |] -> [ x, y; y, x ]
            | _ -> []
            |> List.tryPick (fun (sum, product) ->
                match computed.TryGetValue product.Elements.Array with
                | true, source when
                    not (isSame sum product)
                    && Shape.same sum.Shape product.Shape
                    && computed.ContainsKey sum.Elements.Array
                    && isLastRead sum work
                    && isOnlyRead product work
                    && not (Array.exists (isSame sum) source.Inputs)
                    ->
                    ValueOption.bind Forward.accumulated source.Op
                    |> ValueOption.toOption
                    |> Option.map (fun add -> sum, source, add)
                | _ -> None)

        let found = works |> Array.map sides

        let gone =
            HashSet<Array>(
                found
                |> Seq.choose (Option.map (fun (_, source, _) -> source.Outputs[0].Elements.Array)),
                HashIdentity.Reference
            )

        Array.zip works found
        |> Array.choose (fun (work, sides) ->
            match sides with
            | _ when gone.Contains work.Outputs[0].Elements.Array -> None
            | None -> Some work
            | Some(sum, source, add) ->
                Some
                    { work with
                        Name = text $"{source.Name}, Add"
                        Op = source.Op
                        Inputs = Array.append [| sum |] source.Inputs
                        Outputs = Array.map (shapedAs source.Outputs[0]) work.Outputs
                        InPlace = fun x _ -> x = 0
                        Tile = ValueNone
                        Joined = [| source; work |]
                        Bind =
                            fun xs ys ->
                                let sum, y = xs[0], ys[0]
                                let run = add (Array.tail xs) y

                                if isSame sum y then
                                    run
                                else
                                    fun () ->
                                        ForwardMoves.copy sum y
                                        run ()
                    })

namespace DeepExp.Functional

open System
open System.Collections.Generic
open DeepExp

/// Works that become one.
[<RequireQualifiedAccess>]
module internal Fusion =

    let private isSame (x: Value) (y: Value) =
        obj.ReferenceEquals(x.Elements.Array, y.Elements.Array)

    /// <summary>
    /// A leaky ReLU of what a linear layer or a convolution gives is computed in the same pass. Its derivative asks where x is above 0,
    /// and may ask y instead, as long as the slope is not negative; so nobody needs x any more, unless it is a result.
    /// </summary>
    let activated (results: Value[]) (works: Work[]) : Work[] =
        let readers = Dictionary<Array, ResizeArray<Work>>(HashIdentity.Reference)

        for work in works do
            for x in
                Array.distinctBy (fun (x: Value) -> HashIdentity.Reference.GetHashCode x.Elements.Array) work.Inputs do
                match readers.TryGetValue x.Elements.Array with
                | true, all -> all.Add work
                | _ -> readers[x.Elements.Array] <- ResizeArray [ work ]

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
                        Outputs = outputs
                        Bind =
                            fun xs ys ->
                                let run = activated slope xs ys[0]
                                fun _ -> run ()
                    }
            | _ when fused.Contains x.Elements.Array -> None
            | _ ->
                Some
                    { work with
                        Inputs = Array.map instead work.Inputs
                    })

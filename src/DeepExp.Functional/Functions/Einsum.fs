namespace DeepExp.Functional

open DeepExp

/// <summary>
/// Einstein's summation. Each axis of each operand has a label: a letter, or a number below 0 for an axis under an ellipsis,
/// -1 the last. Operands are joined in turn, each pair by one batched matrix product.
/// </summary>
[<RequireQualifiedAccess>]
module internal Einsum =

    let private refuse (subscripts: string, xs: Tensor list) (rule: System.FormattableString) : 'a =
        let shapes =
            xs |> List.map (fun x -> Shape.format x.Value.Shape) |> String.concat ", "

        fail "Einsum" $"«{subscripts}» of operands of shapes {shapes}: {text rule}"

    /// The labels of a term for an operand with so many axes.
    let private labelsOf call (term: string) rank =
        let letters (word: string) =
            if not (Seq.forall System.Char.IsAsciiLetter word) then
                refuse call $"«{term}» is not made of letters and at most one ellipsis."

            word |> Seq.map int |> Array.ofSeq

        match term.Split "..." with
        | [| all |] when all.Length = rank -> letters all
        | [| before; after |] when before.Length + after.Length <= rank ->
            let hidden = [| before.Length + after.Length - rank .. -1 |]
            Array.concat [ letters before; hidden; letters after ]
        | parts ->
            parts |> Array.iter (letters >> ignore)
            refuse call $"«{term}» does not name each axis of an operand with {rank} axes once."

    let private widest (labels: int[] list) =
        labels |> Seq.collect Seq.ofArray |> Seq.fold min 0 |> abs

    /// Without an arrow the result has the axes under the ellipsis, then the letters that stand once, in order.
    let private implied labels =
        let once =
            Array.concat labels
            |> Array.countBy id
            |> Array.filter (fun (label, count) -> label > 0 && count = 1)
            |> Array.map fst
            |> Array.sort

        Array.append [| -(widest labels) .. -1 |] once

    let private stated call (term: string) labels =
        let hidden = widest labels

        if hidden > 0 && not (term.Contains "...") then
            refuse call $"the result has no ellipsis, but axes under an ellipsis are never summed."

        let letters = term.Replace("...", "").Length

        let output =
            labelsOf call term (if term.Contains "..." then letters + hidden else letters)

        for label in output do
            if not (Seq.exists (Array.contains label) labels) then
                refuse call $"the result names «{char label}», which no operand has."

        if (Array.distinct output).Length < output.Length then
            refuse call $"the result names an axis twice."

        output

    let private requireEqualLengths (_, xs: Tensor list as call) labels =
        let lengths =
            List.zip labels xs
            |> List.collect (fun (labels, x) -> Array.zip labels x.Value.Shape |> List.ofArray)
            |> List.filter (fun (label, length) -> label > 0 || length <> 1)
            |> List.distinct

        for label, found in List.groupBy fst lengths do
            if found.Length > 1 then
                let name =
                    if label > 0 then
                        text $"«{char label}»"
                    else
                        "an axis under the ellipsis"

                refuse call $"{name} has the lengths {snd found[0]} and {snd found[1]}; they must be equal."

    let private along (labels: int[]) (some: int[]) (x: Tensor) =
        some
        |> Array.map (fun label -> x.Value.Shape[Array.findIndex ((=) label) labels])

    let private order (labels: int[]) (wanted: int[]) (x: Tensor) =
        Tensor.permute (wanted |> Array.map (fun label -> Array.findIndex ((=) label) labels)) x

    /// One axis for each label: of two axes with the same, the diagonal.
    let rec private diagonal (labels: int[], x: Tensor) =
        match labels |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1) with
        | None -> labels, x
        | Some(label, _) ->
            let first, last =
                Array.findIndex ((=) label) labels, Array.findIndexBack ((=) label) labels

            let rest = Array.except [ first; last ] [| 0 .. x.Rank - 1 |]
            let lengths = rest |> Array.map (fun axis -> x.Value.Shape[axis])
            let n = x.Value.Shape[first]

            let y =
                Tensor.permute (Array.append rest [| first; last |]) x
                |> Tensor.reshape (Array.append lengths [| n * n |])
                |> Tensor.slice
                    (Array.zeroCreate (rest.Length + 1))
                    (Array.append (Array.create rest.Length 1) [| n + 1 |])
                    (Array.append lengths [| n |])

            diagonal (Array.append (rest |> Array.map (fun axis -> labels[axis])) [| label |], y)

    let private summed (needed: int[]) (labels: int[], x: Tensor) =
        let axes =
            [| 0 .. x.Rank - 1 |]
            |> Array.filter (fun axis -> not (Array.contains labels[axis] needed))

        Array.filter (fun label -> Array.contains label needed) labels, Tensor.sumOver axes false x

    /// The labels needed later stay; those that both have and nobody needs are summed by the matrix product.
    let private joined needed (a: int[] * Tensor) (b: int[] * Tensor) =
        let ofA, a = summed (Array.append (fst b) needed) a
        let ofB, b = summed (Array.append ofA needed) b
        let shared = ofA |> Array.filter (fun label -> Array.contains label ofB)

        let batch, inner =
            shared |> Array.partition (fun label -> Array.contains label needed)

        let freeA, freeB = Array.except shared ofA, Array.except shared ofB
        let all = Array.concat [ batch; freeA; freeB ]

        if inner.Length = 0 then
            let ones (labels: int[]) = Array.create labels.Length 1
            let left = order ofA (Array.append batch freeA) a
            let right = order ofB (Array.append batch freeB) b

            all,
            Tensor.reshape (Array.append left.Value.Shape (ones freeB)) left
            * Tensor.reshape (Array.concat [ along ofB batch b; ones freeA; along ofB freeB b ]) right
        else
            let lead = Shape.broadcast "Einsum" (along ofA batch a) (along ofB batch b)

            let matrices (labels: int[]) rows columns x =
                order labels (Array.concat [ batch; rows; columns ]) x
                |> Tensor.broadcastTo (Array.concat [ lead; along labels rows x; along labels columns x ])
                |> Tensor.reshape
                    [|
                        Shape.size lead
                        Shape.size (along labels rows x)
                        Shape.size (along labels columns x)
                    |]

            all,
            Tensor.product false false (matrices ofA freeA inner a) (matrices ofB inner freeB b)
            |> Tensor.reshape (Array.concat [ lead; along ofA freeA a; along ofB freeB b ])

    /// The sum that the subscripts describe.
    let contract (subscripts: string) (xs: Tensor list) =
        let call = subscripts, xs

        let terms, result =
            match subscripts.Replace(" ", "").Split "->" with
            | [| terms |] -> terms.Split ',', None
            | [| terms; result |] -> terms.Split ',', Some result
            | _ -> refuse call $"there is more than one arrow."

        if terms.Length <> xs.Length then
            refuse call $"{terms.Length} operands are named, but {xs.Length} were given."

        let labels =
            List.map2 (fun term (x: Tensor) -> labelsOf call term x.Rank) (List.ofArray terms) xs

        let output =
            match result with
            | None -> implied labels
            | Some term -> stated call term labels

        requireEqualLengths call labels

        let rec joinAll whole rest =
            match rest with
            | [] -> whole
            | next :: rest ->
                let needed = Array.concat (output :: List.map fst rest)
                joinAll (joined needed whole next) rest

        match List.zip labels xs |> List.map diagonal with
        | [] -> refuse call $"there is no operand."
        | first :: rest ->
            let labels, y = joinAll first rest |> summed output
            order labels output y

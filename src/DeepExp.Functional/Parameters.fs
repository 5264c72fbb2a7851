namespace DeepExp.Functional

open DeepExp

/// <summary>
/// Parameters form a tree: records, tuples, unions, options, lists, arrays and maps with text as keys, whose leaves are
/// tensors. Whatever else a record holds (a slope, a count, a function) is carried along unchanged; what holds tensors in
/// another way (a sequence, a dictionary, a class) is refused. Leaves come in the order of declaration, and are named by the
/// path to them: <c>l1/W</c>, <c>0/W</c> in a list or tuple, <c>encoder/W</c> in a map. A union adds the names of the parts of
/// its case where there are several, and none where there is one.
/// </summary>
[<RequireQualifiedAccess>]
module Parameters =

    let private node<'P> () = ParameterTree.nodeOf typeof<'P>

    /// The leaves, in order.
    /// <exception cref="DeepExpException">A type holds tensors in a way that is not supported.</exception>
    let leaves (parameters: 'P) : Tensor[] =
        match box parameters with
        | :? Tensor as leaf -> [| leaf |]
        | :? (Tensor[]) as leaves -> leaves
        | tree ->
            let found = ResizeArray 8
            ParameterTree.leaves (node<'P>()) tree found.Add
            found.ToArray()

    /// The names of the leaves, in order: l1/W, l1/b, ...
    let names (parameters: 'P) : string[] =
        let found = ResizeArray()
        ParameterTree.names (node<'P>()) "" (box parameters) found.Add
        found.ToArray()

    /// The leaves with their names, in order.
    let named (parameters: 'P) : (string * Tensor)[] =
        Array.zip (names parameters) (leaves parameters)

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

            let result = ParameterTree.replace (node<'P>()) tree next

            if taken < leaves.Length then
                fail "Parameters.rebuild" $"the tree has {taken} leaves, but {leaves.Length} were given."

            unbox<'P> result

    /// <summary>f of each leaf.</summary>
    /// <exception cref="DeepExpException">A type holds tensors in a way that is not supported.</exception>
    let map f (parameters: 'P) : 'P =
        rebuild parameters (Array.map f (leaves parameters))

    let private paired operation (a: 'P) (b: 'P) =
        let xs, ys = leaves a, leaves b

        if xs.Length <> ys.Length then
            fail operation $"the trees have {xs.Length} and {ys.Length} leaves; they must have the same."

        xs, ys

    /// <summary>f of each pair of leaves at the same place of two trees.</summary>
    /// <exception cref="DeepExpException">The trees differ in their number of leaves.</exception>
    let map2 f (a: 'P) (b: 'P) : 'P =
        paired "Parameters.map2" a b ||> Array.map2 f |> rebuild a

    /// The leaves folded from the first to the last.
    let fold f (state: 'S) (parameters: 'P) : 'S = Array.fold f state (leaves parameters)

    /// <summary>Σ over all leaves of the inner product ⟨a, b⟩.</summary>
    /// <exception cref="DeepExpException">The trees differ in their number of leaves, or have none.</exception>
    let dot (a: 'P) (b: 'P) =
        let xs, ys = paired "Parameters.dot" a b

        if xs.Length = 0 then
            fail "Parameters.dot" $"the trees hold no tensor, so their inner product has no element type."

        (xs, ys) ||> Array.map2 Tensor.dot |> Array.reduce (fun x y -> x + y)

namespace DeepExp

open DeepExp.Functional

/// <summary>A binary tree whose leaves are classes. In C#, <c>ClassTree.Of(ClassTree.Of(2, 1), 0)</c>.</summary>
[<RequireQualifiedAccess>]
type ClassTree =
    /// A class by its number.
    | Leaf of label: int
    /// What is to the left, and what is to the right.
    | Branch of left: ClassTree * right: ClassTree

    /// The tree with two branches.
    static member Of(left: ClassTree, right: ClassTree) = Branch(left, right)

    /// A class by its number.
    static member op_Implicit(label: int) = Leaf label

    /// The tree with two branches.
    static member op_Implicit(branches: struct (ClassTree * ClassTree)) =
        let struct (left, right) = branches
        Branch(left, right)

    /// The tree as nested pairs.
    override tree.ToString() =
        match tree with
        | Leaf label -> string label
        | Branch(left, right) -> text $"({left}, {right})"

    /// <summary>
    /// The tree in which the path to a class is the shorter the more often it occurs: again and again the two rarest branches are
    /// joined, the rarest to the left; of equal ones, that with the class given first (Huffman, 1952).
    /// </summary>
    /// <exception cref="DeepExpException">There is no class, or one stands there twice.</exception>
    static member Huffman(counts: seq<struct (int * int)>) =
        let counts = Seq.toArray counts
        let classes = counts |> Array.map (fun struct (label, _) -> label)

        if classes.Length = 0 || (Array.distinct classes).Length < classes.Length then
            fail
                "CreateHuffmanTree"
                $"""the classes are [{classes |> Array.map string |> String.concat ", "}], but must be at least one, each once."""

        let queue =
            System.Collections.Generic.PriorityQueue<ClassTree, struct (int64 * int)>()

        for i, struct (label, count) in Array.indexed counts do
            queue.Enqueue(Leaf label, struct (int64 count, i))

        let take () =
            let mutable tree, place = Unchecked.defaultof<ClassTree>, struct (0L, 0)
            queue.TryDequeue(&tree, &place) |> ignore
            tree, place

        while queue.Count > 1 do
            let left, struct (leftCount, leftPlace) = take ()
            let right, struct (rightCount, rightPlace) = take ()
            queue.Enqueue(Branch(left, right), struct (leftCount + rightCount, min leftPlace rightPlace))

        fst (take ())

namespace DeepExp.Functional

open DeepExp

/// The way to each class from the root of a tree: the branches that it passes, counted from the root, left before right, and 1 where
/// it goes left, -1 where it goes right.
type ClassPaths =
    internal
        {
            /// For each class its branches, with 1 or -1.
            Paths: Map<int, (int * float) list>
        }

    /// The number of branches: of rows that hierarchicalSoftmax needs of W.
    member paths.Branches =
        paths.Paths.Values
        |> Seq.collect (List.map fst)
        |> Seq.fold (fun n branch -> max n (branch + 1)) 0

/// Losses over the branches of a tree of classes.
[<RequireQualifiedAccess>]
module Hierarchical =

    /// <summary>The ways to all classes of a tree.</summary>
    /// <exception cref="DeepExpException">A class stands in the tree twice.</exception>
    let paths (tree: ClassTree) =
        let mutable branches = 0

        let rec walk path (found: Map<int, _>) tree =
            match tree with
            | ClassTree.Leaf label when found.ContainsKey label ->
                fail "BinaryHierarchicalSoftmax" $"class {label} stands in the tree twice; each class has one place."
            | ClassTree.Leaf label -> found.Add(label, List.rev path)
            | ClassTree.Branch(left, right) ->
                let branch = branches
                branches <- branches + 1

                left
                |> walk ((branch, 1.0) :: path) found
                |> fun found -> walk ((branch, -1.0) :: path) found right

        { Paths = walk [] Map.empty tree }

    /// <summary>
    /// Σ ln(1 + e^(-c w·x)) over the batch and the branches on the way to each target t (int32): N, with code c = 1 where it goes
    /// left and -1 where it goes right, and the row w of W: branches×D for the branch; x: N×D. It is -ln of the probability of t,
    /// if at each branch one goes left with probability sigmoid(w·x) (Morin and Bengio, «Hierarchical probabilistic neural network
    /// language model», 2005).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = -\sum_i \ln p(t_i \mid x_i), \\
    /// p(t \mid x) = \prod_{b\ \text{on the way to}\ t} \sigma(c_b\, w_b \cdot x)
    /// \end{gathered} \]
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not agree, or a target is not in the tree.</exception>
    let binaryHierarchicalSoftmax (paths: ClassPaths) (t: Tensor) (W: Tensor) (x: Tensor) =
        let operation = "BinaryHierarchicalSoftmax"
        Require.rank operation "x" 2 "N×D" x
        Require.shape operation "W" [| paths.Branches; x.Value.Shape[1] |] W
        let n = x.Value.Shape[0]

        let ways =
            Labels.read operation "t" [| n |] t
            |> Array.map (fun label ->
                match paths.Paths.TryFind label with
                | Some way -> Array.ofList way
                | None -> fail operation $"t holds {label}, which is no class of the tree.")

        let longest = ways |> Array.fold (fun longest way -> max longest way.Length) 0

        let table padding f =
            ways
            |> Array.collect (fun way -> Array.init longest (fun i -> if i < way.Length then f way[i] else padding))

        let branches = Tensor.int32 [| n; longest |] (table -1 fst)
        let codes = Tensor.create x.DType [| n; longest |] (table 0.0 snd)

        Tensor.softplus (-codes * Sampling.logits W branches x)
        |> Tensor.rectify 0.0 (Tensor.abs codes)
        |> Tensor.sum

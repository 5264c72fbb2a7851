using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// A loss over many classes that are the leaves of a binary tree: at each branch on the way from the root one goes left with
/// probability sigmoid(w·x), with a row w of the parameter W: branches×in. See Hierarchical.binaryHierarchicalSoftmax of the core.
/// </summary>
public sealed class BinaryHierarchicalSoftmax : Link
{
    private readonly ClassPaths paths;

    /// <summary>A loss over the classes of a tree.</summary>
    /// <param name="inSize">The number of features of x.</param>
    /// <param name="tree">The tree, for instance of <see cref="CreateHuffmanTree"/>.</param>
    /// <param name="dtype">The type of W; <see cref="Config.DType"/> by default.</param>
    /// <exception cref="DeepExpException">The size is not positive, or a class stands in the tree twice.</exception>
    public BinaryHierarchicalSoftmax(int inSize, ClassTree tree, DType? dtype = null)
    {
        Sizes.RequirePositive("BinaryHierarchicalSoftmax", ("inSize", inSize));
        paths = Hierarchical.paths(tree.Given());
        W = AddParam("W", [paths.Branches, inSize], dtype, Initializer.Uniform(1));
    }

    /// <summary>The vectors of the branches, which begin uniform in ±1.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The sum over the batch of -ln of the probabilities of the classes t (int32): N, for x: N×in.</summary>
    public Variable Forward(Variable x, Variable t) =>
        Variable.Of(
            Hierarchical.binaryHierarchicalSoftmax(
                paths,
                t.Traced(),
                W.Traced(),
                x.FloatsLike(W, "BinaryHierarchicalSoftmax")
            )
        );

    /// <summary>
    /// The tree in which the path to a class is the shorter the more often it occurs: of {0: 5, 1: 2, 2: 1} it is ((2, 1), 0).
    /// </summary>
    /// <param name="wordCounts">How often each class occurs; of equal ones the first comes first.</param>
    /// <exception cref="DeepExpException">There is no class.</exception>
    public static ClassTree CreateHuffmanTree(IReadOnlyDictionary<int, int> wordCounts) =>
        ClassTree.Huffman(wordCounts.Given().Select(word => (word.Key, word.Value)));
}

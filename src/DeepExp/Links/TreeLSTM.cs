using DeepExp.Functional;
using Microsoft.FSharp.Collections;

namespace DeepExp.Links;

/// <summary>
/// Nodes of trees with any number of children, whose order does not count. Its links are W_x from x, W: 4U×in and b: 4U, W_h_aio
/// from the sum of the children's h, W: 3U×U, and W_h_f from each child's h, W: U×U; the formula is that of
/// <see cref="Functions.TreeLSTM"/> (Tai, Socher and Manning, «Improved semantic representations from tree-structured LSTM
/// networks», 2015).
/// </summary>
public sealed class ChildSumTreeLSTM : Chain
{
    private readonly Linear wX;
    private readonly Linear wHAio;
    private readonly Linear wHF;

    /// <summary>A layer with LeCun-normal weights and biases 0.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call.</param>
    /// <param name="outSize">The number of units.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public ChildSumTreeLSTM(int? inSize, int outSize)
    {
        Sizes.RequirePositive("ChildSumTreeLSTM", ("inSize", inSize), ("outSize", outSize));
        wX = AddLink("W_x", new Linear(inSize, 4 * outSize));
        wHAio = AddLink("W_h_aio", new Linear(outSize, 3 * outSize, nobias: true));
        wHF = AddLink("W_h_f", new Linear(outSize, outSize, nobias: true));
    }

    /// <summary>
    /// c and h of nodes, N×U, from c₁, c₂, …, h₁, h₂, …, x: the states of the children, each N×U, and x: N×in. What is null counts
    /// as 0.
    /// </summary>
    /// <exception cref="DeepExpException">There are not as many c as h, all is null, or shapes do not fit.</exception>
    public (Variable C, Variable H) Forward(params Variable?[] cshsx)
    {
        var (children, x) = TreeNode.Of("ChildSumTreeLSTM", cshsx, wX.W, wHF.W);
        var layer = new ChildSumTreeLstm(wX.For(x), wHAio.For(x), wHF.For(x));
        return Functions.Pair(
            ChildSumTreeLstmModule.forward(
                layer,
                children,
                x.FloatsLike(wX.W, GetType().Name, xName: nameof(wX.W))
            )
        );
    }
}

/// <summary>
/// Nodes of trees with n children each, whose order counts. Its links are W_x from x, W: (3 + n)U×in and b: (3 + n)U, and W_h1,
/// W_h2, … from the h of each child, W: (3 + n)U×U; formula and source are those of <see cref="ChildSumTreeLSTM"/>.
/// </summary>
public sealed class NaryTreeLSTM : Chain
{
    private readonly Linear wX;
    private readonly Linear[] wH;

    /// <summary>A layer with LeCun-normal weights and biases 0.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call.</param>
    /// <param name="outSize">The number of units.</param>
    /// <param name="nAry">The number of children.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public NaryTreeLSTM(int? inSize, int outSize, int nAry = 2)
    {
        Sizes.RequirePositive(
            "NaryTreeLSTM",
            ("inSize", inSize),
            ("outSize", outSize),
            ("nAry", nAry)
        );
        wX = AddLink("W_x", new Linear(inSize, (3 + nAry) * outSize));
        wH =
        [
            .. Enumerable
                .Range(1, nAry)
                .Select(k =>
                    AddLink($"W_h{k}", new Linear(outSize, (3 + nAry) * outSize, nobias: true))
                ),
        ];
    }

    /// <summary>
    /// c and h of nodes, N×U, from c₁, c₂, …, h₁, h₂, …, x: the states of the children, each N×U, and x: N×in. What is null counts
    /// as 0.
    /// </summary>
    /// <exception cref="DeepExpException">The number of children is another, all is null, or shapes do not fit.</exception>
    public (Variable C, Variable H) Forward(params Variable?[] cshsx)
    {
        var (children, x) = TreeNode.Of("NaryTreeLSTM", cshsx, wX.W, wH[0].W);
        var layer = new NaryTreeLstm(wX.For(x), ListModule.OfSeq(wH.Select(W => W.For(x))));
        return Functions.Pair(
            NaryTreeLstmModule.forward(
                layer,
                children,
                x.FloatsLike(wX.W, GetType().Name, xName: nameof(wX.W))
            )
        );
    }
}

internal static class TreeNode
{
    /// <summary>The states of the children and x out of c₁, c₂, …, h₁, h₂, …, x, with zeros for what is null.</summary>
    internal static (FSharpList<Tuple<Tensor, Tensor>> Children, Variable X) Of(
        string link,
        Variable?[] cshsx,
        DeepExp.Parameter ofX,
        DeepExp.Parameter ofH
    )
    {
        if (cshsx.Given().Length % 2 == 0)
            throw new DeepExpException(
                link,
                $"there are {cshsx.Length} arguments; they are as many c as h, and x."
            );
        var any =
            cshsx.LastOrDefault(given => given is not null)
            ?? throw new DeepExpException(link, "all arguments are null; one tells their number.");
        if (cshsx[^1] is null && !ofX.IsInitialized)
            throw new DeepExpException(
                link,
                "x is null and the link has no inSize yet; it is given to the constructor or with a first x."
            );

        var (x, count) = (cshsx[^1] ?? Zeros(ofX), cshsx.Length / 2);
        return (
            ListModule.OfSeq(
                cshsx
                    .Take(count)
                    .Zip(cshsx.Skip(count), (c, h) => Tuple.Create(State(c, "c"), State(h, "h")))
            ),
            x
        );

        Tensor State(Variable? given, string name) =>
            (given ?? Zeros(ofH)).FloatsLike(ofH, link, name, "W");

        Variable Zeros(Variable W) => TensorModule.zeros(W.DType, [any.Shape[0], W.Shape[1]]);
    }
}

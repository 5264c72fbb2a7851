using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>
    /// y = x Wᵀ + b for x: N×in, W: out×in, b: out. An x with more axes is read as N×in, or its first nBatchAxes axes as the batch.
    /// </summary>
    public static Variable Linear(Variable x, Variable W, Variable? b = null, int nBatchAxes = 1) =>
        Variable.Of(
            nBatchAxes == 1
                ? Connection.linear(W.FloatsLike(x), b.OptionLike(x), x.Floats())
                : Connection.linearOver(nBatchAxes, W.FloatsLike(x), b.OptionLike(x), x.Floats())
        );

    /// <summary>Row x[i] of W for each index of x; an index that is ignoreLabel gives zeros.</summary>
    public static Variable EmbedID(Variable x, Variable W, int? ignoreLabel = null) =>
        Variable.Of(Connection.embedId(ignoreLabel.ToOption(), W.Traced(), x.Traced()));

    /// <summary>y[n, l] = Σ e1[n, j] e2[n, k] W[j, k, l]</summary>
    /// <remarks>\[ y_{nl} = \sum_j \sum_k e^1_{nj}\, e^2_{nk}\, W_{jkl} \]</remarks>
    public static Variable Bilinear(Variable e1, Variable e2, Variable W) =>
        Variable.Of(Connection.bilinear(W.FloatsLike(e1), null, e1.Floats(), e2.FloatsLike(e1)));

    /// <summary>y[n, l] = Σ e1[n, j] e2[n, k] W[j, k, l] + e1 V1 + e2 V2 + b</summary>
    public static Variable Bilinear(
        Variable e1,
        Variable e2,
        Variable W,
        Variable V1,
        Variable V2,
        Variable b
    ) =>
        Variable.Of(
            Connection.bilinear(
                W.FloatsLike(e1),
                FSharpOption<Tuple<Tensor, Tensor, Tensor>>.Some(
                    Tuple.Create(V1.FloatsLike(e1), V2.FloatsLike(e1), b.FloatsLike(e1))
                ),
                e1.Floats(),
                e2.FloatsLike(e1)
            )
        );

    /// <summary>Each group of channels of x: N×C×H×W moved by one offset of a window, with zeros from outside.</summary>
    public static Variable Shift(Variable x, int ksize = 3, int dilate = 1) =>
        Variable.Of(Connection.shift(ksize, dilate, x.Traced()));
}

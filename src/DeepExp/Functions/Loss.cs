using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>|x0 - x1|, element by element; the shapes must be equal.</summary>
    /// <remarks>\[ \ell_i = |x_{0,i} - x_{1,i}| \]</remarks>
    public static Variable AbsoluteError(Variable x0, Variable x1) =>
        Variable.Of(Loss.absoluteError(x1.FloatsLike(x0), x0.Floats()));

    /// <summary>(x0 - x1)², element by element; the shapes must be equal.</summary>
    /// <remarks>\[ \ell_i = (x_{0,i} - x_{1,i})^2 \]</remarks>
    public static Variable SquaredError(Variable x0, Variable x1) =>
        Variable.Of(Loss.squaredError(x1.FloatsLike(x0), x0.Floats()));

    /// <summary>(x1 - x2)², element by element: another name of <see cref="SquaredError"/>.</summary>
    /// <remarks>\[ \ell_i = (x_{1,i} - x_{2,i})^2 \]</remarks>
    public static Variable SquaredDifference(Variable x1, Variable x2) =>
        Variable.Of(Loss.squaredErrorAs("SquaredDifference", x2.FloatsLike(x1), x1.Floats()));

    /// <summary>The mean over all elements of |x0 - x1|; the shapes must be equal.</summary>
    /// <remarks>\[ \ell = \frac{1}{n} \sum_{i=1}^n |x_{0,i} - x_{1,i}| \] over all \( n \) elements.</remarks>
    public static Variable MeanAbsoluteError(Variable x0, Variable x1) =>
        Variable.Of(Loss.meanAbsoluteError(x1.FloatsLike(x0), x0.Floats()));

    /// <summary>The mean over all elements of (x0 - x1)²; the shapes must be equal.</summary>
    /// <remarks>\[ \ell = \frac{1}{n} \sum_{i=1}^n (x_{0,i} - x_{1,i})^2 \] over all \( n \) elements.</remarks>
    public static Variable MeanSquaredError(Variable x0, Variable x1) =>
        Variable.Of(Loss.meanSquaredError(x1.FloatsLike(x0), x0.Floats()));

    /// <summary>(x - t)² / 2 up to a distance of delta, a straight line beyond.</summary>
    public static Variable HuberLoss(
        Variable x,
        Variable t,
        double delta,
        Reduce reduce = Reduce.SumAlongSecondAxis
    ) => Variable.Of(Loss.huberLoss(delta, reduce, t.FloatsLike(x), x.Floats()));

    /// <summary>The negative log-likelihood of x under a Bernoulli distribution with logits y.</summary>
    public static Variable BernoulliNll(Variable x, Variable y, Reduce reduce = Reduce.Sum) =>
        Variable.Of(Loss.bernoulliNll(reduce, x.Floats(), y.FloatsLike(x)));

    /// <summary>The negative log-likelihood of x under a normal distribution.</summary>
    public static Variable GaussianNll(
        Variable x,
        Variable mean,
        Variable lnVar,
        Reduce reduce = Reduce.Sum
    ) => Variable.Of(Loss.gaussianNll(reduce, x.Floats(), mean.FloatsLike(x), lnVar.FloatsLike(x)));

    /// <summary>The Kullback-Leibler divergence of a normal distribution from the standard one.</summary>
    public static Variable GaussianKlDivergence(
        Variable mean,
        Variable lnVar,
        Reduce reduce = Reduce.Sum
    ) => Variable.Of(Loss.gaussianKlDivergence(reduce, mean.Floats(), lnVar.FloatsLike(mean)));

    /// <summary>Pairs that belong together (y is 1) are drawn near, others pushed apart as far as the margin.</summary>
    public static Variable Contrastive(
        Variable x0,
        Variable x1,
        Variable y,
        double margin = 1,
        Reduce reduce = Reduce.Mean
    ) =>
        Variable.Of(Metric.contrastive(margin, reduce, y.Traced(), x0.Floats(), x1.FloatsLike(x0)));

    /// <summary>The anchor shall be nearer to the positive than to the negative, by the margin.</summary>
    public static Variable Triplet(
        Variable anchor,
        Variable positive,
        Variable negative,
        double margin = 0.2,
        Reduce reduce = Reduce.Mean
    ) =>
        Variable.Of(
            Metric.triplet(
                margin,
                reduce,
                anchor.Floats(),
                positive.FloatsLike(anchor),
                negative.FloatsLike(anchor)
            )
        );

    /// <summary>The covariance of the columns of y with those of z, or half of the sum of its squares.</summary>
    public static Variable CrossCovariance(
        Variable y,
        Variable z,
        Reduce reduce = Reduce.HalfSquaredSum
    ) => Variable.Of(Metric.crossCovariance(reduce, y.Floats(), z.FloatsLike(y)));

    /// <summary>The covariance of different columns of h, or half of the sum of its squares.</summary>
    public static Variable Decov(Variable h, Reduce reduce = Reduce.HalfSquaredSum) =>
        Variable.Of(Metric.decov(reduce, h.Floats()));

    /// <summary>The losses of a clustering of pixels: of the variance within, of the distance between, and of the size of means.</summary>
    /// <exception cref="DeepExpException">The embeddings have not as many dimensions as said, or see the core.</exception>
    public static (
        Variable Variance,
        Variable Distance,
        Variable Regularization
    ) DiscriminativeMarginBasedClusteringLoss(
        Variable embeddings,
        Variable labels,
        double deltaV,
        double deltaD,
        int maxEmbeddingDim,
        int norm = 1,
        double alpha = 1,
        double beta = 1,
        double gamma = 0.001
    )
    {
        if (embeddings.Given().Ndim == 4 && embeddings.Shape[1] != maxEmbeddingDim)
            throw new DeepExpException(
                nameof(DiscriminativeMarginBasedClusteringLoss),
                $"embeddings has {embeddings.Shape[1]} dimensions (shape {Messages.Shape(embeddings.Linked)}), but maxEmbeddingDim is {maxEmbeddingDim}."
            );
        var (variance, distance, regularization) = Metric.discriminativeMarginBasedClusteringLoss(
            new(deltaV, deltaD, norm, alpha, beta, gamma),
            labels.Traced(),
            embeddings.Floats()
        );
        return (Variable.Of(variance), Variable.Of(distance), Variable.Of(regularization));
    }
}

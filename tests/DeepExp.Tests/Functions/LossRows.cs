using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class LossRows
{
    private static readonly Tensor Pairs = (Tensor)new[] { 1, 0, 1, 0 };
    private static readonly Tensor Clusters = TensorModule.int32(
        [2, 1, 4],
        [1, 0, 2, 1, 2, 2, 3, 3]
    );

    internal static readonly Row[] All =
    [
        Errors(
            "AbsoluteError",
            v => F.AbsoluteError(v[0], v[1]),
            t => Loss.absoluteError(t[1], t[0])
        ),
        Errors("SquaredError", v => F.SquaredError(v[0], v[1]), t => Loss.squaredError(t[1], t[0])),
        Errors(
            "SquaredDifference",
            v => F.SquaredDifference(v[0], v[1]),
            t => Loss.squaredError(t[1], t[0])
        ),
        Errors(
            "MeanAbsoluteError",
            v => F.MeanAbsoluteError(v[0], v[1]),
            t => Loss.meanAbsoluteError(t[1], t[0])
        ),
        Errors(
            "MeanSquaredError",
            v => F.MeanSquaredError(v[0], v[1]),
            t => Loss.meanSquaredError(t[1], t[0])
        ),
        Errors(
            "HuberLoss",
            v => F.HuberLoss(v[0], v[1], 0.5),
            t => Loss.huberLoss(0.5, Reduce.SumAlongSecondAxis, t[1], t[0])
        ),
        Errors(
            "HuberLoss",
            v => F.HuberLoss(v[0], v[1], 0.5, Reduce.No),
            t => Loss.huberLoss(0.5, Reduce.No, t[1], t[0])
        ),
        Errors(
            "BernoulliNll",
            v => F.BernoulliNll(v[0], v[1]),
            t => Loss.bernoulliNll(Reduce.Sum, t[0], t[1])
        ),
        Errors(
            "BernoulliNll",
            v => F.BernoulliNll(v[0], v[1], Reduce.Mean),
            t => Loss.bernoulliNll(Reduce.Mean, t[0], t[1])
        ),
        new(
            "GaussianNll",
            v => F.GaussianNll(v[0], v[1], v[2]),
            t => Loss.gaussianNll(Reduce.Sum, t[0], t[1], t[2]),
            [4, 3],
            [4, 3],
            [4, 3]
        ),
        new(
            "GaussianNll",
            v => F.GaussianNll(v[0], v[1], v[2], Reduce.No),
            t => Loss.gaussianNll(Reduce.No, t[0], t[1], t[2]),
            [4],
            [4],
            [4]
        ),
        Errors(
            "GaussianKlDivergence",
            v => F.GaussianKlDivergence(v[0], v[1]),
            t => Loss.gaussianKlDivergence(Reduce.Sum, t[0], t[1])
        ),
        Errors(
            "GaussianKlDivergence",
            v => F.GaussianKlDivergence(v[0], v[1], Reduce.Mean),
            t => Loss.gaussianKlDivergence(Reduce.Mean, t[0], t[1])
        ),
        Errors(
            "Contrastive",
            v => F.Contrastive(v[0], v[1], Pairs),
            t => Metric.contrastive(1, Reduce.Mean, Pairs, t[0], t[1])
        ),
        Errors(
            "Contrastive",
            v => F.Contrastive(v[0], v[1], Pairs, 3, Reduce.No),
            t => Metric.contrastive(3, Reduce.No, Pairs, t[0], t[1])
        ),
        new(
            "Triplet",
            v => F.Triplet(v[0], v[1], v[2]),
            t => Metric.triplet(0.2, Reduce.Mean, t[0], t[1], t[2]),
            [4, 3],
            [4, 3],
            [4, 3]
        ),
        new(
            "Triplet",
            v => F.Triplet(v[0], v[1], v[2], 2, Reduce.No),
            t => Metric.triplet(2, Reduce.No, t[0], t[1], t[2]),
            [4, 3],
            [4, 3],
            [4, 3]
        ),
        new(
            "CrossCovariance",
            v => F.CrossCovariance(v[0], v[1]),
            t => Metric.crossCovariance(Reduce.HalfSquaredSum, t[0], t[1]),
            [4, 3],
            [4, 2]
        ),
        new(
            "CrossCovariance",
            v => F.CrossCovariance(v[0], v[1], Reduce.No),
            t => Metric.crossCovariance(Reduce.No, t[0], t[1]),
            [4, 3],
            [4, 2]
        ),
        new("Decov", v => F.Decov(v[0]), t => Metric.decov(Reduce.HalfSquaredSum, t[0]), [4, 3]),
        new("Decov", v => F.Decov(v[0], Reduce.No), t => Metric.decov(Reduce.No, t[0]), [4, 3]),
        new(
            "DiscriminativeMarginBasedClusteringLoss",
            v => Total(F.DiscriminativeMarginBasedClusteringLoss(v[0], Clusters, 0.5, 1.5, 3)),
            t => Clustering(new(0.5, 1.5, 1, 1, 1, 0.001), t[0]),
            [2, 3, 1, 4]
        ),
        new(
            "DiscriminativeMarginBasedClusteringLoss",
            v =>
                Total(
                    F.DiscriminativeMarginBasedClusteringLoss(
                        v[0],
                        Clusters,
                        0.1,
                        0.7,
                        3,
                        norm: 2,
                        alpha: 2,
                        beta: 3,
                        gamma: 4
                    )
                ),
            t => Clustering(new(0.1, 0.7, 2, 2, 3, 4), t[0]),
            [2, 3, 1, 4]
        ),
    ];

    private static Row Errors(
        string name,
        Func<Variable[], Variable> facade,
        Func<Tensor[], Tensor> core
    ) => new(name, facade, core, [4, 3], [4, 3]);

    private static Variable Total((Variable, Variable, Variable) losses) =>
        losses.Item1 + 2 * losses.Item2 + 3 * losses.Item3;

    private static Tensor Clustering(ClusteringOptions options, Tensor x)
    {
        var (variance, distance, regularization) = Metric.discriminativeMarginBasedClusteringLoss(
            options,
            Clusters,
            x
        );
        return variance + 2 * distance + 3 * regularization;
    }
}

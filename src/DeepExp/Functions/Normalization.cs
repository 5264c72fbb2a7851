using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>
    /// (x - mean) / √(var + eps) · gamma + beta, with mean and biased variance of the batch over the given axes, or over the first
    /// and all that gamma does not have. Running averages that are given take the batch in: their data becomes decay · running +
    /// (1 - decay) · batch, with its unbiased variance.
    /// </summary>
    public static Variable BatchNormalization(
        Variable x,
        Variable gamma,
        Variable beta,
        double eps = 2e-5,
        Variable? runningMean = null,
        Variable? runningVar = null,
        double decay = 0.9,
        Extents? axis = null
    )
    {
        Require.decay("BatchNormalization", decay);
        RequireRunning("BatchNormalization", gamma, runningMean, runningVar);
        var (y, batch) = Normalization.batchNormalization(
            eps,
            Optional.ToOption(axis?.Lengths),
            gamma.FloatsLike(x),
            beta.FloatsLike(x),
            x.Floats()
        );
        TakeIn(decay, runningMean, batch.Mean);
        TakeIn(decay, runningVar, batch.Var);
        return Variable.Of(y);
    }

    /// <summary>BatchNormalization with given mean and variance, as in testing.</summary>
    public static Variable FixedBatchNormalization(
        Variable x,
        Variable gamma,
        Variable beta,
        Variable mean,
        Variable var,
        double eps = 2e-5,
        Extents? axis = null
    ) => Fixed("FixedBatchNormalization", x, gamma, beta, mean, var, eps, axis);

    /// <summary>
    /// (x̂ r + d) · gamma + beta, where r, within [1/rmax, rmax], and d, within ±dmax, bring x normalised by its batch near to what
    /// the running averages would give. The averages take the batch in only with updateStatistics.
    /// </summary>
    public static Variable BatchRenormalization(
        Variable x,
        Variable gamma,
        Variable beta,
        double rmax,
        double dmax,
        double eps = 2e-5,
        Variable? runningMean = null,
        Variable? runningVar = null,
        double decay = 0.9,
        bool updateStatistics = false
    )
    {
        Require.decay("BatchRenormalization", decay);
        var tensor = x.Floats();
        var (scale, shift) = (gamma.FloatsLike(x), beta.FloatsLike(x));
        if (runningMean is null || runningVar is null)
            throw new DeepExpException(
                "BatchRenormalization",
                "runningMean or runningVar is missing; x is brought near to what both would give."
            );
        var (y, batch) = Normalization.batchRenormalization(
            eps,
            rmax,
            dmax,
            new(runningMean.FloatsLike(x).Untracked, runningVar.FloatsLike(x).Untracked),
            scale,
            shift,
            tensor
        );
        if (updateStatistics)
        {
            TakeIn(decay, runningMean, batch.Mean);
            TakeIn(decay, runningVar, batch.Var);
        }
        return Variable.Of(y);
    }

    /// <summary>FixedBatchNormalization, by another name.</summary>
    /// <inheritdoc cref="Normalization.fixedBatchNormalization" path="/remarks"/>
    public static Variable FixedBatchRenormalization(
        Variable x,
        Variable gamma,
        Variable beta,
        Variable mean,
        Variable var,
        double eps = 2e-5
    ) => Fixed("FixedBatchRenormalization", x, gamma, beta, mean, var, eps, axis: null);

    /// <summary>
    /// Σ^(-1/2) (x - mean) in each group of channels, with their covariance Σ plus eps on its diagonal. Running averages that are
    /// given, of the mean: groups×C/groups, and of the projection Σ^(-1/2): groups×C/groups×C/groups, take the batch in.
    /// </summary>
    public static Variable DecorrelatedBatchNormalization(
        Variable x,
        int groups = 16,
        double eps = 2e-5,
        Variable? runningMean = null,
        Variable? runningProjection = null,
        double decay = 0.9
    )
    {
        const string Operation = "DecorrelatedBatchNormalization";
        Require.decay(Operation, decay);
        var (y, mean, projection) = Whitening.decorrelatedBatchNormalization(
            eps,
            groups,
            x.Floats()
        );
        if (runningMean is not null)
            Messages.RequireLike(Operation, "running mean", runningMean.Data, mean);
        if (runningProjection is not null)
            Messages.RequireLike(
                Operation,
                "running projection",
                runningProjection.Data,
                projection
            );
        TakeIn(decay, runningMean, mean);
        TakeIn(decay, runningProjection, projection);
        return Variable.Of(y);
    }

    /// <summary>projection · (x - mean) in each group of channels.</summary>
    public static Variable FixedDecorrelatedBatchNormalization(
        Variable x,
        Variable mean,
        Variable projection,
        int groups = 16
    ) =>
        Variable.Of(
            Whitening.fixedDecorrelatedBatchNormalization(
                groups,
                mean.FloatsLike(x),
                projection.FloatsLike(x),
                x.Floats()
            )
        );

    /// <summary>Each sample normalised over groups of channels and all further axes; gamma and beta: C.</summary>
    public static Variable GroupNormalization(
        Variable x,
        int groups,
        Variable gamma,
        Variable beta,
        double eps = 1e-5
    ) =>
        Variable.Of(
            Normalization.groupNormalization(
                eps,
                groups,
                gamma.FloatsLike(x),
                beta.FloatsLike(x),
                x.Floats()
            )
        );

    /// <summary>Each row of x: N×D normalised; gamma and beta: D.</summary>
    public static Variable LayerNormalization(
        Variable x,
        Variable gamma,
        Variable beta,
        double eps = 1e-5
    ) =>
        Variable.Of(
            Normalization.layerNormalization(
                eps,
                gamma.FloatsLike(x),
                beta.FloatsLike(x),
                x.Floats()
            )
        );

    /// <summary>x / (k + alpha Σ x²)^beta, summed over the n nearest channels; alpha is not divided by n.</summary>
    public static Variable LocalResponseNormalization(
        Variable x,
        int n = 5,
        double k = 2,
        double alpha = 1e-4,
        double beta = 0.75
    ) => Variable.Of(Normalization.localResponseNormalization(n, k, alpha, beta, x.Floats()));

    /// <summary>x / (‖x‖ + eps), the length taken over the axes; over axis 1 by default.</summary>
    public static Variable Normalize(Variable x, double eps = 1e-5, Extents? axis = null) =>
        Variable.Of(Normalization.normalize(eps, (axis ?? 1).Lengths, x.Floats()));

    private static Variable Fixed(
        string operation,
        Variable x,
        Variable gamma,
        Variable beta,
        Variable mean,
        Variable var,
        double eps,
        Extents? axis
    ) =>
        Variable.Of(
            Normalization.fixedStatistics(
                operation,
                eps,
                Optional.ToOption(axis?.Lengths),
                new(mean.FloatsLike(x, operation), var.FloatsLike(x, operation)),
                gamma.FloatsLike(x, operation),
                beta.FloatsLike(x, operation),
                x.Floats(operation)
            )
        );

    private static void RequireRunning(
        string operation,
        Variable gamma,
        Variable? mean,
        Variable? var
    )
    {
        if (mean is not null)
            Messages.RequireLike(operation, "running mean", mean.Data, gamma.Given().Data);
        if (var is not null)
            Messages.RequireLike(operation, "running variance", var.Data, gamma.Given().Data);
    }

    private static void TakeIn(double decay, Variable? running, Tensor batch)
    {
        if (running is not null && !recomputing)
            running.Data = StatisticsModule.average(decay, batch, running.Data);
    }
}

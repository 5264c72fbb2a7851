using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Batch normalization that decorrelates channels too (Huang et al., «Decorrelated batch normalization», 2018), with running
/// averages of mean and projection: in training (<see cref="Config.Train"/>) x is whitened by its batch, in testing by them.
/// </summary>
public sealed class DecorrelatedBatchNormalization : Link
{
    private readonly int groups;
    private readonly Persistent<Tensor> avgMean;
    private readonly Persistent<Tensor> avgProjection;
    private readonly Persistent<int> count;

    /// <summary>A layer for x: N×size×….</summary>
    /// <param name="size">The number of channels.</param>
    /// <param name="groups">Into how many groups they are parted, each whitened for itself.</param>
    /// <param name="decay">How much of the averages remains when they take in a batch.</param>
    /// <param name="eps">What is added to variances.</param>
    /// <param name="dtype">The type of the averages; <see cref="Config.DType"/> by default.</param>
    /// <exception cref="DeepExpException">The size is not positive, or groups do not divide it.</exception>
    public DecorrelatedBatchNormalization(
        int size,
        int groups = 16,
        double decay = 0.9,
        double eps = 2e-5,
        DType? dtype = null
    )
    {
        Sizes.RequirePositive("DecorrelatedBatchNormalization", ("size", size), ("groups", groups));
        Sizes.RequireGroups("DecorrelatedBatchNormalization", "size", size, groups);
        this.groups = groups;
        (Decay, Eps) = (decay, eps);
        var (type, each) = (dtype ?? Config.DType, size / groups);
        avgMean = AddPersistent("avg_mean", TensorModule.zeros(type, [groups, each]));
        avgProjection = AddPersistent(
            "avg_projection",
            TensorModule.broadcastTo(
                [groups, each, each],
                Initializer.Identity().Make(type, each, each)
            )
        );
        count = AddPersistent("N", 0);
    }

    /// <summary>The running mean, groups×size/groups.</summary>
    public Tensor AvgMean
    {
        get => avgMean.Value;
        set => avgMean.Value = value;
    }

    /// <summary>The running projection, groups×size/groups×size/groups.</summary>
    public Tensor AvgProjection
    {
        get => avgProjection.Value;
        set => avgProjection.Value = value;
    }

    /// <summary>The number of batches taken in since finetuning began.</summary>
    public int N
    {
        get => count.Value;
        set => count.Value = value;
    }

    /// <summary>How much of the averages remains when they take in a batch.</summary>
    public double Decay { get; set; }

    /// <summary>What is added to variances.</summary>
    public double Eps { get; set; }

    /// <summary>Begins finetuning: the averages become those of the batches that are given with finetune from here.</summary>
    public void StartFinetuning() => N = 0;

    /// <summary>x: N×size×… whitened.</summary>
    /// <param name="x">N×size×….</param>
    /// <param name="finetune">Whether, in training, the averages become those of all batches given so: decay is 1 - 1/N.</param>
    public Variable Forward(Variable x, bool finetune = false)
    {
        if (!Config.Train)
            return F.FixedDecorrelatedBatchNormalization(x, AvgMean, AvgProjection, groups);

        var n = finetune ? N + 1 : N;
        var (mean, projection) = ((Variable)AvgMean, (Variable)AvgProjection);
        var decay = finetune ? 1 - 1.0 / n : Decay;
        var y = F.DecorrelatedBatchNormalization(x, groups, Eps, mean, projection, decay);
        (AvgMean, AvgProjection) = (mean.Data, projection.Data);
        if (!F.IsRecomputing)
            N = n;
        return y;
    }
}

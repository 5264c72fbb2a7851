using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Batch normalization (Ioffe and Szegedy, 2015), with parameters gamma and beta and running averages of mean and variance: in
/// training (<see cref="Config.Train"/>) x is normalised by its batch, which the averages take in; in testing by the averages.
/// </summary>
public class BatchNormalization : Link
{
    private readonly Extents? axis;
    private readonly Persistent<Tensor> avgMean;
    private readonly Persistent<Tensor> avgVar;
    private readonly Persistent<int> count;
    private readonly Initializer initialAvgMean;
    private readonly Initializer initialAvgVar;
    private readonly DType dtype;

    /// <summary>A layer for x: N×size×….</summary>
    /// <param name="size">The shape of gamma and beta; null leaves it to the first call, and needs an axis.</param>
    /// <param name="decay">How much of the averages remains when they take in a batch.</param>
    /// <param name="eps">What is added to variances.</param>
    /// <param name="dtype">The type of parameters and averages; <see cref="Config.DType"/> by default.</param>
    /// <param name="useGamma">Whether there is a gamma; without it is 1.</param>
    /// <param name="useBeta">Whether there is a beta; without it is 0.</param>
    /// <param name="initialGamma">How gamma begins; 1 by default.</param>
    /// <param name="initialBeta">How beta begins; 0 by default.</param>
    /// <param name="axis">The axes over which x is normalised; the first and all that gamma does not have by default.</param>
    /// <param name="initialAvgMean">How the running mean begins; 0 by default.</param>
    /// <param name="initialAvgVar">How the running variance begins; 1 by default.</param>
    /// <exception cref="DeepExpException">Neither size nor axis is given, or a size is not positive.</exception>
    public BatchNormalization(
        Extents? size = null,
        double decay = 0.9,
        double eps = 2e-5,
        DType? dtype = null,
        bool useGamma = true,
        bool useBeta = true,
        Initializer? initialGamma = null,
        Initializer? initialBeta = null,
        Extents? axis = null,
        Initializer? initialAvgMean = null,
        Initializer? initialAvgVar = null
    )
    {
        if (size is null && axis is null)
            throw new DeepExpException(
                GetType().Name,
                "neither size nor axis is given; the shape of gamma is one of them, or what is left of x without the other."
            );
        this.axis = axis;
        this.dtype = dtype ?? Config.DType;
        this.initialAvgMean = initialAvgMean ?? 0.0;
        this.initialAvgVar = initialAvgVar ?? 1.0;
        (Decay, Eps) = (decay, eps);
        if (useGamma)
            Gamma = AddParam("gamma", null, this.dtype, initialGamma ?? 1.0);
        if (useBeta)
            Beta = AddParam("beta", null, this.dtype, initialBeta ?? 0.0);
        avgMean = AddPersistent("avg_mean", this.dtype);
        avgVar = AddPersistent("avg_var", this.dtype);
        count = AddPersistent("N", 0);
        if (size is { } given)
            Initialize(Sizes.Shape(GetType().Name, given));
    }

    /// <summary>The scale; null without.</summary>
    public DeepExp.Parameter? Gamma { get; }

    /// <summary>The shift; null without.</summary>
    public DeepExp.Parameter? Beta { get; }

    /// <summary>The running mean.</summary>
    public Tensor AvgMean
    {
        get => avgMean.Value;
        set => avgMean.Value = value;
    }

    /// <summary>The running variance, unbiased.</summary>
    public Tensor AvgVar
    {
        get => avgVar.Value;
        set => avgVar.Value = value;
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

    /// <summary>x normalised, times gamma, plus beta.</summary>
    /// <param name="x">N×size×…, or whatever the axes leave of size.</param>
    /// <param name="finetune">Whether, in training, the averages become those of all batches given so: decay is 1 - 1/N.</param>
    public Variable Forward(Variable x, bool finetune = false)
    {
        if (!avgMean.IsInitialized)
            Initialize([.. x.Given().Shape.Where((_, i) => !IsNormalised(x, i))]);
        var gamma = Gamma ?? (Variable)Functional.TensorModule.onesLike(AvgMean);
        var beta = Beta ?? (Variable)Functional.TensorModule.zerosLike(AvgMean);
        if (!Config.Train)
            return F.FixedBatchNormalization(x, gamma, beta, AvgMean, AvgVar, Eps, axis);

        var n = finetune ? N + 1 : N;
        var (mean, var) = ((Variable)AvgMean, (Variable)AvgVar);
        var y = Normalise(x, gamma, beta, mean, var, finetune ? 1 - 1.0 / n : Decay);
        (AvgMean, AvgVar) = (mean.Data, var.Data);
        if (!F.IsRecomputing)
            N = n;
        return y;
    }

    /// <summary>x normalised by its batch, which the running averages take in.</summary>
    private protected virtual Variable Normalise(
        Variable x,
        Variable gamma,
        Variable beta,
        Variable mean,
        Variable var,
        double decay
    ) => F.BatchNormalization(x, gamma, beta, Eps, mean, var, decay, axis);

    private bool IsNormalised(Variable x, int i) =>
        axis!.Value.Lengths.Contains(i) || axis!.Value.Lengths.Contains(i - x.Ndim);

    private void Initialize(int[] shape)
    {
        Sizes.Begin(shape, Gamma, Beta);
        AvgMean = initialAvgMean.Make(dtype, shape);
        AvgVar = initialAvgVar.Make(dtype, shape);
    }
}

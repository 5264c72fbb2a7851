using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

/// <summary>Running averages, from their definition.</summary>
public class BatchNormalizationTests
{
    // Of each column: mean 2 and 10, variance 2/3 and 32/3, unbiased 1 and 16.
    private static readonly Tensor Batch = TensorModule.float64([3, 2], [1, 6, 2, 10, 3, 14]);

    private static L.BatchNormalization Layer() => new(2, dtype: DType.Float64);

    private static void Near(double[] expected, Tensor actual)
    {
        foreach (var (e, a) in expected.Zip(actual.ToArray<double>()))
            Assert.Equal(e, a, 1e-12);
    }

    [Fact]
    public void In_training_the_averages_take_in_mean_and_unbiased_variance()
    {
        var layer = Layer();
        layer.Forward(Batch);
        Near([0.1 * 2, 0.1 * 10], layer.AvgMean);
        Near([0.9 + 0.1 * 1, 0.9 + 0.1 * 16], layer.AvgVar);
        layer.Forward(Batch);
        Near([(0.9 * 0.1 + 0.1) * 2, (0.9 * 0.1 + 0.1) * 10], layer.AvgMean);
        Assert.Equal(0, layer.N);
    }

    [Fact]
    public void In_training_x_is_normalised_by_the_batch()
    {
        var y = Layer().Forward(Batch);
        Near(
            [-1 / Math.Sqrt(2.0 / 3 + 2e-5), 0, 1 / Math.Sqrt(2.0 / 3 + 2e-5)],
            F.GetItem(y, .., 0).Data
        );
    }

    [Fact]
    public void In_testing_x_is_normalised_by_the_averages_which_stay()
    {
        var layer = Layer();
        layer.AvgMean = TensorModule.float64([2], [1, 2]);
        layer.AvgVar = TensorModule.float64([2], [4, 9]);
        layer.Gamma!.Data = TensorModule.float64([2], [2, 3]);
        layer.Beta!.Data = TensorModule.float64([2], [5, 6]);
        using var test = Config.TestMode();
        var y = layer.Forward(Batch, finetune: true);
        var (a, b) = (Math.Sqrt(4 + 2e-5), Math.Sqrt(9 + 2e-5));
        Near([5, 6 + 3 * 4 / b, 5 + 2 / a, 6 + 3 * 8 / b, 5 + 4 / a, 6 + 3 * 12 / b], y.Data);
        Near([1, 2], layer.AvgMean);
        Assert.Equal(0, layer.N);
    }

    [Fact]
    public void Finetuned_averages_are_those_of_all_batches()
    {
        var layer = Layer();
        layer.Forward(Batch);
        layer.Forward(Batch, finetune: true);
        Near([2, 10], layer.AvgMean);
        Near([1, 16], layer.AvgVar);
        layer.Forward(Batch + 3.0, finetune: true);
        Near([3.5, 11.5], layer.AvgMean);
        Assert.Equal(2, layer.N);
        layer.StartFinetuning();
        layer.Forward(Batch, finetune: true);
        Near([2, 10], layer.AvgMean);
        Assert.Equal(1, layer.N);
    }

    [Fact]
    public void A_batch_is_taken_in_once_where_it_is_computed_again()
    {
        var layer = Layer();
        var x = Var(Batch);
        F.Sum(F.Forget(x => layer.Forward(x, finetune: true) * x, x)).Backward();
        Assert.Equal(1, layer.N);
        Near([2, 10], layer.AvgMean);
        Assert.NotNull(layer.Gamma!.Grad);
    }

    [Fact]
    public void An_axis_is_one_number_or_several()
    {
        var x = Random(1, DType.Float64, 2, 3, 4);
        var one = new L.BatchNormalization(axis: 1, dtype: DType.Float64);
        one.Forward(x);
        Assert.Equal([2, 4], one.AvgMean.Shape);
        var several = new L.BatchNormalization(axis: [0, -1], dtype: DType.Float64);
        several.Forward(x);
        Assert.Equal([3], several.AvgMean.Shape);
    }

    [Fact]
    public void Without_gamma_and_beta_they_are_1_and_0()
    {
        var bare = new L.BatchNormalization(
            2,
            dtype: DType.Float64,
            useGamma: false,
            useBeta: false
        );
        Assert.Empty(bare.Params());
        Same(Layer().Forward(Batch).Data, bare.Forward(Batch).Data);
    }

    [Fact]
    public void Averages_begin_as_asked_for_and_decay_as_asked_for()
    {
        var layer = new L.BatchNormalization(
            2,
            decay: 0.5,
            dtype: DType.Float64,
            initialAvgMean: 4,
            initialAvgVar: new double[] { 3, 8 }
        );
        layer.Forward(Batch);
        Near([3, 7], layer.AvgMean);
        Near([2, 12], layer.AvgVar);
    }

    [Fact]
    public void Renormalization_without_correction_is_batch_normalization()
    {
        var (plain, corrected) = (Layer(), new L.BatchRenormalization(2, dtype: DType.Float64));
        var (y, z) = (plain.Forward(Batch), corrected.Forward(Batch));
        Near(y.ToArray<double>(), z.Data);
        Near(plain.AvgMean.ToArray<double>(), corrected.AvgMean);
        Near(plain.AvgVar.ToArray<double>(), corrected.AvgVar);
    }

    [Fact]
    public void Renormalization_without_bounds_is_what_testing_gives()
    {
        var layer = new L.BatchRenormalization(2, rmax: 1e9, dmax: 1e9, dtype: DType.Float64);
        layer.AvgMean = TensorModule.float64([2], [1, 2]);
        layer.AvgVar = TensorModule.float64([2], [4, 9]);
        double[] expected;
        using (Config.TestMode())
            expected = layer.Forward(Batch).ToArray<double>();
        Near(expected, layer.Forward(Batch).Data);
    }

    [Fact]
    public void Decorrelated_averages_make_testing_whiten_what_was_finetuned_with_but_for_n_over_n_minus_1()
    {
        var layer = new L.DecorrelatedBatchNormalization(2, groups: 1, dtype: DType.Float64);
        var x = Random(2, DType.Float64, 50, 2);
        var y = layer.Forward(x, finetune: true);
        using var test = Config.TestMode();
        foreach (var (e, a) in y.ToArray<double>().Zip(layer.Forward(x).ToArray<double>()))
            Assert.Equal(e * 50 / 49, a, 1e-9);
        Assert.Equal(1, layer.N);
    }
}

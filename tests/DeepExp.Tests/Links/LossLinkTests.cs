using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

public class LossLinkTests
{
    private static readonly Tensor Labels = new int[] { 2, 0, 1, 2 };

    [Fact]
    public void Trees_are_written_as_pairs()
    {
        ClassTree tree = (ClassTree.Of(2, 1), 0);
        Assert.Equal(ClassTree.Of(ClassTree.Of(2, 1), 0), tree);
        var counts = new Dictionary<int, int>
        {
            [0] = 5,
            [1] = 2,
            [2] = 1,
        };
        Assert.Equal(tree, L.BinaryHierarchicalSoftmax.CreateHuffmanTree(counts));
    }

    [Fact]
    public void Hierarchical_probabilities_of_all_classes_add_up_to_1()
    {
        using var config = Config.UsingConfig(dtype: DType.Float64);
        var loss = new L.BinaryHierarchicalSoftmax(
            3,
            ClassTree.Of(ClassTree.Of(2, 1), ClassTree.Of(0, 7))
        );
        var x = Random(1, DType.Float64, 1, 3);
        Assert.Equal(
            1,
            new[] { 2, 1, 0, 7 }.Sum(label =>
                Math.Exp(-loss.Forward(x, (Tensor)new[] { label }).Item())
            ),
            1e-12
        );
    }

    [Fact]
    public void Sampling_losses_are_their_functions_of_what_is_drawn()
    {
        var x = Random(2, DType.Float32, 4, 3);
        var negative = new L.NegativeSampling(3, [1, 2, 3], 5);
        negative.W.Data = Random(3, DType.Float32, 3, 3);
        Rng.Seed(4);
        var loss = negative.Forward(x, Labels, Reduce.No);
        Rng.Seed(4);
        var (again, samples) = negative.Forward(x, Labels, Reduce.No, returnSamples: true);
        Same(loss.Data, again.Data);
        Assert.Equal([4, 6], samples.Shape);
        Rng.Seed(4);
        var sampler = new WalkerAlias(new[] { 1, 2, 3 }.Select(count => Math.Pow(count, 0.75)));
        Same(
            F.NegativeSampling(x, Labels, negative.W, sampler.Sample, 5, Reduce.No).Data,
            loss.Data
        );

        var blackOut = new L.BlackOut(3, [1, 2, 3], 5) { W = { Data = negative.W.Data } };
        Rng.Seed(4);
        var actual = blackOut.Forward(x, Labels);
        Rng.Seed(4);
        var drawn = new WalkerAlias([1, 2, 3]).Sample(4, 5);
        Same(F.BlackOut(x, Labels, blackOut.W, drawn).Data, actual.Data);
    }

    [Fact]
    public void Draws_come_as_often_as_their_probabilities_say()
    {
        Rng.Seed(5);
        var drawn = new WalkerAlias([1, 0, 3]).Sample(100, 100).ToArray<int>();
        Assert.Equal(2, drawn.Distinct().Count());
        Assert.InRange(drawn.Count(c => c == 2), 7284, 7716);
    }

    [Fact]
    public void Frequent_words_are_drawn_less_often_than_they_occur()
    {
        Rng.Seed(6);
        var x = Random(3, DType.Float32, 4, 3);
        // 16^0.75 is 8, so of nine draws one is class 0.
        var link = new L.NegativeSampling(3, [1, 16], 2000);
        var (_, samples) = link.Forward(x, (Tensor)new int[] { 1, 1, 1, 1 }, returnSamples: true);
        Assert.InRange(samples.ToArray<int>().Count(c => c == 0) / 8000.0, 0.093, 0.129);
    }

    [Fact]
    public void Sequences_of_any_order_are_those_over_time()
    {
        var field = new L.CRF1d(3, initialCost: Random(6, DType.Float32, 3, 3));
        // Sorted by length they stand in an order that is not its own inverse.
        Variable[] xs = [.. new[] { 2, 1, 3 }.Select(n => Random(6 + n, DType.Float32, n, 3))];
        Variable[] ys =
        [
            (Tensor)new int[] { 2, 0 },
            (Tensor)new int[] { 2 },
            (Tensor)new int[] { 0, 1, 1 },
        ];
        var each = field.Forward(xs, ys, Reduce.No, transpose: true);
        var (score, path) = field.Argmax(xs, transpose: true);
        for (var i = 0; i < xs.Length; i++)
        {
            var loss = field.Forward([xs[i]], [ys[i]], Reduce.No, transpose: true);
            var (best, labels) = field.Argmax([xs[i]], transpose: true);
            Assert.Equal(loss.Item(), F.GetItem(each, i).Item(), 1e-5);
            Assert.Equal(best.Item(), F.GetItem(score, i).Item(), 1e-5);
            Assert.Equal(labels[0].ToArray<int>(), path[i].ToArray<int>());
        }
        Assert.Equal(
            each.ToArray<double>().Average(),
            field.Forward(xs, ys, transpose: true).Item(),
            1e-5
        );
    }

    private sealed class Sum : Link
    {
        public Variable Forward(Variable x, Variable y) => x + y;
    }

    [Fact]
    public void A_classifier_remembers_what_it_computed()
    {
        var classifier = new L.Classifier(new L.Linear(3, 3));
        Assert.Null(classifier.Loss);
        var x = Random(9, DType.Float32, 4, 3);
        var loss = classifier.Forward(x, Labels);
        Assert.Same(loss, classifier.Loss);
        Same(F.SoftmaxCrossEntropy(classifier.Y!, Labels).Data, loss.Data);
        Same(F.Accuracy(classifier.Y!, Labels).Data, classifier.Accuracy!.Data);
        classifier.ComputeAccuracy = false;
        classifier.Forward(x, Labels);
        Assert.Null(classifier.Accuracy);
        Assert.Equal(
            ["/predictor/W", "/predictor/b"],
            classifier.NamedParams().Select(p => p.Path)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(-3)]
    public void A_classifier_takes_the_labels_from_where_it_is_told(int labelKey)
    {
        var classifier = new L.Classifier(
            new Sum(),
            F.MeanSquaredError,
            (y, t) => F.R2Score(y, t),
            labelKey
        );
        List<Variable> args = [Range(3), TensorModule.onesLike(Range(3))];
        args.Insert(labelKey < 0 ? labelKey + 3 : labelKey, Range(3) + 1.0);
        Assert.Equal(0, classifier.Forward([.. args]).Item());
    }

    [Fact]
    public void A_classifier_needs_labels_and_a_predictor_that_takes_the_rest()
    {
        var classifier = new L.Classifier(new Sum(), labelKey: 0);
        Refused("Classifier", () => classifier.Forward(), "argument 0");
        Refused(
            "Classifier",
            () => classifier.Forward(Range(3), Range(3)),
            "Sum",
            "takes (Variable),"
        );
    }
}

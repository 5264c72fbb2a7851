using DeepExp.Functional;
using Xunit;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Learning;

/// <summary>Programs as they stand in Chainer's examples, line by line; digits are drawn instead of read.</summary>
public class ChainerProgramTests
{
    private const int Side = 8;

    // Ten blurred prototypes, with noise.
    private static (Tensor Images, int[] Labels) Digits(int seed, int n)
    {
        var key = KeyModule.ofSeed(seed);
        var labels = Enumerable.Range(0, n).Select(i => i % 10).ToArray();
        var prototypes = KeyModule.normal(DType.Float32, [10, Side * Side], KeyModule.ofSeed(100));
        var noise = KeyModule.normal(DType.Float32, [n, Side * Side], key);
        return (F.EmbedID(labels, prototypes).Data + noise, labels);
    }

    private sealed class MLP : Chain
    {
        private readonly L.Linear l1,
            l2,
            l3;

        public MLP(int nUnits, int nOut)
        {
            using (InitScope())
            {
                // the size of the inputs to each layer will be inferred
                l1 = new L.Linear(null, nUnits); // n_in -> n_units
                l2 = new L.Linear(null, nUnits); // n_units -> n_units
                l3 = new L.Linear(null, nOut); // n_units -> n_out
            }
        }

        public Variable Forward(Variable x)
        {
            var h1 = F.Relu(l1.Forward(x));
            var h2 = F.Relu(l2.Forward(h1));
            return l3.Forward(h2);
        }
    }

    [Fact]
    public void Train_mnist_custom_loop()
    {
        Rng.Seed(0);
        var (batchsize, epochs) = (20, 4);
        var model = new L.Classifier(new MLP(32, 10));

        // Setup an optimizer
        var optimizer = new Adam();
        optimizer.Setup(model);
        optimizer.AddHook(new WeightDecay(1e-5));

        var (train, trainLabels) = Digits(1, 400);
        var (test, testLabels) = Digits(2, 100);
        while (optimizer.Epoch < epochs)
        {
            for (var i = 0; i < trainLabels.Length; i += batchsize)
            {
                var x = new Variable(F.GetItem(train, i..(i + batchsize)).Data);
                var t = trainLabels[i..(i + batchsize)];
                optimizer.Update(model, x, t);
            }
            optimizer.NewEpoch();
        }

        using (Config.UsingConfig(train: false))
        using (Config.NoBackpropMode())
        {
            var loss = model.Forward(test, testLabels);
            Assert.True(model.Accuracy!.Item() > 0.9, $"test mean accuracy: {model.Accuracy}");
            Assert.Same(model.Loss, loss);

            // Prediction
            var y = model.Predictor.Call(F.GetItem(test, 0..1));
            Assert.Equal(testLabels[0], F.ArgMax(y, axis: 1).Item());
        }
    }

    [Fact]
    public void A_convnet_is_a_Sequential()
    {
        Rng.Seed(0);
        var conv = new Sequential(
            new L.Convolution2D(null, 8, ksize: 3, pad: 1, nobias: true),
            new L.BatchNormalization(8),
            F.Relu
        );
        var model = new Sequential(
            conv.Repeat(2),
            x => F.MaxPooling2D(x, 2, 2),
            F.Dropout,
            new L.Linear(null, 10),
            F.LogSoftmax
        );

        var (x, t) = Digits(1, 100);
        x = TensorModule.reshape([-1, 1, Side, Side], x);
        model.Forward(x);
        var optimizer = new MomentumSGD(lr: 0.1).Setup(model);
        Variable Lossfun(Variable x, Variable t) => -F.Mean(F.SelectItem(model.Forward(x), t));
        for (var i = 0; i < 30; i++)
            optimizer.Update(Lossfun, x, t);

        var (test, labels) = Digits(2, 100);
        using (Config.UsingConfig(train: false))
        {
            var y = model.Forward(TensorModule.reshape([-1, 1, Side, Side], test));
            Assert.True(F.Accuracy(y, labels).Item() > 0.8, $"{F.Accuracy(y, labels)}");
        }
        Assert.Equal(2, conv.Repeat(2).Flatten().CountByLayerType("BatchNormalization"));
        Assert.Equal(
            "/0/0/0/W /0/0/1/beta /0/0/1/gamma /0/1/0/W /0/1/1/beta /0/1/1/gamma /1/W /1/b",
            string.Join(' ', model.NamedParams().Select(named => named.Path))
        );
    }
}

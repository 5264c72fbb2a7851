using DeepExp.Functional;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public partial class WrongCalls
{
    private static Tensor Whole(params int[] shape) => TensorModule.ones(DType.Int32, shape);

    private static Table Links =>
        new()
        {
            {
                "Convolution2D: outChannels is 5, which 2 groups do not divide.",
                () => new L.Convolution2D(4, 5, 3, groups: 2)
            },
            {
                "Convolution2D: x is 1×1×4×4 int32, but the function is defined for float32 and float64; cast it first.",
                () => new L.Convolution2D(1, 2, 3).Forward(Whole(1, 1, 4, 4))
            },
            {
                "Deconvolution2D: x is 1×1×4×4 float64 and W is 1×2×3×3 float32; element types are never mixed: cast one of them.",
                () => new L.Deconvolution2D(1, 2, 3).Forward(Ones64(1, 1, 4, 4))
            },
            {
                "LSTM: x is 2×3 int32, but the function is defined for float32 and float64; cast it first.",
                () => new L.LSTM(3, 2).Forward(Whole(2, 3))
            },
            {
                "StatelessLSTM: x is 2×3 float32 and c is 2×2 float64; element types are never mixed: cast one of them.",
                () => new L.StatelessLSTM(3, 2).Forward(Ones64(2, 2), null, Ones(2, 3))
            },
            {
                "StatefulPeepholeLSTM: W is 8×3 float32 and x is 2×3 float64; element types are never mixed: cast one of them.",
                () => new L.StatefulPeepholeLSTM(3, 2).Forward(Ones64(2, 3))
            },
            {
                "StatefulZoneoutLSTM: W is 8×3 float32 and x is 2×3 float64; element types are never mixed: cast one of them.",
                () => new L.StatefulZoneoutLSTM(3, 2).Forward(Ones64(2, 3))
            },
            {
                "GRU: W is 2×3 float32 and x is 2×3 float64; element types are never mixed: cast one of them.",
                () => new L.GRU(3, 2).Forward(Ones64(2, 3))
            },
            {
                "StatelessMGU: x is 2×3 float32 and h is 2×2 float64; element types are never mixed: cast one of them.",
                () => new L.StatelessMGU(3, 2).Forward(Ones64(2, 2), Ones(2, 3))
            },
            {
                "ChildSumTreeLSTM: x is 2×3 int32, but the function is defined for float32 and float64; cast it first.",
                () => new L.ChildSumTreeLSTM(3, 2).Forward(null, null, Whole(2, 3))
            },
            {
                "NaryTreeLSTM: W is 8×2 float32 and h is 2×2 float64; element types are never mixed: cast one of them.",
                () => new L.NaryTreeLSTM(3, 2, 1).Forward(Ones(2, 2), Ones64(2, 2), Ones(2, 3))
            },
            {
                "NStepBiGRU: W is 2×3 float32 and xs[0] is 2×3 float64; element types are never mixed: cast one of them.",
                () => new L.NStepBiGRU(1, 3, 2, 0).Forward(null, [Ones64(2, 3)])
            },
            {
                "NStepLSTM: W is 2×3 float32 and cx is 1×1×2 float64; element types are never mixed: cast one of them.",
                () => new L.NStepLSTM(1, 3, 2, 0).Forward(null, Ones64(1, 1, 2), [Ones(2, 3)])
            },
            {
                "NStepLSTM: the sequences have shapes 2×3, 2×5; at least one is needed, and each is length×features, with a length of at least 1 and as many features as the others.",
                () => new L.NStepLSTM(1, 3, 4, 0).Forward(null, null, [Ones(2, 3), Ones(2, 5)])
            },
            {
                "Convolution2D: inChannels is 0, but must be at least 1.",
                () => new L.Convolution2D(0, 5, 3)
            },
            {
                "Convolution1D: ksize is given for 2 axes, but there are 1; give one number for all, or one for each.",
                () => new L.Convolution1D(1, 1, (3, 3))
            },
            {
                "Convolution2D: x has shape 2×3, but needs batch, channels and 2 spatial axes.",
                () => new L.Convolution2D(5, 3).Forward(Ones(2, 3))
            },
            {
                "Deconvolution2D: the number of channels of x is 3, which 2 groups do not divide.",
                () => new L.Deconvolution2D(4, 3, groups: 2).Forward(Ones(1, 3, 4, 4))
            },
            {
                "LocalConvolution2D: ksize is 3×3, which does not fit into 2×5.",
                () => new L.LocalConvolution2D(1, 1, (2, 5), 3)
            },
            { "EmbedID: inSize is 0, but must be at least 1.", () => new L.EmbedID(0, 3) },
            {
                "InceptionBN: out1 is 1, stride 2 and projPool 3; conv1 needs stride 1 and projPool, so with another stride out1 is 0.",
                () => new L.InceptionBN(1, 1, 1, 1, 1, 1, PoolType.Avg, 3, stride: 2)
            },
            {
                "MLPConvolution2D: outChannels is empty; there is a number of channels for each layer, and at least one layer.",
                () => new L.MLPConvolution2D(1, [], 3)
            },
            {
                "Maxout: initialW has shape 2×3, but must be 2×3×in.",
                () => new L.Maxout(null, 2, 3, initialW: Ones(2, 3))
            },
            {
                "Bias: the link has no b; give it a shape, or call it with two inputs.",
                () => new L.Bias().Forward(Ones(2, 3))
            },
            {
                "Scale: the bias has no shape; give biasShape, or wShape for both.",
                () => new L.Scale(biasTerm: true)
            },
            {
                "BatchNormalization: neither size nor axis is given; the shape of gamma is one of them, or what is left of x without the other.",
                () => new L.BatchNormalization()
            },
            {
                "GroupNormalization: size is 5, which 2 groups do not divide.",
                () => new L.GroupNormalization(2, 5)
            },
            {
                "WalkerAlias: the probabilities are [0, 0], but must be finite and at least 0, one of them above it.",
                () => new L.NegativeSampling(2, [0, 0], 1)
            },
            {
                "Persistent: there is no value yet; call the link once with data, or load it.",
                () => new L.BatchNormalization(axis: 0).AvgMean
            },
            {
                "Classifier: the labels are argument -1, but there are 0; give inputs and labels.",
                () => new L.Classifier(new L.Linear(1)).Forward()
            },
        };
}

using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

/// <summary>How links are made, named and printed, in Chainer's words.</summary>
public class LinkWordsTests
{
    private static string Paths(Link link) =>
        string.Join(' ', link.NamedParams().Select(named => named.Path[1..]));

    private class Net : Chain
    {
        protected readonly L.Linear l1;
        private L.Linear? later;

        public Net()
        {
            var own = new L.Linear(1);
            using (InitScope())
            {
                l1 = new L.Linear(2, 3);
                Out = new L.Linear(3, 1, nobias: true);
                Scale = new Parameter(1, shape: [1]);
            }
            later = own;
        }

        public L.Linear Out { get; }

        public Parameter Scale { get; }

        public Variable Forward(Variable x) => Out.Forward(l1.Forward(x)) * Scale;

        public void Again()
        {
            using (InitScope())
                later = new L.Linear(1, 1);
        }
    }

    private sealed class Deeper : Net
    {
        private readonly Net inner;

        public Deeper()
        {
            using (InitScope())
                inner = new Net();
        }

        public Net Inner => inner;
    }

    private sealed class Holder : Link
    {
        public readonly object held;

        public Holder(object what)
        {
            using (InitScope())
                held = what;
        }
    }

    [Fact]
    public void What_is_set_in_an_init_scope_is_added_under_its_name()
    {
        var net = new Net();
        Assert.Equal("Scale Out/W l1/W l1/b", Paths(net));
        Assert.Equal("Scale", net.Scale.Name);
        Assert.Same(net["Out"], net.Out);
        net.Again();
        Assert.Equal("Scale Out/W l1/W l1/b later/W later/b", Paths(net));
        Assert.Equal(
            "Scale Out/W inner/Scale inner/Out/W inner/l1/W inner/l1/b l1/W l1/b",
            Paths(new Deeper())
        );

        var copy = (Net)net.Copy(CopyMode.Copy);
        Assert.Same(copy["Out"], copy.Out);
        Same(net.Forward(Range(1, 2)).Data, copy.Forward(Range(1, 2)).Data);
    }

    [Fact]
    public void Only_a_chain_takes_links_in_its_scope()
    {
        Assert.Equal("held", Paths(new Holder(new Parameter(1, shape: [1]))));
        Assert.Equal("", Paths(new Holder("neither")));
        Refused("Holder", () => _ = new Holder(new L.Linear(1)), "«held» is a link", "Chain");
    }

    [Fact]
    public void A_chain_is_made_of_links_by_name()
    {
        var chain = new Chain(("l2", new L.Linear(3, 1)), ("l1", new L.Linear(2, 3)));
        Assert.Equal("l1/W l1/b l2/W l2/b", Paths(chain));
        Same(((L.Linear)chain["l1"]).Forward(Range(1, 2)).Data, chain["l1"].Call(Range(1, 2)).Data);
        Refused(
            "Chain",
            () => _ = new Chain(("a", new L.Linear(1)), ("a", new L.Linear(1))),
            "«a» is taken"
        );
    }

    [Fact]
    public void A_link_is_made_of_its_parameters()
    {
        var (x, W) = (Random(5, DType.Float64, 4, 2), Random(1, DType.Float64, 3, 2));
        var b = Random(6, DType.Float64, 3);
        var linear = L.Linear.FromParams(W, b);
        Same(F.Linear(x, W, b).Data, linear.Forward(x).Data);
        Assert.Null(L.Linear.FromParams(W, nobias: true).B);
        Assert.Equal(DType.Float64, L.Linear.FromParams(W).B!.DType);
        Refused("Linear", () => L.Linear.FromParams(b), "W has shape 3", "2 axes");

        var (image, kernel) = (
            Random(2, DType.Float64, 2, 4, 5, 5),
            Random(3, DType.Float64, 6, 2, 3, 2)
        );
        var biases = Random(7, DType.Float64, 6);
        var convolution = L.Convolution2D.FromParams(kernel, biases, 2, (1, 0), groups: 2);
        Same(
            F.Convolution2D(image, kernel, biases, 2, (1, 0), groups: 2).Data,
            convolution.Forward(image).Data
        );
        Refused("Convolution2D", () => L.Convolution2D.FromParams(W), "W has shape 3×2", "4 axes");

        kernel = Random(4, DType.Float64, 4, 3, 3, 2);
        var deconvolution = L.Deconvolution2D.FromParams(kernel, stride: 2, groups: 2);
        Same(
            F.Deconvolution2D(
                image,
                kernel,
                TensorModule.zeros(DType.Float64, [6]),
                stride: 2,
                groups: 2
            ).Data,
            deconvolution.Forward(image).Data
        );
        Assert.Equal(DType.Float64, deconvolution.W.DType);
    }

    [Fact]
    public void Links_print_what_they_are_made_of()
    {
        Assert.Equal("Linear(in_size=2, out_size=3, nobias=False)", new L.Linear(2, 3).ToString());
        Assert.Equal(
            "Linear(in_size=None, out_size=3, nobias=True)",
            new L.Linear(3, nobias: true).ToString()
        );
        Assert.Equal("EmbedID(in_size=5, out_size=2)", new L.EmbedID(5, 2).ToString());
        Assert.Equal(
            "Convolution2D(in_channels=None, out_channels=4, ksize=(3, 3), stride=1, pad=(1, 0), nobias=False, dilate=1, groups=1)",
            new L.Convolution2D(4, 3, pad: (1, 0)).ToString()
        );
        Assert.Equal(
            "Deconvolution2D(in_channels=2, out_channels=4, ksize=(3, 3), stride=1, pad=0, nobias=True, dilate=1, groups=1)",
            new L.Deconvolution2D(2, 4, 3, nobias: true).ToString()
        );
        Assert.Equal(
            """
            Chain(
              (a): Sequential(
                (0): Linear(in_size=1, out_size=2, nobias=False),
                (1): Relu,
              ),
              (b): PReLU(),
            )
            """.ReplaceLineEndings("\n"),
            new Chain(
                ("a", new Sequential(new L.Linear(1, 2), F.Relu)),
                ("b", new L.PReLU())
            ).ToString()
        );
    }

    [Fact]
    public void Losses_are_given_as_they_are()
    {
        var y = Random(1, DType.Float32, 4, 3);
        int[] t = [0, 2, 1, 1];
        foreach (
            var lossfun in (Func<Variable, Variable, Variable>[])
                [F.SoftmaxCrossEntropy, F.Hinge, F.Accuracy]
        )
        {
            var model = new L.Classifier(new Sequential(), lossfun, accfun: lossfun);
            Same(lossfun(y, t).Data, model.Forward(y, t).Data);
            Same(model.Loss!.Data, model.Accuracy!.Data);
        }
        Func<Variable, Variable, Variable> sigmoid = F.SigmoidCrossEntropy;
        int[,] labels =
        {
            { 0, 1 },
        };
        Same(
            F.SigmoidCrossEntropy(Range(1, 2), labels, normalize: true).Data,
            sigmoid(Range(1, 2), labels).Data
        );
        Same(
            F.Accuracy(y, t).Data,
            new L.Classifier(new Sequential(), accfun: F.Accuracy).Accfun(y, t).Data
        );
    }
}

using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Learning;

/// <summary>What can only be learned by remembering.</summary>
public class SequenceTests
{
    private const int Symbols = 4;

    /// <summary>Row i is 1 at column symbols[i], and 0 elsewhere.</summary>
    private static Tensor OneHot(int[] symbols) =>
        TensorModule.float32(
            [symbols.Length, Symbols],
            [
                .. symbols.SelectMany(symbol =>
                    Enumerable.Range(0, Symbols).Select(column => column == symbol ? 1f : 0f)
                ),
            ]
        );

    private static int[] Draw(System.Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(Symbols))];

    private static Tensor Labels(int[] symbols) => symbols;

    private sealed class Remembering : Chain
    {
        private readonly L.LSTM lstm;
        private readonly L.Linear toSymbols;

        public Remembering()
        {
            lstm = AddLink("lstm", new L.LSTM(16));
            toSymbols = AddLink("to_symbols", new L.Linear(Symbols));
        }

        public Variable Forward(int[][] steps)
        {
            lstm.ResetState();
            foreach (var x in steps)
                lstm.Forward(OneHot(x));
            return toSymbols.Forward(lstm.H!);
        }
    }

    [Fact]
    public void An_LSTM_remembers_the_first_symbol()
    {
        Rng.Seed(0);
        var random = new System.Random(0);
        int[][] Batch(int n) => [.. Enumerable.Range(0, 12).Select(_ => Draw(random, n))];

        var model = new Remembering();
        var test = Batch(500);
        model.Forward(test);
        var optimizer = new Adam(alpha: 0.02).Setup(model);
        for (var i = 0; i < 300; i++)
        {
            var batch = Batch(32);
            optimizer.Update(() => F.SoftmaxCrossEntropy(model.Forward(batch), Labels(batch[0])));
        }

        using var scope = Config.TestMode();
        Assert.InRange(F.Accuracy(model.Forward(test), Labels(test[0])).Item(), 0.99, 1);
    }

    private sealed class Tagger : Chain
    {
        private readonly L.NStepBiGRU gru;
        private readonly L.Linear toTags;

        public Tagger()
        {
            gru = AddLink("gru", new L.NStepBiGRU(1, Symbols, 12, 0.1));
            toTags = AddLink("to_tags", new L.Linear(24, Symbols * Symbols));
        }

        public Variable Forward(int[][] sentences)
        {
            var (_, ys) = gru.Forward(null, [.. sentences.Select(s => (Variable)OneHot(s))]);
            return toTags.Forward(F.Concat(ys, axis: 0));
        }
    }

    [Fact]
    public void A_GRU_in_both_directions_tags_every_word_by_the_first_and_the_last_of_its_sentence()
    {
        Rng.Seed(0);
        var random = new System.Random(0);
        int[][] Batch(int n) =>
            [.. Enumerable.Range(0, n).Select(_ => Draw(random, random.Next(1, 9)))];
        int[] Tags(int[][] sentences) =>
            [.. sentences.SelectMany(s => s.Select(_ => Symbols * s[0] + s[^1]))];

        var model = new Tagger();
        var optimizer = new Adam(alpha: 0.02).Setup(model);
        for (var i = 0; i < 200; i++)
        {
            var batch = Batch(24);
            optimizer.Update(() =>
                F.SoftmaxCrossEntropy(model.Forward(batch), Labels(Tags(batch)))
            );
        }

        using var scope = Config.TestMode();
        var test = Batch(300);
        Assert.InRange(F.Accuracy(model.Forward(test), Labels(Tags(test))).Item(), 0.97, 1);
    }

    [Fact]
    public void Truncated_backpropagation_learns_an_echo_from_a_stream_without_end()
    {
        const int N = 16;
        const int Delay = 3;
        const int Window = 8;
        Rng.Seed(0);
        var random = new System.Random(0);
        var lstm = new L.LSTM(Symbols, 24);
        var toSymbols = new L.Linear(24, Symbols);
        var optimizer = new Adam(alpha: 0.02).Setup(new ChainList(lstm, toSymbols));
        var heard = new Queue<int[]>(Enumerable.Range(0, Delay).Select(_ => new int[N]));
        var (accuracies, ranks) = (new List<double>(), new List<int>());
        Variable loss = Scalar(0);

        for (var t = 0; t < 300 * Window; t++)
        {
            var x = Draw(random, N);
            heard.Enqueue(x);
            var (y, echo) = (toSymbols.Forward(lstm.Forward(OneHot(x))), Labels(heard.Dequeue()));
            loss += F.SoftmaxCrossEntropy(y, echo);
            accuracies.Add(F.Accuracy(y, echo).Item());
            if (t % Window < Window - 1)
                continue;

            ranks.Add(loss.Rank);
            lstm.ClearGrads();
            toSymbols.ClearGrads();
            loss.Backward();
            loss.UnchainBackward();
            optimizer.Update();
            loss = Scalar(0);
        }

        Assert.InRange(accuracies.TakeLast(20 * Window).Average(), 0.98, 1);
        // No window's trace is longer than the second: what went before is forgotten.
        Assert.Equal([ranks[1]], ranks.Skip(1).Distinct());
    }
}

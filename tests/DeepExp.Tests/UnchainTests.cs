using System.Runtime.CompilerServices;
using DeepExp.Functional;
using FsCheck.Xunit;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests;

/// <summary>A trace that is cut ends there for all that was computed from it, before and after.</summary>
public class UnchainTests
{
    [Fact]
    public void What_was_computed_before_sees_the_cut()
    {
        var x = Var(2);
        var y = x * x;
        var z = y * x;
        y.Unchain();
        z.Backward();
        HasGrad(x, 4);
        HasGrad(y, 2);
    }

    [Fact]
    public void What_was_computed_before_from_a_chain_sees_that_it_is_cut()
    {
        var x = Var(2);
        var h = x * 2;
        var l = h * 3;
        var h2 = h * x;
        l.UnchainBackward();
        h2.Backward();
        HasGrad(x, 4);
        HasGrad(h, 2);
    }

    [Fact]
    public void Unchained_a_result_is_where_gradients_end()
    {
        var x = Var(3);
        var h = x * x;
        var y = h * h;
        h.Unchain();
        Assert.Null(h.Creator);
        Assert.True(h.RequiresGrad);
        (2 * h).Backward();
        HasGrad(h, 2);
        y.Backward();
        HasGrad(h, 2 + 18);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void A_recurrent_network_goes_back_through_the_last_steps_only()
    {
        var W = Var(0.5f);
        var h = Var(1);
        for (var step = 0; step < 10; step++)
        {
            h *= W;
            if (step == 7)
            {
                h.UnchainBackward();
                Assert.Equal(0, h.Rank);
            }
        }

        Assert.Equal(2, h.Rank);
        h.Backward();
        HasGrad(W, Math.Pow(0.5, 8) * 2 * 0.5);
    }

    [Fact]
    public void Unchaining_reaches_all_results_and_leaves_the_rest()
    {
        var x = Var(3);
        var h = x * x;
        var y = h + 1;
        y.UnchainBackward();
        Assert.Null(y.Creator);
        Assert.Null(h.Creator);
        Holds(h, 9);
        Holds(x, 3);
        x.UnchainBackward();
        h.Backward();
        Assert.Null(x.Grad);
        (x * x).Backward();
        HasGrad(x, 6);
    }

    [Fact]
    public void A_function_of_several_operations_is_cut_as_a_whole()
    {
        var x = Var(Range(2, 3));
        var y = F.SplitAxis(F.LogSoftmax(x), 3, axis: 1);
        F.Sum(y[0]).UnchainBackward();
        F.Sum(y[1]).Backward();
        Assert.Null(x.Grad);
    }

    [Fact]
    public void Gradients_with_respect_to_a_result_that_was_cut()
    {
        var x = Var(3);
        var h = x * x;
        var y = h * h * x;
        h.Unchain();
        var gradients = Chainer.Grad([y], [x, h], enableDoubleBackprop: true);
        Holds(gradients[0]!, 81);
        Holds(gradients[1]!, 54);
        gradients[0]!.Backward();
        HasGrad(h, 18);
        Assert.Null(x.Grad);
    }

    private const int Leaves = 3;

    /// <summary>
    /// A graph that the seed draws: leaves, and results of two nodes before. Those that <c>constant</c> names begin anew with
    /// their data.
    /// </summary>
    private static (Variable[] Nodes, int[][] Inputs) Graph(int seed, Func<int, bool> constant)
    {
        var random = new System.Random(seed);
        List<Variable> nodes = [];
        List<int[]> inputs = [];
        for (var i = 0; i < Leaves + 8; i++)
        {
            var (a, b) = (random.Next(Math.Max(i, 1)), random.Next(Math.Max(i, 1)));
            var kind = random.Next(4);
            var node =
                i < Leaves ? Var(Random(seed + i, DType.Float64, 2))
                : kind == 0 ? nodes[a] + nodes[b]
                : kind == 1 ? nodes[a] * nodes[b]
                : kind == 2 ? F.Tanh(nodes[a] - nodes[b])
                : F.LogSoftmax(F.Stack([nodes[a], nodes[b]])).Get(0);
            nodes.Add(constant(i) ? Var(node.Data) : node);
            inputs.Add(i < Leaves ? [] : [a, b]);
        }

        return ([.. nodes], [.. inputs]);
    }

    private static void SendBack(Variable[] nodes) =>
        F.Sum(nodes.Aggregate((sum, node) => sum + node)).Backward();

    private static void SameGradients(Variable[] expected, Variable[] actual)
    {
        SendBack(expected);
        SendBack(actual);
        Assert.Equal(
            expected.Select(x => x.Grad is null ? "none" : Bits(x.Grad)),
            actual.Select(x => x.Grad is null ? "none" : Bits(x.Grad))
        );
    }

    [Property]
    public void A_node_that_is_cut_is_a_node_that_begins_anew(int seed, byte which)
    {
        var at = Leaves + which % 8;
        var (nodes, _) = Graph(seed, _ => false);
        nodes[at].Unchain();
        SameGradients(Graph(seed, i => i == at).Nodes, nodes);
    }

    [Property]
    public void A_chain_that_is_cut_begins_anew_at_each_node(int seed, byte which)
    {
        var at = Leaves + which % 8;
        var (nodes, inputs) = Graph(seed, _ => false);
        HashSet<int> chain = [at];
        for (var i = at; i >= 0; i--)
            if (chain.Contains(i))
                chain.UnionWith(inputs[i]);
        nodes[at].UnchainBackward();
        SameGradients(Graph(seed, chain.Contains).Nodes, nodes);
    }

    [Fact]
    public void Truncated_backpropagation_through_time()
    {
        var (W, expected) = (
            Var(Random(1, DType.Float64, 2, 2)),
            Var(Random(1, DType.Float64, 2, 2))
        );
        var (h, state) = (Var(Random(2, DType.Float64, 1, 2)), Var(Random(2, DType.Float64, 1, 2)));
        for (var window = 0; window < 3; window++)
        {
            Variable loss = (Tensor)0.0;
            Variable expectedLoss = (Tensor)0.0;
            state = Var(state.Data);
            for (var step = 0; step < 4; step++)
            {
                var x = Random(10 * window + step, DType.Float64, 1, 2);
                h = F.Tanh(h.MatMul(W) + x);
                state = F.Tanh(state.MatMul(expected) + x);
                loss += F.Sum(h);
                expectedLoss += F.Sum(state);
            }

            loss.Backward();
            loss.UnchainBackward();
            expectedLoss.Backward();
            Same(expected.Grad!, W.Grad);
            W.Data -= 0.1 * W.Grad!;
            expected.Data -= 0.1 * expected.Grad!;
            W.ClearGrad();
            expected.ClearGrad();
        }
    }

    [Fact]
    public void What_a_cut_result_was_computed_from_is_let_go()
    {
        var (W, h) = (Var(0.5f), Var(1));
        var (loss, before) = Steps(W, ref h);
        Assert.True(IsAlive(before));
        loss.Backward();
        loss.UnchainBackward();
        Assert.False(IsAlive(before));
        GC.KeepAlive((W, h, loss));
    }

    private static bool IsAlive(WeakReference reference)
    {
        GC.Collect();
        return reference.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Variable Loss, WeakReference Before) Steps(Variable W, ref Variable h)
    {
        var first = h * W;
        var loss = first + first;
        h = first;
        for (var step = 0; step < 3; step++)
        {
            h *= W;
            loss += h;
        }

        return (loss, new(first));
    }
}

using DeepExp.Functional;
using DeepExp.Tests.Functions;
using Xunit;

namespace DeepExp.Tests;

public class NameTests
{
    [Fact]
    public void Discover()
    {
        var lines = new List<string>();
        foreach (var row in FunctionsTests.Rows)
        {
            Tensor[] xs = [.. row.Shapes.Select((shape, i) => Tensors.Random(i, DType.Float32, shape))];
            if (row.Positive)
                xs = Array.ConvertAll(xs, TensorModule.exp);
            void Try(string kind, IEnumerable<Tensor> given)
            {
                try
                {
                    row.Facade([.. given.Select(x => x.DType.IsInt32 ? x : (Variable)x)]);
                    lines.Add($"OK {kind} {row.Name}");
                }
                catch (DeepExpException e)
                {
                    lines.Add($"{(e.Operation == row.Name ? "SAME" : "DIFF")} {kind} {row.Name} -> {e.Message}");
                }
                catch (Exception e)
                {
                    lines.Add($"CRASH {kind} {row.Name} {string.Join(", ", given)} -> {e.GetType().Name} {e.Message} {e.StackTrace}".Replace("\n", "|"));
                }
            }
            Try("ints", xs.Select(x => TensorModule.cast(DType.Int32, x)));
            for (var i = 0; i < xs.Length; i++)
            {
                void With(string kind, Func<Tensor, Tensor> f) => Try(kind, xs.Select((x, at) => at == i ? f(x) : x));
                With("int", x => TensorModule.cast(DType.Int32, x));
                With("mix", x => TensorModule.cast(DType.Float64, x));
                With("more", x => TensorModule.reshape([1, .. x.Shape], x));
                With("more", x => TensorModule.reshape([.. x.Shape, 1], x));
                With("scalar", x => TensorModule.ones(DType.Float32, []));
                With("less", x => x.Rank > 0 ? TensorModule.ones(DType.Float32, x.Shape[1..]) : x);
                for (var axis = 0; axis < xs[i].Rank; axis++)
                {
                    int[] Length(int n) => [.. xs[i].Shape.Select((l, at) => at == axis ? n : l)];
                    With("longer", x => TensorModule.ones(DType.Float32, Length(x.Shape[axis] + 1)));
                    With("empty", x => TensorModule.ones(DType.Float32, Length(0)));
                    With("shorter", x => TensorModule.ones(DType.Float32, Length(1)));
                }
            }
            Try("empties", xs.Select(x => TensorModule.ones(DType.Float32, Array.ConvertAll(x.Shape, _ => 0))));
            Try("scalars", xs.Select(x => TensorModule.ones(DType.Float32, [])));
        }
        File.WriteAllLines("/tmp/discover.txt", lines.Distinct());
    }
}

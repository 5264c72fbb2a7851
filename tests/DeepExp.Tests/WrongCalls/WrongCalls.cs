using System.Reflection;
using DeepExp.Functional;

namespace DeepExp.Tests;

/// <summary>
/// Calls that are refused, each with the whole message that it gets. Every static <see cref="Table"/> of this class is checked;
/// a file for each group of functions holds one.
/// </summary>
public partial class WrongCalls
{
    private sealed class Table : List<(string Message, Func<object?> Call)>
    {
        public void Add(string message, Func<object?> call) => Add((message, call));
    }

    private static readonly Dictionary<string, Func<object?>> Rows = typeof(WrongCalls)
        .GetProperties(BindingFlags.NonPublic | BindingFlags.Static)
        .Where(property => property.PropertyType == typeof(Table))
        .SelectMany(property => (Table)property.GetValue(null)!)
        .ToDictionary(row => row.Message, row => row.Call);

    public static TheoryData<string> Messages => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_message_says_it(string message) =>
        Assert.Equal(message, Assert.Throws<DeepExpException>(Rows[message]).Message);

    private static Tensor Ones(params int[] shape) => TensorModule.ones(DType.Float32, shape);

    private static Tensor Ones64(params int[] shape) => TensorModule.ones(DType.Float64, shape);

    private static Tensor Labels(params int[] labels) => labels;
}

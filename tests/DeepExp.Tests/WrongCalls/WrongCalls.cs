using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DeepExp.Functional;

namespace DeepExp.Tests;

/// <summary>
/// Calls that are refused, each with the whole message that it gets. Every static <see cref="Table"/> of this class is checked;
/// a file for each group of functions holds one.
/// </summary>
public partial class WrongCalls
{
    private sealed class Table : List<(string Message, Func<object?> Call, string Text)>
    {
        public void Add(
            string message,
            Func<object?> call,
            [CallerArgumentExpression(nameof(call))] string text = ""
        ) => Add((message, call, text));
    }

    private static readonly Dictionary<string, (Func<object?> Call, string Text)> Rows =
        typeof(WrongCalls)
            .GetProperties(BindingFlags.NonPublic | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(Table))
            .SelectMany(property => (Table)property.GetValue(null)!)
            .ToDictionary(row => row.Message, row => (row.Call, row.Text));

    public static TheoryData<string> Messages => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_message_says_it(string message) =>
        Assert.Equal(message, Assert.Throws<DeepExpException>(Rows[message].Call).Message);

    /// <summary>The operation is the function of the façade that stands in the call, whatever it calls.</summary>
    [Theory]
    [MemberData(nameof(Messages))]
    public void The_operation_is_the_function_that_was_called(string message)
    {
        var called = Regex.Match(Rows[message].Text, @"=>\s*F\.(\w+)\(");
        if (called.Success)
            Assert.StartsWith(called.Groups[1].Value + ": ", message, StringComparison.Ordinal);
    }

    private static Tensor Ones(params int[] shape) => TensorModule.ones(DType.Float32, shape);

    private static Tensor Ones64(params int[] shape) => TensorModule.ones(DType.Float64, shape);

    private static Tensor Labels(params int[] labels) => labels;
}

using DeepExp.Functional;

namespace DeepExp;

/// <summary>What messages about tensors share.</summary>
internal static class Messages
{
    internal static string Shape(IEnumerable<int> shape) => ShapeModule.format([.. shape]);

    internal static string Shape(Tensor x) => ShapeModule.format(x.Shape);

    internal static void RequireLike(string operation, string what, Tensor given, Tensor expected)
    {
        if (
            !ShapeModule.same(given.Value.Shape, expected.Value.Shape)
            || !given.DType.Equals(expected.DType)
        )
            throw new DeepExpException(
                operation,
                $"the {what} is {given.DType} of shape {Shape(given)}, but must be {expected.DType} of shape {Shape(expected)}."
            );
    }
}

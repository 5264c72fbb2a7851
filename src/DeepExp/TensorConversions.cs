using System.Numerics;
using System.Numerics.Tensors;

namespace DeepExp;

/// <summary>Tensors to and from the arrays of .NET and of System.Numerics.Tensors; elements are copied.</summary>
public static class TensorConversions
{
    /// <summary>The elements of a tensor with two axes, converted to <typeparamref name="T"/>.</summary>
    /// <exception cref="DeepExpException">The tensor has not two axes.</exception>
    public static T[,] ToArray2D<T>(this Tensor x)
        where T : unmanaged, INumberBase<T>
    {
        var shape = x.Given().Shape;
        if (shape.Length != 2)
            throw new DeepExpException(
                "ToArray2D",
                $"x has shape {Messages.Shape(x)}, but a rectangular array has two axes; reshape it first."
            );
        var array = new T[shape[0], shape[1]];
        x.ToArray<T>().CopyTo(Serialization.NpyArray.Items<T>(array));
        return array;
    }

    /// <summary>
    /// A tensor of System.Numerics.Tensors with the same shape, its elements converted to <typeparamref name="T"/>. A number,
    /// which has no axis there, becomes one element on one axis.
    /// </summary>
    public static Tensor<T> ToNumericsTensor<T>(this Tensor x)
        where T : INumberBase<T> =>
        System.Numerics.Tensors.Tensor.Create(
            x.Given().ToArray<T>(),
            x.Rank == 0 ? [1] : [.. x.Shape.Select(length => (nint)length)]
        );

    /// <summary>A float32 tensor with the elements of one of System.Numerics.Tensors.</summary>
    public static Tensor ToTensor(this in ReadOnlyTensorSpan<float> x)
    {
        var elements = new float[checked((int)x.FlattenedLength)];
        x.FlattenTo(elements);
        return Functional.TensorModule.float32(Lengths(x.Lengths), elements);
    }

    /// <summary>A float64 tensor with the elements of one of System.Numerics.Tensors.</summary>
    public static Tensor ToTensor(this in ReadOnlyTensorSpan<double> x)
    {
        var elements = new double[checked((int)x.FlattenedLength)];
        x.FlattenTo(elements);
        return Functional.TensorModule.float64(Lengths(x.Lengths), elements);
    }

    private static int[] Lengths(ReadOnlySpan<nint> lengths)
    {
        var shape = new int[lengths.Length];
        for (var axis = 0; axis < shape.Length; axis++)
            shape[axis] = checked((int)lengths[axis]);
        return shape;
    }
}

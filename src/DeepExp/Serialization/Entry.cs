using DeepExp.Functional;

namespace DeepExp.Serialization;

/// <summary>One value of a model or optimizer under its key in a file, and how a value from a file takes its place.</summary>
internal sealed class Entry
{
    private readonly Func<NpyArray> save;
    private readonly Func<NpyArray, Action> prepare;

    private Entry(string key, Func<NpyArray> save, Func<NpyArray, Action> prepare)
    {
        Key = key;
        this.save = save;
        this.prepare = prepare;
    }

    internal string Key { get; }

    internal NpyArray Save() => save();

    /// <summary>Checks the array from the file and gives the action that takes it over; nothing changes before it runs.</summary>
    internal Action Prepare(NpyArray array) => prepare(array);

    internal static Entry Number(string key, int value, Action<int> set) =>
        new(
            key,
            () => new NpyArray([], new long[] { value }),
            array =>
            {
                var elements = ToTensor(key, array);
                if (
                    elements.Size != 1
                    || elements.ToScalar() is var number
                        && (number < 0 || number > int.MaxValue || number % 1 != 0)
                )
                    throw new DeepExpException(
                        "LoadNpz",
                        $"«{key}» holds {elements}, but must be one whole number from 0 to {int.MaxValue}."
                    );
                return () => set((int)number);
            }
        );

    internal static Entry Values(string key, Tensor value, Action<Tensor> set) =>
        new(
            key,
            () => OfTensor(value),
            array =>
            {
                if (!array.Shape.SequenceEqual(value.Shape))
                    throw new DeepExpException(
                        "LoadNpz",
                        $"«{key}» has shape {Text.Shape(array.Shape)} in the file, but shape {Text.Shape(value)} here; load it into a model of the same sizes."
                    );
                var next = TensorModule.create(
                    value.DType,
                    value.Shape,
                    ToTensor(key, array).ToArray<double>()
                );
                return () => set(next);
            }
        );

    internal static NpyArray OfTensor(Tensor x) =>
        new(
            x.Shape,
            x.DType.IsFloat32 ? x.ToArray<float>()
                : x.DType.IsFloat64 ? x.ToArray<double>()
                : x.ToArray<int>()
        );

    internal static Tensor ToTensor(string key, NpyArray array)
    {
        int[] shape = [.. array.Shape];
        return array.Data switch
        {
            float[] data => TensorModule.float32(shape, data),
            double[] data => TensorModule.float64(shape, data),
            Half[] data => TensorModule.float32(shape, Array.ConvertAll(data, x => (float)x)),
            int[] data => TensorModule.int32(shape, data),
            long[] data => TensorModule.int32(shape, Narrow(key, data)),
            short[] data => TensorModule.int32(shape, Array.ConvertAll(data, x => (int)x)),
            ushort[] data => TensorModule.int32(shape, Array.ConvertAll(data, x => (int)x)),
            sbyte[] data => TensorModule.int32(shape, Array.ConvertAll(data, x => (int)x)),
            byte[] data => TensorModule.int32(shape, Array.ConvertAll(data, x => (int)x)),
            bool[] data => TensorModule.int32(shape, Array.ConvertAll(data, x => x ? 1 : 0)),
            _ => throw new DeepExpException(
                "LoadNpz",
                $"«{key}» has elements of type {array.ElementType.Name}, which no tensor holds; save it as float32, float64 or int32."
            ),
        };
    }

    private static int[] Narrow(string key, long[] data)
    {
        var far = Array.FindIndex(data, x => x is < int.MinValue or > int.MaxValue);
        return far < 0
            ? Array.ConvertAll(data, x => (int)x)
            : throw new DeepExpException(
                "LoadNpz",
                $"«{key}» holds {data[far]}, which does not fit int32."
            );
    }
}

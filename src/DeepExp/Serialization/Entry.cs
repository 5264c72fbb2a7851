using System.Diagnostics;
using System.Numerics;
using DeepExp.Functional;

namespace DeepExp.Serialization;

/// <summary>One value of a model or optimizer under its key in a file, and how a value from a file takes its place.</summary>
internal sealed class Entry
{
    private readonly Func<NpyArray> save;
    private readonly Func<NpyArray, Action> prepare;

    private Entry(
        string key,
        Func<NpyArray> save,
        Func<NpyArray, Action> prepare,
        string? absentWhileZero = null
    )
    {
        Key = key;
        AbsentWhileZero = absentWhileZero;
        this.save = save;
        this.prepare = prepare;
    }

    internal string Key { get; }

    /// <summary>The key of a count; while that is 0, a file need not hold this value.</summary>
    internal string? AbsentWhileZero { get; }

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

    internal static Entry Values(
        string key,
        Tensor value,
        Action<Tensor> set,
        string? absentWhileZero = null
    ) =>
        new(
            key,
            () => OfTensor(value),
            array =>
            {
                if (!array.Shape.SequenceEqual(value.Shape))
                    throw new DeepExpException(
                        "LoadNpz",
                        $"«{key}» has shape {Messages.Shape(array.Shape)} in the file, but shape {Messages.Shape(value)} here; load it into a model of the same sizes."
                    );
                var next = TensorModule.create(
                    value.DType,
                    value.Shape,
                    ToTensor(key, array).ToArray<double>()
                );
                return () => set(next);
            },
            absentWhileZero
        );

    /// <summary>Whether the file may lack this value: it belongs to a count that is 0 there.</summary>
    internal bool MayLack(IReadOnlyDictionary<string, NpyArray> arrays, string path) =>
        AbsentWhileZero is { } count
        && arrays.TryGetValue(path + count, out var array)
        && array.Shape.Count == 0
        && ToTensor(count, array).ToScalar() == 0;

    internal static NpyArray OfTensor(Tensor x) =>
        new(
            x.Shape,
            x.DType.IsFloat32 ? x.ToArray<float>()
                : x.DType.IsFloat64 ? x.ToArray<double>()
                : x.ToArray<int>()
        );

    // By the exact type: to a type pattern, an array of byte is one of sbyte too.
    internal static Tensor ToTensor(string key, NpyArray array)
    {
        int[] shape = [.. array.Shape];
        return NpyType.Of(array.Data)?.Code switch
        {
            "f2" => TensorModule.float32(
                shape,
                Array.ConvertAll((Half[])array.Data, x => (float)x)
            ),
            "f4" => TensorModule.float32(shape, (float[])array.Data),
            "f8" => TensorModule.float64(shape, (double[])array.Data),
            "b1" => TensorModule.int32(shape, Array.ConvertAll((bool[])array.Data, x => x ? 1 : 0)),
            "i1" => TensorModule.int32(shape, Integers<sbyte>(key, array)),
            "u1" => TensorModule.int32(shape, Integers<byte>(key, array)),
            "i2" => TensorModule.int32(shape, Integers<short>(key, array)),
            "u2" => TensorModule.int32(shape, Integers<ushort>(key, array)),
            "i4" => TensorModule.int32(shape, Integers<int>(key, array)),
            "u4" => TensorModule.int32(shape, Integers<uint>(key, array)),
            "i8" => TensorModule.int32(shape, Integers<long>(key, array)),
            "u8" => TensorModule.int32(shape, Integers<ulong>(key, array)),
            _ => throw new UnreachableException(),
        };
    }

    private static int[] Integers<T>(string key, NpyArray array)
        where T : unmanaged, IBinaryInteger<T>
    {
        var data = NpyArray.Items<T>(array.Data);
        var integers = new int[data.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = int.CreateSaturating(data[i]);
            if (T.CreateTruncating(integers[i]) != data[i])
                throw new DeepExpException(
                    "LoadNpz",
                    $"«{key}» holds {data[i]}, which does not fit int32."
                );
        }

        return integers;
    }
}

using System.Diagnostics;
using System.Numerics;
using DeepExp.Functional;

namespace DeepExp.Serialization;

/// <summary>One value of a model or optimizer under its key in a file, and how a value from a file takes its place.</summary>
internal sealed class Entry
{
    private readonly Func<NpyArray?> save;
    private readonly Action<Place, IReadOnlyList<int>> requireShape;
    private readonly Func<Place, NpyArray, Action> prepare;

    private Entry(
        string key,
        Func<NpyArray?> save,
        Action<Place, IReadOnlyList<int>> requireShape,
        Func<Place, NpyArray, Action> prepare
    )
    {
        Key = key;
        this.save = save;
        this.requireShape = requireShape;
        this.prepare = prepare;
    }

    internal string Key { get; }

    /// <summary>The key of a count; while that is 0, a file need not hold this value.</summary>
    internal string? AbsentWhileZero { get; private init; }

    /// <summary>Whether None in a file leaves this value as it is.</summary>
    internal bool MayBeNone { get; private init; }

    /// <summary>What a file holds of the values.</summary>
    internal static IEnumerable<KeyValuePair<string, NpyArray>> Saved(IEnumerable<Entry> entries) =>
        from entry in entries
        let array = entry.save()
        where array is not null
        select KeyValuePair.Create(entry.Key, array);

    /// <summary>Refuses an array of another shape, before its elements are read.</summary>
    internal void RequireShape(Place place, IReadOnlyList<int> shape) => requireShape(place, shape);

    /// <summary>Checks the array from the file, whose shape has passed, and gives the action that takes it over; nothing changes before it runs.</summary>
    internal Action Prepare(Place place, NpyArray array) => prepare(place, array);

    /// <summary>A whole number from <paramref name="least"/>, as int64 without axes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The number.</param>
    /// <param name="set">Takes over a number from a file.</param>
    /// <param name="least">The least that it may be.</param>
    /// <param name="onlyZero">Why nothing but 0 can be taken over now, if so.</param>
    internal static Entry Number(
        string key,
        int value,
        Action<int> set,
        int least = 0,
        string? onlyZero = null
    ) =>
        new(
            key,
            () => new NpyArray([], new long[] { value }),
            (place, shape) =>
            {
                if (shape.Any(length => length != 1))
                    throw place.Error(
                        $"«{key}» has shape {Messages.Shape(shape)} in the file, but must be one whole number."
                    );
            },
            (place, array) =>
            {
                var number = ToTensor(place, key, array).ToScalar();
                if (onlyZero is not null && number != 0)
                    throw place.Error($"«{key}» is {number} in the file, but {onlyZero}");
                return number >= least && number <= int.MaxValue && number % 1 == 0
                    ? () => set((int)number)
                    : throw place.Error(
                        $"«{key}» holds {number}, but must be one whole number from {least} to {int.MaxValue}."
                    );
            }
        );

    /// <summary>Values of one shape. Chainer would repeat smaller ones to fit, which hides that a model is of other sizes.</summary>
    internal static Entry Values(string key, Tensor value, Action<Tensor> set) =>
        Values(key, value, set, () => OfTensor(value), mayBeNone: true);

    /// <summary>A part of a state, which a file holds only once the count is more than 0.</summary>
    internal static Entry State(
        string key,
        Tensor value,
        Action<Tensor> set,
        string count,
        bool isBegun
    ) =>
        Values(
            key,
            value,
            set,
            () => isBegun ? OfTensor(value) : null,
            mayBeNone: false,
            absentWhileZero: count
        );

    private static Entry Values(
        string key,
        Tensor value,
        Action<Tensor> set,
        Func<NpyArray?> save,
        bool mayBeNone,
        string? absentWhileZero = null
    ) =>
        new(
            key,
            save,
            (place, shape) =>
            {
                if (!shape.SequenceEqual(value.Shape))
                    throw place.Error(
                        $"«{key}» has shape {Messages.Shape(shape)} in the file, but shape {Messages.Shape(value)} here; the shapes must be equal, and nothing is repeated to fit. Load it into a model of the same sizes."
                    );
            },
            (place, array) =>
            {
                var next = ToTensor(place, key, array, value.DType);
                return () => set(next);
            }
        )
        {
            MayBeNone = mayBeNone,
            AbsentWhileZero = absentWhileZero,
        };

    /// <summary>The values of a parameter, which begins with the shape in the file if it has none yet.</summary>
    internal static Entry Parameter(string key, Parameter parameter) =>
        parameter.IsInitialized
            ? Values(key, parameter.Data, parameter.Take)
            : Waiting(key, parameter.InitialDType, parameter.Take);

    /// <summary>
    /// Values that are not there yet: a file holds None of them, and they begin with the shape in the file, and with its type if
    /// none is given.
    /// </summary>
    internal static Entry Waiting(string key, DType? dtype, Action<Tensor> set) =>
        new(
            key,
            () => NpyArray.None,
            (_, _) => { },
            (place, array) =>
            {
                var values = dtype is { } type
                    ? ToTensor(place, key, array, type)
                    : ToTensor(place, key, array);
                return () => set(values);
            }
        )
        {
            MayBeNone = true,
        };

    /// <summary>Whether the file may lack this value: it belongs to a count, of which the shape has passed, that is 0 there.</summary>
    internal bool MayLack(Place place, IArrayFile file, string path) =>
        AbsentWhileZero is { } count
        && file.Find(path + count) is { IsNone: false, Shape.Count: 0 } array
        && ToTensor(place, count, array, DType.Int32).ToScalar() == 0;

    internal static NpyArray OfTensor(Tensor? x) =>
        x is null
            ? NpyArray.None
            : new(
                x.Shape,
                x.DType.IsFloat32 ? x.ToArray<float>()
                    : x.DType.IsFloat64 ? x.ToArray<double>()
                    : x.ToArray<int>()
            );

    private static Tensor ToTensor(Place place, string key, NpyArray array, DType dtype)
    {
        if (dtype.IsFloat32 && array.Data is double[] wide)
            foreach (var x in wide)
                if (double.IsFinite(x) && float.IsInfinity((float)x))
                    throw place.Error(
                        $"«{key}» holds {x}, which is too large for float32; load it into a model of float64."
                    );
        return TensorModule.cast(dtype, ToTensor(place, key, array));
    }

    // By the exact type: to a type pattern, an array of byte is one of sbyte too.
    internal static Tensor ToTensor(Place place, string key, NpyArray array)
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
            "i1" => TensorModule.int32(shape, Integers<sbyte>(place, key, array)),
            "u1" => TensorModule.int32(shape, Integers<byte>(place, key, array)),
            "i2" => TensorModule.int32(shape, Integers<short>(place, key, array)),
            "u2" => TensorModule.int32(shape, Integers<ushort>(place, key, array)),
            "i4" => TensorModule.int32(shape, Integers<int>(place, key, array)),
            "u4" => TensorModule.int32(shape, Integers<uint>(place, key, array)),
            "i8" => TensorModule.int32(shape, Integers<long>(place, key, array)),
            "u8" => TensorModule.int32(shape, Integers<ulong>(place, key, array)),
            _ => throw new UnreachableException(),
        };
    }

    private static int[] Integers<T>(Place place, string key, NpyArray array)
        where T : unmanaged, IBinaryInteger<T>
    {
        var data = NpyArray.Items<T>(array.Data);
        var integers = new int[data.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = int.CreateSaturating(data[i]);
            if (T.CreateTruncating(integers[i]) != data[i])
                throw place.Error($"«{key}» holds {data[i]}, which does not fit int32.");
        }

        return integers;
    }
}

using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// Where links draw their random numbers: a row of keys, one for each draw. It belongs to the thread, so that the same seed
/// gives the same bits whatever other threads do. Without a seed it begins anywhere.
/// </summary>
public static class Rng
{
    [ThreadStatic]
    private static (Key Key, int Taken)? state;

    /// <summary>Who gives the keys that are taken on this thread instead, by their places in the row.</summary>
    [ThreadStatic]
    internal static Func<int, Key>? Taking;

    /// <summary>The row of this thread, and how many of its keys were taken.</summary>
    internal static (Key Key, int Taken) Row
    {
        get => state ??= (KeyModule.ofSeed(System.Random.Shared.Next()), 0);
        set => state = value;
    }

    /// <summary>Begins the row of keys of a seed, on this thread.</summary>
    public static void Seed(int seed) => state = (KeyModule.ofSeed(seed), 0);

    /// <summary>The next key of the row.</summary>
    public static Key NextKey()
    {
        var (key, taken) = Row;
        Row = (key, taken + 1);
        return Taking?.Invoke(taken) ?? KeyModule.at(taken, key);
    }

    /// <summary>Float32 numbers, uniform in [0, 1), of the given shape.</summary>
    public static Tensor Uniform(params int[] shape) =>
        KeyModule.uniform(DType.Float32, shape.Given(), NextKey());

    /// <summary>Float32 numbers of the standard normal distribution, of the given shape.</summary>
    public static Tensor Normal(params int[] shape) =>
        KeyModule.normal(DType.Float32, shape.Given(), NextKey());
}

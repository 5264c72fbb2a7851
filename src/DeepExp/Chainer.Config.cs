using DeepExp.Functional;

namespace DeepExp;

/// <summary>The words by which Chainer's programs enter the scopes of <see cref="Config"/>.</summary>
public static partial class Chainer
{
    /// <summary>See <see cref="Config.UsingConfig"/>.</summary>
    public static IDisposable UsingConfig(
        bool? train = null,
        bool? enableBackprop = null,
        bool? debug = null,
        DType? dtype = null
    ) => Config.UsingConfig(train, enableBackprop, debug, dtype);

    /// <summary>See <see cref="Config.NoBackpropMode"/>.</summary>
    public static IDisposable NoBackpropMode() => Config.NoBackpropMode();

    /// <summary>See <see cref="Config.ForceBackpropMode"/>.</summary>
    public static IDisposable ForceBackpropMode() => Config.ForceBackpropMode();

    /// <summary>A scope with <see cref="Config.Debug"/>.</summary>
    public static IDisposable DebugMode(bool debug) => Config.UsingConfig(debug: debug);

    /// <summary>Sets <see cref="Config.Debug"/>.</summary>
    public static void SetDebug(bool debug) => Config.Debug = debug;

    /// <summary><see cref="Config.Debug"/></summary>
    public static bool IsDebug() => Config.Debug;

    /// <summary>The type, or that of <see cref="Config.DType"/> if none is given.</summary>
    public static DType GetDType(DType? dtype = null) => dtype ?? Config.DType;
}

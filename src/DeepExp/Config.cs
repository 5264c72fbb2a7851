using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// Settings of the thread: other threads neither see nor change them, and begin with the defaults. A change for a while is a
/// scope: <c>using (Config.TestMode()) { … }</c>, to be left on the thread that entered it, so without an await within.
/// </summary>
public static class Config
{
    [ThreadStatic]
    private static Settings? current;

    private sealed class Settings
    {
        internal bool Train = true;
        internal bool EnableBackprop = true;
        internal DType DType = DType.Float32;
    }

    private static Settings Current => current ??= new();

    /// <summary>Whether functions such as dropout and batch normalization behave as in training; true by default.</summary>
    public static bool Train
    {
        get => Current.Train;
        set => Current.Train = value;
    }

    /// <summary>Whether results remember what they were computed from; true by default.</summary>
    public static bool EnableBackprop
    {
        get => Current.EnableBackprop;
        set => Current.EnableBackprop = value;
    }

    /// <summary>
    /// Whether the first operation that gives NaN, forward or backward, is refused under its name; false by default, where it
    /// costs nothing.
    /// </summary>
    public static bool Debug
    {
        get => NanHunt.isOn();
        set => NanHunt.set(value);
    }

    /// <summary>The type of parameters and initial values where none is given; float32 by default.</summary>
    /// <exception cref="DeepExpException">The type is int32.</exception>
    public static DType DType
    {
        get => Current.DType;
        set =>
            Current.DType = value.IsInt32
                ? throw new DeepExpException(
                    "Config.DType",
                    "parameters are float32 or float64, not int32."
                )
                : value;
    }

    /// <summary>A scope in which <see cref="Train"/> is false.</summary>
    public static IDisposable TestMode() => UsingConfig(train: false);

    /// <summary>A scope in which <see cref="Train"/> is true.</summary>
    public static IDisposable TrainMode() => UsingConfig(train: true);

    /// <summary>A scope in which results remember nothing, so that memory is freed at once.</summary>
    public static IDisposable NoBackpropMode() => UsingConfig(enableBackprop: false);

    /// <summary>A scope in which results remember what they were computed from, within <see cref="NoBackpropMode"/> too.</summary>
    public static IDisposable ForceBackpropMode() => UsingConfig(enableBackprop: true);

    /// <summary>A scope with the settings that are given; what is not given stays as it is.</summary>
    public static IDisposable UsingConfig(
        bool? train = null,
        bool? enableBackprop = null,
        bool? debug = null,
        DType? dtype = null
    )
    {
        var before = (Train, EnableBackprop, Debug, DType);
        Set(train, enableBackprop, debug, dtype);
        return new Scope(() =>
            Set(
                train is null ? null : before.Train,
                enableBackprop is null ? null : before.EnableBackprop,
                debug is null ? null : before.Debug,
                dtype is null ? null : before.DType
            )
        );
    }

    private static void Set(bool? train, bool? enableBackprop, bool? debug, DType? dtype)
    {
        DType = dtype ?? DType;
        Train = train ?? Train;
        EnableBackprop = enableBackprop ?? EnableBackprop;
        Debug = debug ?? Debug;
    }

    private sealed class Scope(Action leave) : IDisposable
    {
        private Action? leave = leave;

        public void Dispose()
        {
            leave?.Invoke();
            leave = null;
        }
    }
}

using System.Reflection;

namespace DeepExp.Conformance;

/// <summary>The settings of the library under which a row is computed: whether it trains, and the type of new parameters.</summary>
internal sealed class Settings : IDisposable
{
    private readonly List<(PropertyInfo Setting, object? Before)> changed = [];

    public Settings(bool train, DType dtype)
    {
        if (!Change("Train", train) && !train)
            throw new NotSupportedException("The library has no setting by which not to train.");
        Change("DType", dtype);
    }

    public void Dispose()
    {
        foreach (var (setting, before) in changed)
            setting.SetValue(null, before);
    }

    private bool Change(string name, object value)
    {
        var config = typeof(Variable).Assembly.GetType($"{typeof(Variable).Namespace}.Config");
        if (config?.GetProperty(name) is not { CanWrite: true } setting)
            return false;
        changed.Add((setting, setting.GetValue(null)));
        setting.SetValue(null, value);
        return true;
    }
}

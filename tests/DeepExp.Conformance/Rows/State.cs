using System.Reflection;
using DeepExp.Functional;
using Xunit;

namespace DeepExp.Conformance;

/// <summary>
/// What a link keeps beside its parameters, by Chainer's names: <c>.conv1n.avg_mean</c> is the property <c>AvgMean</c> of the
/// child <c>conv1n</c>.
/// </summary>
internal static class State
{
    /// <summary>Gives the link the state that it does not begin with by itself.</summary>
    public static void Load(Link link, string path, Tensor state)
    {
        var (owner, property) = Find(link, path);
        if (Read(owner, property).ToArray<double>().SequenceEqual(state.ToArray<double>()))
            return;
        Assert.True(
            property.CanWrite
                & Conversion.Try((Variable)state, property.PropertyType, out var value),
            $"{path}: {property} cannot be set to {state}"
        );
        property.SetValue(owner, value);
    }

    private static Tensor Read(Link owner, PropertyInfo property) =>
        property.GetValue(owner) switch
        {
            Tensor tensor => tensor,
            Variable variable => variable.Data,
            int number => TensorModule.int32([], [number]),
            var other => throw new InvalidDataException($"{property} is {other}."),
        };

    private static (Link Owner, PropertyInfo Property) Find(Link link, string path)
    {
        var names = path.Split(['.', '/'], StringSplitOptions.RemoveEmptyEntries);
        var owner = names[..^1]
            .Aggregate(link, (at, name) => at.Children().Single(child => child.Name == name));
        return (
            owner,
            owner
                .GetType()
                .GetProperties()
                .FirstOrDefault(property => Names.Same(property.Name, names[^1]))
                ?? throw new InvalidDataException($"{owner.GetType().Name} shows no {names[^1]}.")
        );
    }
}

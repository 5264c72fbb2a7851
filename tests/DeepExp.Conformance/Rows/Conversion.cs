using System.Reflection;
using System.Runtime.CompilerServices;

namespace DeepExp.Conformance;

/// <summary>A given value as the type of a parameter, where it can be read as one.</summary>
internal static class Conversion
{
    public static bool Try(object? given, Type type, out object? value)
    {
        value = null;
        if (given is null)
            return !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

        type = Nullable.GetUnderlyingType(type) ?? type;
        value =
            type.IsInstanceOfType(given) ? given
            : given is int number && type == typeof(double) ? (double)number
            : given is int or double && type == typeof(float) ? Convert.ToSingle(given, null)
            : given is Variable array ? OfArray(array, type)
            : given is string name ? Named(name, type)
            : given is object?[] list ? OfList(list, type)
            : null;
        value ??= Implicit(given, type);
        return value is not null;
    }

    private static object? OfArray(Variable array, Type type)
    {
        if (type == typeof(Tensor))
            return array.Data;
        if (array.Ndim == 0 && type == typeof(int) && array.DType.IsInt32)
            return (int)array.Item();
        if (array.Ndim != 1)
            return null;
        var item = Item(type);
        return item == typeof(int) && array.DType.IsInt32 ? array.ToArray<int>()
            : item == typeof(double) && !array.DType.IsInt32 ? array.ToArray<double>()
            : null;
    }

    /// <summary>'no' is <c>Reduce.No</c>, 'float32' is <c>DType.Float32</c>.</summary>
    private static object? Named(string name, Type type)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Static;
        return type.GetFields(Flags)
                .FirstOrDefault(field => field.FieldType == type && Names.Same(field.Name, name))
                ?.GetValue(null)
            ?? type.GetProperties(Flags)
                .FirstOrDefault(property =>
                    property.PropertyType == type && Names.Same(property.Name, name)
                )
                ?.GetValue(null);
    }

    /// <summary>An array of converted items, or a tuple of as many.</summary>
    private static object? OfList(object?[] list, Type type)
    {
        if (Item(type) is { } item)
        {
            var array = Array.CreateInstance(item, list.Length);
            for (var i = 0; i < list.Length; i++)
            {
                if (!Try(list[i], item, out var value))
                    return null;
                array.SetValue(value, i);
            }
            return array;
        }

        var types = type.GetGenericArguments();
        if (!type.IsAssignableTo(typeof(ITuple)) || types.Length != list.Length)
            return null;
        var values = new object?[list.Length];
        for (var i = 0; i < list.Length; i++)
            if (!Try(list[i], types[i], out values[i]))
                return null;
        return Activator.CreateInstance(type, values);
    }

    /// <summary>What an array must hold to be of the type: <c>int[]</c> and <c>IReadOnlyList&lt;int&gt;</c> hold int.</summary>
    private static Type? Item(Type type) =>
        type.IsSZArray ? type.GetElementType()
        : type.IsInterface
        && type.GetGenericArguments() is [var item]
        && type.IsAssignableFrom(item.MakeArrayType())
            ? item
        : null;

    // Golden rows write every array as an array, so a number or list is never meant to become one.
    private static object? Implicit(object given, Type type) =>
        type.IsAssignableTo(typeof(Variable)) || type == typeof(Tensor)
            ? null
            : type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Where(method => method.Name == "op_Implicit" && method.ReturnType == type)
                .Select(method =>
                    Try(given, method.GetParameters()[0].ParameterType, out var value)
                        ? method.Invoke(null, [value])
                        : null
                )
                .FirstOrDefault(value => value is not null);
}

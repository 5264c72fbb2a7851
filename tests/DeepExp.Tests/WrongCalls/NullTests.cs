using System.Linq.Expressions;
using System.Reflection;
using DeepExp.Functional;
using Microsoft.FSharp.Core;
using Xunit;
using L = DeepExp.Links;

namespace DeepExp.Tests;

/// <summary>Every public constructor and method of the façade refuses null where its signature does, by the argument's name.</summary>
public class NullTests
{
    [Fact]
    public void Discover()
    {
        var lines = new List<string>();
        foreach (var type in typeof(Variable).Assembly.GetExportedTypes().OrderBy(t => t.FullName))
        {
            if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type))
                continue;
            foreach (
                var m in type.GetMembers(
                        BindingFlags.Public
                            | BindingFlags.Static
                            | BindingFlags.Instance
                            | BindingFlags.DeclaredOnly
                    )
                    .OfType<MethodBase>()
            )
            {
                if (m.IsAbstract || m is ConstructorInfo && type.IsAbstract)
                    continue;
                var method = m.IsGenericMethodDefinition || type.IsGenericTypeDefinition ? null : m;
                var who =
                    $"{type.Name}.{m.Name}({string.Join(", ", m.GetParameters().Select(p => p.ParameterType.Name + " " + p.Name))})";
                if (m.IsGenericMethodDefinition && !type.IsGenericTypeDefinition)
                {
                    try
                    {
                        method = ((MethodInfo)m).MakeGenericMethod([
                            .. m.GetGenericArguments().Select(_ => typeof(float)),
                        ]);
                    }
                    catch (ArgumentException)
                    {
                        lines.Add("GENERIC " + who);
                        continue;
                    }
                }
                if (method is null)
                {
                    lines.Add("GENERICTYPE " + who);
                    continue;
                }
                var parameters = method.GetParameters();
                for (var i = 0; i < parameters.Length; i++)
                {
                    var p = parameters[i];
                    if (p.ParameterType.IsValueType || p.ParameterType.IsByRef)
                        continue;
                    if (
                        new NullabilityInfoContext().Create(m.GetParameters()[i]).WriteState
                        == NullabilityState.Nullable
                    )
                        continue;
                    try
                    {
                        object?[] args =
                        [
                            .. parameters.Select((q, j) => j == i ? null : Plausible(q)),
                        ];
                        var target =
                            method.IsStatic || method is ConstructorInfo ? null : Instance(type);
                        if (method is ConstructorInfo c)
                            c.Invoke(BindingFlags.DoNotWrapExceptions, null, args, null);
                        else
                            method.Invoke(
                                target,
                                BindingFlags.DoNotWrapExceptions,
                                null,
                                args,
                                null
                            );
                        lines.Add($"NOTHING {who}: {p.Name}");
                    }
                    catch (ArgumentNullException e) when (e.ParamName == p.Name)
                    {
                        lines.Add($"GOOD {who}: {p.Name}");
                    }
                    catch (ArgumentNullException e)
                    {
                        lines.Add($"NAME {who}: {p.Name} {e.ParamName}");
                    }
                    catch (NotSupportedException e)
                    {
                        lines.Add($"UNKNOWN {who}: {p.Name} {e.Message}");
                    }
                    catch (Exception e)
                    {
                        lines.Add(
                            $"BAD {who}: {p.Name} -> {e.GetType().Name} {e.Message.Split('\n')[0]} {e.StackTrace?.Split('\n')[0]}"
                        );
                    }
                }
            }
        }
        File.WriteAllLines("/tmp/nulls.txt", lines);
    }

    private static object? Plausible(ParameterInfo p) =>
        p.HasDefaultValue && p.DefaultValue is not DBNull
            ? p.ParameterType.IsValueType && p.DefaultValue is null
                ? Activator.CreateInstance(p.ParameterType)
                : p.DefaultValue
            : Of(p.ParameterType);

    private static readonly Tensor x = TensorModule.ones(DType.Float32, [2, 2]);

    private static object? Of(Type t)
    {
        if (t == typeof(Variable))
            return (Variable)x;
        if (t == typeof(Tensor))
            return x;
        if (t == typeof(string))
            return "x";
        if (t == typeof(Link))
            return new L.Linear(2, 2);
        if (t == typeof(Optimizer))
            return new SGD();
        if (t == typeof(Initializer))
            return (Initializer)0.0;
        if (t == typeof(Hook))
            return new WeightDecay(0.1);
        if (t == typeof(Parameter))
            return new Parameter(x);
        if (t == typeof(object))
            return new L.Linear(2, 2);
        if (t == typeof(Extents))
            return (Extents)1;
        if (t == typeof(Stream))
            return new MemoryStream();
        if (t == typeof(DType))
            return DType.Float32;
        if (t == typeof(WalkerAlias))
            return new WalkerAlias([1.0, 1.0]);
        if (t == typeof(Type))
            return typeof(L.Linear);
        if (t == typeof(bool))
            return true;
        if (t == typeof(int))
            return 1;
        if (t == typeof(double))
            return 0.5;
        if (t.IsArray)
        {
            var a = Array.CreateInstance(
                t.GetElementType()!,
                Enumerable.Repeat(1, t.GetArrayRank()).ToArray()
            );
            a.SetValue(Of(t.GetElementType()!), new int[t.GetArrayRank()]);
            return a;
        }
        if (typeof(Delegate).IsAssignableFrom(t))
        {
            var invoke = t.GetMethod("Invoke")!;
            return Expression
                .Lambda(
                    t,
                    invoke.ReturnType == typeof(void)
                        ? Expression.Empty()
                        : Expression.Constant(Of(invoke.ReturnType), invoke.ReturnType),
                    invoke.GetParameters().Select(q => Expression.Parameter(q.ParameterType))
                )
                .Compile();
        }
        if (t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            return Of(t.GetGenericArguments()[0].MakeArrayType());
        if (t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return Of(t.GetGenericArguments()[0].MakeArrayType());
        if (Nullable.GetUnderlyingType(t) is not null)
            return null;
        if (t.IsEnum)
            return Enum.GetValues(t).GetValue(0);
        if (t.FullName!.StartsWith("System.ValueTuple"))
            return Activator.CreateInstance(t, t.GetGenericArguments().Select(Of).ToArray());
        if (t.IsValueType)
            return Activator.CreateInstance(t);
        return Instance(t);
    }

    private static object Instance(Type t)
    {
        if (t == typeof(Variable))
            return (Variable)x;
        if (t.IsAbstract)
            t =
                t.Assembly.GetExportedTypes()
                    .FirstOrDefault(s => !s.IsAbstract && t.IsAssignableFrom(s))
                ?? throw new NotSupportedException("no " + t);
        foreach (var c in t.GetConstructors().OrderBy(c => c.GetParameters().Length))
            return c.Invoke([.. c.GetParameters().Select(Plausible)]);
        throw new NotSupportedException("no constructor " + t);
    }
}

using System.Linq.Expressions;
using System.Reflection;
using DeepExp.Functional;
using DeepExp.Tests.Links;
using Xunit;
using L = DeepExp.Links;

namespace DeepExp.Tests;

/// <summary>
/// Every public constructor, method, operator and property of the façade refuses null where its signature does not allow it, by the
/// argument's name.
/// </summary>
public class NullTests
{
    private const BindingFlags Own =
        BindingFlags.Public
        | BindingFlags.Static
        | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    /// <summary>
    /// A record that the library only gives; and calls that a link with a parameter of its own refuses before it looks at them.
    /// </summary>
    private static readonly string[] exempt =
    [
        "Creator..ctor",
        "Creator.set_Label",
        "Creator.set_Inputs",
        "Bias.Forward",
        "Scale.Forward",
    ];

    public static TheoryData<string> Types =>
        [
            .. typeof(Variable)
                .Assembly.GetExportedTypes()
                .Where(type => type.IsClass && !typeof(Delegate).IsAssignableFrom(type))
                .Select(type => type.FullName!),
        ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Null_is_refused_by_name(string name)
    {
        var type = typeof(Variable).Assembly.GetType(name)!;
        var wrong =
            from member in type.GetMembers(Own).OfType<MethodBase>()
            where !member.IsAbstract && !(type.IsAbstract && member.IsConstructor)
            where
                !member.IsSpecialName
                || member.IsConstructor
                || member.Name.StartsWith("op_")
                || member.Name.StartsWith("set_")
            where !exempt.Contains($"{type.Name}.{member.Name}")
            from parameter in member.GetParameters()
            where !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsByRef
            where
                new NullabilityInfoContext().Create(parameter).WriteState
                != NullabilityState.Nullable
            let answer = Answer(type, member, parameter.Position)
            where answer != parameter.Name
            select $"{type.Name}.{member.Name}, {parameter.Name}: {answer}";
        Assert.Empty(wrong);
    }

    /// <summary>The argument that is refused, or what happens instead, for variables of some number of axes.</summary>
    private static string? Answer(Type type, MethodBase member, int position)
    {
        var closed = Closed(type, member);
        string? answer = null;
        for (var rank = 1; rank <= 5; rank++)
        {
            var given = TensorModule.ones(DType.Float32, [.. Enumerable.Repeat(1, rank)]);
            object?[] arguments =
            [
                .. closed
                    .GetParameters()
                    .Select(p => p.Position == position ? null : Argument(p, given)),
            ];
            try
            {
                Call(closed, arguments);
                return "nothing";
            }
            catch (ArgumentNullException refused)
            {
                return refused.ParamName;
            }
            catch (DeepExpException refused)
            {
                answer = refused.Message;
            }
            catch (NullReferenceException error)
            {
                return error.ToString();
            }
        }
        return answer;
    }

    private static void Call(MethodBase method, object?[] arguments)
    {
        var on = method.IsStatic || method.IsConstructor ? null : Some(method.DeclaringType!);
        var result = method is ConstructorInfo constructor
            ? constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null)
            : method.Invoke(on, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        _ = result;
    }

    private static MethodBase Closed(Type type, MethodBase member) =>
        member is MethodInfo { IsGenericMethodDefinition: true } method
            ? method.MakeGenericMethod([
                .. method
                    .GetGenericArguments()
                    .Select(argument =>
                        argument.GetGenericParameterConstraints().FirstOrDefault() is { } bound
                        && bound.IsClass
                        && bound != typeof(ValueType)
                            ? Some(bound).GetType()
                            : typeof(float)
                    ),
            ])
            : member;

    private static object? Argument(ParameterInfo parameter, Tensor given) =>
        parameter.HasDefaultValue && !parameter.ParameterType.IsValueType ? parameter.DefaultValue
        : Nullable.GetUnderlyingType(parameter.ParameterType) is not null ? null
        : parameter.HasDefaultValue && parameter.DefaultValue is { } value ? value
        : Some(parameter.ParameterType, given);

    private static object Some(Type type) => Some(type, TensorModule.ones(DType.Float32, [2, 2]))!;

    private static object? Some(Type type, Tensor given) =>
        type == typeof(Variable) ? (Variable)given
        : type == typeof(Tensor) ? given
        : type == typeof(string) ? "x"
        : type == typeof(bool) ? true
        : type == typeof(int) ? 1
        : type == typeof(double) ? 0.5
        : type == typeof(Extents) ? (Extents)1
        : type == typeof(DType) ? DType.Float32
        : type == typeof(SourceLanguage) ? SourceLanguage.CSharp
        : type == typeof(Subscript) ? Subscript.NewAxis
        : type == typeof(ClassTree) ? ClassTree.Of(ClassTree.NewLeaf(0), ClassTree.NewLeaf(1))
        : type == typeof(object) || type == typeof(Link) ? new L.Linear(2, 2)
        : type == typeof(Chain) ? new Net()
        : type == typeof(Function) ? new Identity()
        : type == typeof(FunctionNode) ? new IdentityNode()
        : type == typeof(Initializer) ? (Initializer)0.0
        : type == typeof(Parameter) ? new Parameter(given)
        : type == typeof(Hyperparameters) ? new SGD().Hyperparam
        : type == typeof(UpdateRule) ? Updated().W.UpdateRule
        : type == typeof(WalkerAlias) ? new WalkerAlias([1.0])
        : type == typeof(CompiledStep)
            ? new CompiledStep(new L.Linear(2, 2), new SGD(), (Variable x) => x)
        : typeof(GradientHook).IsAssignableFrom(type) || type == typeof(Hook) ? new WeightDecay(0.1)
        : type == typeof(GradientNoise) ? new GradientNoise(0.1)
        : typeof(Optimizer).IsAssignableFrom(type) ? new SGD().Setup(new L.Linear(2, 2))
        : type == typeof(AbstractSerializer)
        || type == typeof(Serializer)
        || type == typeof(DictionarySerializer)
            ? new DictionarySerializer()
        : type == typeof(Deserializer) ? new NpzDeserializer(new Dictionary<string, Tensor?>())
        : type == typeof(HDF5Serializer) ? new HDF5Serializer("x")
        : typeof(ChainList) == type ? new ChainList()
        : typeof(Sequential) == type ? new Sequential()
        : type == typeof(L.LSTM) || type == typeof(L.StatefulLSTMBase) ? new L.LSTM(2, 2)
        : type == typeof(L.StatelessLSTM) ? new L.StatelessLSTM(2, 2)
        : typeof(Link).IsAssignableFrom(type)
            ? AllLinks
                .Samples.Values.Select(sample => sample.Make())
                .FirstOrDefault(type.IsInstanceOfType)
                ?? Made(type, given)
        : typeof(Delegate).IsAssignableFrom(type) ? Function(type, given)
        : type.IsArray ? One(type.GetElementType()!, type.GetArrayRank(), given)
        : type.IsEnum ? Enum.GetValues(type).GetValue(0)
        : type.Name.StartsWith("ValueTuple", StringComparison.Ordinal)
            ? Activator.CreateInstance(
                type,
                [.. type.GetGenericArguments().Select(item => Some(item, given))]
            )
        : type.IsValueType ? Activator.CreateInstance(type)
        : type.IsGenericType ? Items(type, given)
        : throw new NotSupportedException($"no {type} is known to the test");

    private static object Made(Type type, Tensor given) =>
        typeof(Link)
            .Assembly.GetExportedTypes()
            .First(made => !made.IsAbstract && type.IsAssignableFrom(made))
            .GetConstructors()
            .MinBy(constructor => constructor.GetParameters().Length)
            is { } shortest
            ? shortest.Invoke([.. shortest.GetParameters().Select(p => Argument(p, given))])
            : throw new NotSupportedException($"{type} has no constructor");

    private static L.Linear Updated()
    {
        var link = new L.Linear(2, 2);
        new SGD().Setup(link);
        return link;
    }

    private static Array One(Type element, int rank, Tensor given)
    {
        var array = Array.CreateInstance(element, [.. Enumerable.Repeat(1, rank)]);
        array.SetValue(Some(element, given), new int[rank]);
        return array;
    }

    /// <summary>A dictionary, or an array for another kind of items.</summary>
    private static object Items(Type type, Tensor given) =>
        type.Name.Contains("Dictionary", StringComparison.Ordinal)
            ? Activator.CreateInstance(
                typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments())
            )!
            : One(type.GetGenericArguments()[0], 1, given);

    private static Delegate Function(Type type, Tensor given)
    {
        var invoke = type.GetMethod("Invoke")!;
        Expression body =
            invoke.ReturnType == typeof(void)
                ? Expression.Empty()
                : Expression.Constant(Some(invoke.ReturnType, given), invoke.ReturnType);
        var parameters = invoke.GetParameters().Select(p => Expression.Parameter(p.ParameterType));
        return Expression.Lambda(type, body, parameters).Compile();
    }

    private sealed class Net : Chain;

    private sealed class Identity : Function
    {
        protected override Tensor[] Forward(Tensor[] inputs) => inputs;

        protected override Tensor?[] Backward(Tensor[] inputs, Tensor[] gradOutputs) => gradOutputs;
    }

    private sealed class IdentityNode : FunctionNode
    {
        protected override Tensor[] Forward(Tensor[] inputs) => inputs;

        protected override Variable?[] Backward(
            Variable[] inputs,
            Variable[] outputs,
            Variable[] gradOutputs
        ) => gradOutputs;
    }
}

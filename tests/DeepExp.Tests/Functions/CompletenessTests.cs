using System.Reflection;
using Microsoft.FSharp.Core;
using Xunit;

namespace DeepExp.Tests.Functions;

/// <summary>What the core can do, the façade names.</summary>
public class CompletenessTests
{
    /// <summary>Core functions that the façade calls by another name, or by several.</summary>
    private static readonly Dictionary<string, string> elsewhere = new()
    {
        ["Activation.rreluWith"] = "RRelu",
        ["Connection.linearOver"] = "Linear",
        ["Convolution.deformableConvolutionSampler"] = "DeformableConvolution2DSampler",
        ["Custom.forgetSeveral"] = "Forget",
        ["Elementary.powOf"] = "Pow",
        ["LinearAlgebra.tensordotOver"] = "Tensordot",
        ["Manipulation.splitSections"] = "SplitAxis",
        ["Noise.dropoutBy"] = "Dropout",
        ["Noise.gaussianBy"] = "Gaussian",
        ["Noise.simplifiedDropconnectBy"] = "SimplifiedDropconnect",
        ["Pooling.maxPoolingWithIndices"] = "MaxPoolingND",
        ["RegionPooling.averageAlign"] = "RoiAverageAlign2D",
        ["RegionPooling.averagePooling"] = "RoiAveragePooling2D",
        ["RegionPooling.maxAlign"] = "RoiMaxAlign2D",
        ["RegionPooling.maxPooling"] = "RoiMaxPooling2D",
        ["RegionPooling.pooling"] = "RoiPooling2D",
        ["Tensor.abs"] = "Absolute",
        ["Tensor.matmulWith"] = "MatMul",
        ["Tensor.maxOver"] = "Max",
        ["Tensor.meanOver"] = "Mean",
        ["Tensor.permute"] = "Transpose",
        ["Tensor.power"] = "Pow",
        ["Tensor.sumOver"] = "Sum",
        ["Tensor.truncate"] = "Fix",
    };

    /// <summary>What the façade's variables are and do without a function: values, their traces, inner products, and what links and hooks are made of.</summary>
    private static readonly string[] without =
    [
        "Hierarchical.binaryHierarchicalSoftmax",
        "Hooks.exponentialDecayNoise",
        "Tensor.detach",
        "Tensor.dot",
        "Tensor.onesLike",
        "Tensor.rectify",
        "Tensor.zerosLike",
    ];

    private static bool HoldsTensors(Type type) =>
        type == typeof(Tensor)
        || (type.IsArray && HoldsTensors(type.GetElementType()!))
        || (
            type.IsGenericType
            && type.GetGenericTypeDefinition() != typeof(FSharpFunc<,>)
            && type.GetGenericArguments().Any(HoldsTensors)
        );

    /// <summary>Public functions of the modules that take tensors and give them; those of layers are the links'.</summary>
    internal static IEnumerable<string> CoreFunctions() =>
        from module in typeof(Tensor).Assembly.GetExportedTypes()
        where
            module.GetCustomAttribute<CompilationMappingAttribute>()?.SourceConstructFlags
                == SourceConstructFlags.Module
            && module.GetMethod("init") is null
        from method in module.GetMethods(BindingFlags.Public | BindingFlags.Static)
        where
            !method.IsGenericMethod
            && HoldsTensors(method.ReturnType)
            && method.GetParameters().Any(parameter => HoldsTensors(parameter.ParameterType))
        select $"{module.Name.Replace("Module", "")}.{method.Name}";

    [Fact]
    public void Every_function_of_the_core_has_an_entry()
    {
        var entries = typeof(DeepExp.Functions)
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(method => method.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = CoreFunctions()
            .Distinct()
            .Except(without)
            .Where(name =>
            {
                var entry = elsewhere.GetValueOrDefault(name, name[(name.IndexOf('.') + 1)..]);
                return !((string[])["", "2D", "ND"]).Any(axes => entries.Contains(entry + axes));
            });
        Assert.True(!missing.Any(), $"No entry has {string.Join(", ", missing)}.");
    }
}

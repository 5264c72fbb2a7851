using System.Globalization;

namespace DeepExp;

public partial class Variable
{
    /// <summary>Shape and type, as Chainer writes them: <c>(2, 3), float32</c>, and <c>float32</c> for a single number.</summary>
    public string Label =>
        Ndim switch
        {
            0 => $"{DType}",
            1 => $"({Size},), {DType}",
            _ => $"({string.Join(", ", Shape)}), {DType}",
        };

    /// <summary>What it is called: <c>variable</c>, or <c>variable x</c> with a name.</summary>
    public string Summary() => Name is null ? "variable" : $"variable {Name}";

    /// <summary>A few lines on shape, type, and the mean and standard deviation of data and gradient.</summary>
    public string DebugPrint() =>
        HasData
            ? $"""
                {Summary()}
                - shape: {Messages.Shape(Linked)}
                - dtype: {DType}
                - statistics: {Statistics(Data)}
                - grad: {(Grad is { } gradient ? Statistics(gradient) : "none")}
                """
            : $"{Summary()}\n- no data yet";

    private static string Statistics(Tensor x)
    {
        var elements = x.ToArray<double>();
        var mean = elements.DefaultIfEmpty(double.NaN).Average();
        var std = Math.Sqrt(
            elements.Select(e => (e - mean) * (e - mean)).DefaultIfEmpty(double.NaN).Average()
        );
        return string.Create(CultureInfo.InvariantCulture, $"mean={mean:g8}, std={std:g8}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Summary()}({(HasData ? Linked : "no data yet")})";
}

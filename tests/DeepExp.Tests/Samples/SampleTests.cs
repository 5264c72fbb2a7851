using System.Reflection;

namespace DeepExp.Tests.Samples;

/// <summary>Samples are short, and none is there that is not run.</summary>
public class SampleTests
{
    private static readonly string[] programs =
    [
        .. Directory
            .GetFiles(Sample.Folder)
            .Where(file => Path.GetExtension(file) is ".cs" or ".fsx")
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Each_is_run_by_a_test() =>
        Assert.Equal(
            programs,
            typeof(SampleTests)
                .Assembly.GetTypes()
                .Where(type => type.Namespace == typeof(SampleTests).Namespace)
                .SelectMany(type => type.GetMethods())
                .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>())
                .Select(data => (string)data.GetData(null!).Single()[0])
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Each_fits_on_a_page() =>
        Assert.All(
            programs,
            program =>
                Assert.InRange(
                    File.ReadAllLines(Path.Combine(Sample.Folder, program)).Length,
                    1,
                    60
                )
        );

    [Fact]
    public void The_first_steps_in_CSharp_are_twenty_lines() =>
        Assert.InRange(
            File.ReadLines(Path.Combine(Sample.Folder, "exp.cs"))
                .Count(line => line != "" && !line.StartsWith("//", StringComparison.Ordinal)),
            1,
            20
        );
}

using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

/// <summary>What holds for every link: paths and shapes, files, copies.</summary>
public sealed class EveryLinkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Names => [.. AllLinks.Samples.Keys];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static (Link Link, Variable Y) Called(string name, int seed)
    {
        Rng.Seed(seed);
        var link = AllLinks.Samples[name].Make();
        return (link, AllLinks.Samples[name].Call(link));
    }

    private static string InTest(string name, Link link)
    {
        using var test = Config.TestMode();
        Rng.Seed(5);
        return Bits(AllLinks.Samples[name].Call(link).Data);
    }

    [Fact]
    public void Every_link_has_a_sample() =>
        Assert.Empty(
            typeof(L.Linear)
                .Assembly.GetExportedTypes()
                .Where(type => type.Namespace == "DeepExp.Links" && type.IsSubclassOf(typeof(Link)))
                .Where(type => !type.IsAbstract && !IsRecurrent(type.Name))
                .Select(type => type.Name)
                .Except(AllLinks.Samples.Keys)
        );

    // They have their own tests.
    private static bool IsRecurrent(string name) =>
        new[] { "LSTM", "GRU", "MGU", "NStep" }.Any(name.Contains);

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_have_Chainers_paths_and_shapes(string name)
    {
        var (link, y) = Called(name, seed: 1);
        Assert.Equal(
            AllLinks.Samples[name].Params,
            string.Join(
                ", ",
                link.NamedParams()
                    .Select(p => $"{p.Path[1..]} {ShapeModule.format([.. p.Param.Shape])}")
            )
        );
        Assert.All(link.Params(), p => Assert.Equal(DType.Float32, p.DType));
        Assert.Equal(DType.Float32, y.DType);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_brings_back_parameters_and_persistent_values_into_a_link_never_called(
        string name
    )
    {
        var file = Path.Combine(folder, "link.npz");
        var (saved, _) = Called(name, seed: 1);
        Serializers.SaveNpz(file, saved);
        Rng.Seed(2);
        var loaded = AllLinks.Samples[name].Make();
        Serializers.LoadNpz(file, loaded);
        Assert.Equal(InTest(name, saved), InTest(name, loaded));
        Same(saved, loaded);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_copy_computes_the_same_and_has_gradients_of_its_own(string name)
    {
        var (link, _) = Called(name, seed: 1);
        var copy = link.Copy(CopyMode.Copy);
        Assert.Equal(InTest(name, link), InTest(name, copy));
        Assert.Empty(link.Params().Intersect(copy.Params()));
        Assert.Empty(link.Links().Intersect(copy.Links()));
        Same(link, copy);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_copy_that_begins_anew_draws_what_is_random_anew(string name)
    {
        var (link, _) = Called(name, seed: 1);
        var copy = link.Copy(CopyMode.Init);
        foreach (var (mine, theirs) in link.Params().Zip(copy.Params()))
        {
            Assert.Equal([.. mine.Shape], theirs.Shape);
            var isRandom = mine.ToArray<double>().Distinct().Count() > 1 && name != "Parameter";
            Assert.Equal(isRandom, Bits(mine.Data) != Bits(theirs.Data));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_configuration_says_the_type(string name)
    {
        if (name == "Parameter")
            return;
        using var config = Config.UsingConfig(dtype: DType.Float64);
        Assert.All(
            AllLinks.Samples[name].Make().Params(includeUninit: false),
            p => Assert.Equal(DType.Float64, p.DType)
        );
    }
}

using System.Globalization;

namespace DeepExp.Tests.Samples;

public class ServerTests
{
    [Theory]
    [InlineData("serve.cs")]
    public async Task Requests_at_once_are_answered_as_one_after_the_other(string sample)
    {
        float[] xs = [.. Enumerable.Range(0, 40).Select(i => i / 40f)];
        Uri address;
        using (var server = new Server(sample))
        using (var client = new HttpClient { BaseAddress = address = await server.Address })
        {
            Task<string> Ask(float x) =>
                client.GetStringAsync(
                    new Uri(FormattableString.Invariant($"predict?x={x}"), UriKind.Relative)
                );

            var alone = new List<string>();
            foreach (var x in xs)
                alone.Add(await Ask(x));
            Assert.All(
                alone.Zip(xs),
                pair =>
                    Assert.Equal(
                        Math.Exp(pair.Second),
                        double.Parse(pair.First, CultureInfo.InvariantCulture),
                        tolerance: 0.05
                    )
            );

            var together = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(_ => Task.Run(() => Task.WhenAll(xs.Select(Ask))))
            );
            Assert.All(together, answers => Assert.Equal(alone, answers));
        }

        using var nobody = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => nobody.GetStringAsync(address));
    }
}

namespace DeepExp.Cli.Tutorial;

/// <summary>The sources that the tutorial runs, as it shows them.</summary>
internal static class Source
{
    internal static string Of(string file)
    {
        using var stream = typeof(Source).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}

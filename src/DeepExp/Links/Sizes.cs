namespace DeepExp.Links;

/// <summary>What links ask of sizes before they make a parameter of them.</summary>
internal static class Sizes
{
    internal static void RequirePositive(string link, params (string Name, int? Size)[] sizes)
    {
        foreach (var (name, size) in sizes)
            if (size < 1)
                throw new DeepExpException(link, $"{name} is {size}, but must be at least 1.");
    }

    /// <summary>The lengths of a kernel over so many axes.</summary>
    internal static int[] Kernel(string link, Extents ksize, int axes)
    {
        RequirePositive(link, ("ndim", axes));
        var lengths = ksize.For(link, "ksize", axes);
        RequirePositive(link, [.. lengths.Select(length => ("ksize", (int?)length))]);
        return lengths;
    }

    /// <summary>The shape that is given as one length or several.</summary>
    internal static int[] Shape(string link, Extents size)
    {
        int[] shape = [.. size.Lengths];
        RequirePositive(link, [.. shape.Select(length => ("size", (int?)length))]);
        return shape;
    }

    internal static void RequireChannels(
        string link,
        int? inChannels,
        int outChannels,
        int groups = 1
    )
    {
        RequirePositive(
            link,
            ("groups", groups),
            ("inChannels", inChannels),
            ("outChannels", outChannels)
        );
        RequireGroups(link, "inChannels", inChannels ?? groups, groups);
        RequireGroups(link, "outChannels", outChannels, groups);
    }

    /// <summary>The number of channels of x, with so many spatial axes.</summary>
    internal static int Channels(string link, Variable x, int axes, int groups = 1)
    {
        if (x.Given().Ndim != axes + 2)
            throw new DeepExpException(
                link,
                $"x has shape {Messages.Shape(x.Linked)}, but needs batch, channels and {axes} spatial axes."
            );
        RequireGroups(link, "the number of channels of x", x.Shape[1], groups);
        return x.Shape[1];
    }

    /// <summary>Refuses weights with another number of axes.</summary>
    internal static void RequireAxes(string link, string name, Variable W, int axes)
    {
        if (W.Given(name).Ndim != axes)
            throw new DeepExpException(
                link,
                $"{name} has shape {Messages.Shape(W.Linked)}, but needs {axes} axes."
            );
    }

    /// <summary>Parameters without data begin with a shape.</summary>
    internal static void Begin(int[] shape, params DeepExp.Parameter?[] parameters)
    {
        foreach (var parameter in parameters.OfType<DeepExp.Parameter>())
            if (!parameter.IsInitialized)
                parameter.Initialize(shape);
    }

    /// <summary>Parameters without data begin with the length of the second axis; the function refuses an x without one.</summary>
    internal static void Begin(Variable x, params DeepExp.Parameter[] parameters)
    {
        if (x.Given().Ndim > 1)
            Begin([x.Shape[1]], parameters);
    }

    internal static void RequireGroups(string link, string name, int channels, int groups)
    {
        if (channels % groups != 0)
            throw new DeepExpException(
                link,
                $"{name} is {channels}, which {groups} groups do not divide."
            );
    }
}

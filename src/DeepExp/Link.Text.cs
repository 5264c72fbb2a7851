using System.Globalization;

namespace DeepExp;

public abstract partial class Link
{
    /// <summary>What <see cref="ToString"/> tells of this link, under Chainer's names: the arguments that it was made of.</summary>
    public virtual IEnumerable<(string Name, object? Value)> PrintableSpecs => [];

    private protected virtual IEnumerable<(string Name, object Part)> Parts =>
        Children().Select(child => (child.Name!, (object)child));

    /// <summary>
    /// The class and what it was made of, <c>Linear(in_size=2, out_size=3, nobias=False)</c>; or the links in it, each on a line.
    /// </summary>
    public override string ToString()
    {
        var lines = string.Concat(
            Parts.Select(at => $"\n({at.Name}): {at.Part},".Replace("\n", "\n  "))
        );
        return lines != ""
            ? $"{GetType().Name}({lines}\n)"
            : $"{GetType().Name}({string.Join(", ", PrintableSpecs.Select(spec => $"{spec.Name}={Printed(spec.Value)}"))})";
    }

    private static string Printed(object? value) =>
        value switch
        {
            null => "None",
            Extents extents => Printed(extents.Lengths.ToArray()),
            int[] and [var one] => Printed(one),
            int[] several => $"({string.Join(", ", several)})",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}

using ScottPlot;
using SkiaSharp;

namespace DeepExp.Plotting;

/// <summary>The one look of all pictures: white ground, thin grid, colours that the colour-blind tell apart.</summary>
internal static class Theme
{
    // Letters as large as those of a page around a picture of 600 pixels.
    public const float TitleSize = 19;
    public const float PanelTitleSize = 16;
    public const float NameSize = 16;
    public const float TickSize = 15;

    public static readonly Color Ink = Color.FromHex("#1F2933");
    public static readonly Color Muted = Color.FromHex("#52606D");
    public static readonly Color Frame = Color.FromHex("#9AA5B1");
    public static readonly Color Lines = Color.FromHex("#E4E7EB");
    public static readonly Color Faint = Color.FromHex("#C9D2DC");

    /// <summary>What is drawn over a map of colours, which no page changes.</summary>
    public static readonly Color Pen = Color.FromHex("#111827");
    public static readonly Color Missing = Color.FromHex("#D9DDE2");

    /// <summary>Okabe and Ito, "Color Universal Design", 2008; without its yellow, which is too pale on white.</summary>
    private static readonly Color[] palette =
    [
        .. new[] { "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9" }.Select(
            Color.FromHex
        ),
    ];

    private static readonly MarkerShape[] shapes =
    [
        MarkerShape.FilledCircle,
        MarkerShape.FilledSquare,
        MarkerShape.FilledTriangleUp,
        MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown,
    ];

    private static readonly Dictionary<string, string> roles = new()
    {
        [Ink.ToHex()] = "ink",
        [Muted.ToHex()] = "muted",
        [Frame.ToHex()] = "frame",
        [Lines.ToHex()] = "lines",
        [Faint.ToHex()] = "faint",
        [palette[0].ToHex()] = "blue",
    };

    // The font travels with the library: a server or a container often has none, and then all text would vanish.
    private static readonly SKTypeface regular = Load("DejaVuSans.ttf");
    private static readonly SKTypeface bold = Load("DejaVuSans-Bold.ttf");

    // A label is centred by its whole line; moved down by this part of its size, its digits are in the middle.
    private const float Drop = 0.24f;

    /// <summary>What a colour stands for, if it is one that pages may change.</summary>
    public static string? RoleOf(string? color) => roles.GetValueOrDefault(color ?? "");

    public static Color ColorOf(int index) => palette[index % palette.Length];

    public static MarkerShape ShapeOf(int index) => shapes[index % shapes.Length];

    /// <summary>Gives <paramref name="label"/> the look of a text of <paramref name="size"/> pixels.</summary>
    public static LabelStyle Set(this LabelStyle label, float size, Color color, bool heavy = false)
    {
        label.Font = heavy ? bold : regular;
        label.Bold = false;
        label.FontSize = size;
        label.ForeColor = color;
        return label;
    }

    /// <summary>A text that stands right of a place, its digits level with it.</summary>
    public static LabelStyle Beside(string text, float size, Color color) =>
        new LabelStyle
        {
            Text = text,
            Alignment = Alignment.MiddleLeft,
            OffsetY = Drop * size,
        }.Set(size, color);

    /// <summary>How wide a text is, in pixels.</summary>
    public static float WidthOf(string text, float size, bool heavy)
    {
        using var font = new SKFont(heavy ? bold : regular, size) { Subpixel = true };
        return font.MeasureText(text);
    }

    /// <summary>An empty chart with the look of all.</summary>
    public static Plot NewPlot(string? title = null)
    {
        var plot = new Plot();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.Grid.MajorLineColor = Lines;
        plot.Grid.MajorLineWidth = 1;
        plot.Axes.Title.Label.Set(PanelTitleSize, Ink, heavy: true);
        plot.Axes.Title.IsVisible = title is not null;
        plot.Axes.Title.Label.Text = title ?? "";
        plot.Axes.Title.VerticalPadding = 4;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Top.MinimumSize = 8;
        plot.Axes.Right.MinimumSize = 20;
        plot.HideLegend();
        return plot;
    }

    /// <summary>Gives one axis of a plot its name, its ticks and its look.</summary>
    public static void Set(this IAxis axis, string name, ITickGenerator ticks)
    {
        axis.Label.Set(NameSize, Ink);
        axis.Label.Text = name;
        axis.TickGenerator = ticks;
        axis.TickLabelStyle.Set(TickSize, Muted);
        axis.TickLabelStyle.OffsetY = axis.Edge is Edge.Left or Edge.Right ? Drop * TickSize : 0;
        axis.FrameLineStyle.Color = Frame;
        axis.MajorTickStyle.Color = Frame;
        axis.MinorTickStyle.Color = Frame;
        axis.MajorTickStyle.Length = 5;
        axis.MinorTickStyle.Length = 3;
    }

    /// <summary>Puts the scale of colours at the right of a plot.</summary>
    public static void AddColorBar(
        this Plot plot,
        IHasColorAxis source,
        string name,
        ITickGenerator ticks
    )
    {
        plot.Axes.Right.MinimumSize = 10;
        var bar = plot.Add.ColorBar(source);
        bar.Width = 18;
        bar.Axis.Set(name, ticks);
    }

    private static SKTypeface Load(string file)
    {
        using var stream = typeof(Theme).Assembly.GetManifestResourceStream(file)!;
        return SKTypeface.FromStream(stream);
    }
}

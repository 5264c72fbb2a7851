using System.Globalization;
using DeepExp.Benchmarks;

IWork[] works =
[
    new Tutorial(),
    new Memory(),
    new Start(),
    Mlp.Work,
    Lstm.Work,
    Gated.Work,
    LeNet.Work,
    new Gemm(),
    new Elementary(),
];
var widths = new Widths();
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

if (args is ["figures", var measured, .. var rest])
{
    foreach (var figure in works.Append(widths).Single(work => work.Name == measured).Figures(rest))
        Console.WriteLine(figure);
    return 0;
}

var effort = args.Contains("--quick") ? Effort.Quick : Effort.Full;
var names = args.Where(arg => arg != "--quick").ToArray();
var known = works.Select(work => work.Name).Append(widths.Name).ToArray();
if (names.Except(known).Any())
{
    Console.Error.WriteLine(
        $"""
        usage: DeepExp.Benchmarks [--quick] [{string.Join("] [", known)}]
        Without a name it measures everything and writes docs/about/benchmarks.md; --quick looks shortly, and writes nothing.
        """
    );
    return 2;
}

var everything = names.Length == 0;
var rows = works
    .Where(work => everything || names.Contains(work.Name))
    .SelectMany(work => work.Rows(effort))
    .ToList();
var table = Page.Table(rows);
Console.WriteLine(Machine.Text());
Console.WriteLine(table);
if (everything || names.Contains(widths.Name))
    widths.Draw(effort, effort == Effort.Quick ? Path.GetTempPath() : Page.Images);
if (everything && effort != Effort.Quick)
    Page.Write(table);
return 0;

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DeepExp.Serialization;
using nietras.SeparatedValues;

namespace DeepExp.Cli;

/// <summary>
/// Columns of numbers from a file of separated values. The first row names the columns; comma, semicolon, tab or bar part cells,
/// whichever occurs most in it; cells may be quoted, and numbers have a decimal point.
/// </summary>
internal sealed class Table
{
    private const int MostColumns = 5_000;
    private const int LongestName = 200;

    private readonly string file;
    private readonly string remedy;
    private readonly List<double> cells = [];
    private int nextLine = 1;

    private Table(string file, IReadOnlyList<string> names, string remedy) =>
        (this.file, Names, this.remedy) = (file, names, remedy);

    /// <summary>The columns that were read.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>How many rows there are, without the names.</summary>
    internal int Rows => cells.Count / Names.Count;

    /// <summary>All numbers, row by row.</summary>
    internal ReadOnlySpan<double> Cells => CollectionsMarshal.AsSpan(cells);

    /// <summary>Reads the columns that are chosen by the names of all.</summary>
    /// <param name="file">The table.</param>
    /// <param name="choose">Gives the names of the columns to read, from those of all.</param>
    /// <param name="remedy">What to do about a cell that is no number.</param>
    /// <exception cref="DeepExpException">
    /// The file cannot be read, or is no such table; a column that is chosen is not there, or holds a cell that is no finite number.
    /// </exception>
    internal static Table Read(
        string file,
        Func<IReadOnlyList<string>, IReadOnlyList<string>> choose,
        string remedy = "leave out the row."
    )
    {
        using var text = new StreamReader(new Place("Table", file).OpenRead(), Encoding.UTF8);
        try
        {
            var first = text.ReadLine() ?? "";
            if (first.StartsWith("PK\u0003\u0004", StringComparison.Ordinal))
                throw Bad(
                    file,
                    "it is an archive, as .npz models and .xlsx workbooks are, but a table is text; save one as .csv."
                );
            var separator = Separator(first);
            var header = Header(file, first, separator);
            var table = new Table(file, choose(header), remedy);
            var places = table.Names.Select(name => Find(file, header, name)).ToArray();
            using var reader = Reader(separator).From(text);
            foreach (var row in reader)
                table.Add(row, header, places);
            return table.Rows > 0
                ? table
                : throw Bad(file, "there is no row under the names of the columns.");
        }
        catch (Exception error)
            when (error
                    is IOException
                        or InvalidDataException
                        or NotSupportedException
                        or ArgumentException
            )
        {
            throw Bad(file, $"it cannot be read as a table: {error.Message}");
        }
    }

    /// <summary>Whether a file can be read and begins as text does.</summary>
    internal static bool IsText(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            Span<byte> start = stackalloc byte[512];
            start = start[..stream.Read(start)];
            return start.Length > 0 && !start.ContainsAnyInRange<byte>(0, 8);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The index of a column by its name.</summary>
    /// <exception cref="DeepExpException">There is none of this name.</exception>
    internal static int Find(string file, IReadOnlyList<string> header, string name)
    {
        for (var i = 0; i < header.Count; i++)
            if (header[i] == name)
                return i;
        var numbers = header.All(name => TryParse(name, out _));
        throw Bad(
            file,
            $"there is no column {Place.Quote(name)} among {Place.List(header)}{(numbers ? "; the first row must hold the names of the columns" : "")}."
        );
    }

    private void Add(SepReader.Row row, List<string> header, int[] places)
    {
        // The names stand in the first line, before what the reader sees.
        var line = nextLine + 1;
        nextLine = row.LineNumberToExcl;
        if (row.ColCount == 1 && header.Count > 1 && row[0].Span.IsEmpty)
            return;
        if (row.ColCount != header.Count)
            throw Bad(
                file,
                $"row {Rows + 1} (line {line}) has {CommandLine.Counted(row.ColCount, "cell")}, but the first row has {CommandLine.Counted(header.Count, "name")}: {Place.List(header)}."
            );
        var number = Rows + 1;
        foreach (var place in places)
        {
            if (!TryParse(row[place].Span, out var value) || !double.IsFinite(value))
                throw Bad(
                    file,
                    $"row {number} (line {line}), column {Place.Quote(header[place])}: {Reason(row[place].ToString())}"
                );
            cells.Add(value);
        }
    }

    // No separators of thousands, for which a decimal comma would be taken.
    private static bool TryParse(ReadOnlySpan<char> cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private string Reason(string cell)
    {
        if (string.IsNullOrWhiteSpace(cell))
            return $"the cell is empty; fill it, or {remedy}";
        var quoted = Place.Quote(cell);
        return TryParse(cell, out _) ? $"{quoted} is not finite; {remedy}"
            : TryParse(cell.Replace(",", ""), out _)
                ? $"{quoted} has a comma; write numbers with a decimal point and nothing between thousands."
            : $"{quoted} is no number; {remedy}";
    }

    private static List<string> Header(string file, string line, char separator)
    {
        if (string.IsNullOrWhiteSpace(line))
            throw Bad(file, "it has no first row that names the columns.");
        if (line.Count(c => c == '"') % 2 != 0)
            throw Bad(
                file,
                "a quote in the first row is not closed; each name stands in one line."
            );
        var names = new List<string>();
        using var reader = Reader(separator).FromText(line);
        foreach (var row in reader)
            for (var i = 0; i < row.ColCount; i++)
                names.Add(row[i].ToString());
        if (names.Count > MostColumns)
            throw Bad(file, $"it has {names.Count} columns, but {MostColumns} are the most.");
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
                throw Bad(file, $"column {i + 1} has no name in the first row; give it one.");
            if (
                names[i].Length > LongestName
                || names[i].Any(c => char.IsControl(c) || c >= '\uFFFD')
            )
                throw Bad(
                    file,
                    $"the name {Place.Quote(names[i])} of column {i + 1} is not up to {LongestName} characters of UTF-8 text."
                );
            if (names.IndexOf(names[i]) < i)
                throw Bad(
                    file,
                    $"columns {names.IndexOf(names[i]) + 1} and {i + 1} are both called {Place.Quote(names[i])}; rename one."
                );
        }
        return names;
    }

    private static char Separator(string line)
    {
        var quoted = false;
        var bare = line.Where(c => c == '"' ? !(quoted = !quoted) && false : !quoted).ToList();
        return ",;\t|".MaxBy(separator => bare.Count(c => c == separator));
    }

    private static SepReaderOptions Reader(char separator) =>
        Sep.New(separator)
            .Reader(options =>
                options with
                {
                    HasHeader = false,
                    Unescape = true,
                    Trim = SepTrim.All,
                    DisableColCountCheck = true,
                    CultureInfo = CultureInfo.InvariantCulture,
                }
            );

    private static DeepExpException Bad(string file, string why) => new("Table", $"{file}: {why}");
}

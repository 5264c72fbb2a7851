using DeepExp.Serialization;

namespace DeepExp.Cli.Fit;

/// <summary>A table of which some rows are kept from training; the target is its last column.</summary>
internal sealed class Data
{
    /// <summary>What is said of a column that does not vary.</summary>
    internal const string Same = "the same in all rows that training sees";

    private readonly Table table;
    private readonly Random random;

    // Where the inputs stand in a row of the table.
    private readonly int[] places;
    private int next;

    /// <exception cref="DeepExpException">
    /// The table is none to fit, has too few rows or columns, or a target or inputs that do not vary.
    /// </exception>
    internal Data(FitOptions options)
    {
        table = Table.Read(
            options.File,
            header => Chosen(options, header),
            "leave out the row, or the column with --ignore."
        );
        if (table.Rows < 3)
            throw new DeepExpException(
                "Fit",
                $"{options.File} has {CommandLine.Counted(table.Rows, "row")}, but it takes 3 at least: two to learn from, one to be held out."
            );
        random = new Random(options.Seed);
        var rows = Enumerable.Range(0, table.Rows).ToArray();
        random.Shuffle(rows);
        var held = Math.Clamp((int)Math.Round(options.HoldOut * rows.Length), 1, rows.Length - 2);
        (HeldOut, Learned) = (rows[..held], rows[held..]);
        next = Learned.Length;
        Column?[] columns =
        [
            .. table.Names.Select(
                (name, j) => Column.Over(name, [.. Learned.Select(row => table.Cells[At(row, j)])])
            ),
        ];
        Target =
            columns[^1]
            ?? throw new DeepExpException(
                "Fit",
                $"the target {Place.Quote(options.Target)} is {Same} of {options.File}, so there is nothing to learn; give another --target."
            );
        Inputs = [.. columns.SkipLast(1).OfType<Column>()];
        places = [.. Enumerable.Range(0, columns.Length - 1).Where(j => columns[j] is not null)];
        Constant = [.. table.Names.Where((_, j) => columns[j] is null)];
        if (Inputs.Count == 0)
            throw new DeepExpException(
                "Fit",
                $"each column to predict {Place.Quote(options.Target)} from is {Same} of {options.File}: {Place.List(Constant)}; it takes one that varies."
            );
    }

    /// <summary>The rows that training sees, shuffled.</summary>
    internal int[] Learned { get; }

    /// <summary>The rows that it does not see.</summary>
    internal int[] HeldOut { get; }

    /// <summary>The columns to predict from, scaled by the rows that training sees.</summary>
    internal IReadOnlyList<Column> Inputs { get; }

    /// <summary>The column to predict, scaled so as well.</summary>
    internal Column Target { get; }

    /// <summary>The columns that are left out, as training would leave the weights of what does not vary as they were drawn.</summary>
    internal IReadOnlyList<string> Constant { get; }

    internal int Rows => table.Rows;

    /// <summary>The next rows to learn from, scaled; in another order each time that all were seen.</summary>
    internal (Variable X, Variable T) Batch(int size)
    {
        if (next + size > Learned.Length)
        {
            random.Shuffle(Learned);
            next = 0;
        }
        var (x, t) = (new float[size, Inputs.Count], new float[size, 1]);
        for (var i = 0; i < size; i++, next++)
        {
            for (var j = 0; j < Inputs.Count; j++)
                x[i, j] = (float)Inputs[j].Scaled(table.Cells[At(Learned[next], places[j])]);
            t[i, 0] = (float)Target.Scaled(table.Cells[At(Learned[next], table.Names.Count - 1)]);
        }
        return (x, t);
    }

    /// <summary>The inputs of some rows as they stand in the table, row by row.</summary>
    internal double[] X(int[] rows)
    {
        var x = new double[rows.Length * places.Length];
        for (var i = 0; i < x.Length; i++)
            x[i] = table.Cells[At(rows[i / places.Length], places[i % places.Length])];
        return x;
    }

    /// <summary>The target of some rows.</summary>
    internal double[] T(int[] rows) =>
        [.. rows.Select(row => table.Cells[At(row, table.Names.Count - 1)])];

    private int At(int row, int column) => row * table.Names.Count + column;

    private static List<string> Chosen(FitOptions options, IReadOnlyList<string> header)
    {
        List<string> ignored =
        [
            .. options.Ignored.SelectMany(names =>
                header.Contains(names)
                    ? [names]
                    : names.Split(
                        ',',
                        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                    )
            ),
        ];
        foreach (var name in ignored.Append(options.Target))
            Table.Find(options.File, header, name);
        if (ignored.Contains(options.Target))
            throw new DeepExpException(
                "Fit",
                $"column {Place.Quote(options.Target)} is the target and is to be ignored; take it out of --ignore, or give another --target."
            );
        var inputs = header.Except(ignored.Append(options.Target)).ToList();
        return inputs.Count > 0
            ? [.. inputs, options.Target]
            : throw new DeepExpException(
                "Fit",
                $"{options.File} has no column to predict «{options.Target}» from."
            );
    }
}

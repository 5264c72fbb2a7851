using DeepExp.Serialization;

namespace DeepExp.Cli.Fit;

/// <summary>A table of which some rows are kept from training; the target is its last column.</summary>
internal sealed class Data
{
    private readonly Table table;
    private readonly Random random;
    private int next;

    /// <exception cref="DeepExpException">The table is none to fit, or has too few rows or columns.</exception>
    internal Data(FitOptions options)
    {
        table = Table.Read(options.File, header => Chosen(options, header));
        if (table.Rows < 2)
            throw new DeepExpException(
                "Fit",
                $"{options.File} has 1 row, but it takes 2 at least: one to learn from, one to be held out."
            );
        random = new Random(options.Seed);
        var rows = Enumerable.Range(0, table.Rows).ToArray();
        random.Shuffle(rows);
        var held = Math.Clamp((int)Math.Round(options.HoldOut * rows.Length), 1, rows.Length - 1);
        (HeldOut, Learned) = (rows[..held], rows[held..]);
        next = Learned.Length;
        Columns =
        [
            .. table.Names.Select(
                (name, j) => Column.Over(name, [.. Learned.Select(row => table.Cells[At(row, j)])])
            ),
        ];
    }

    /// <summary>The rows that training sees, shuffled.</summary>
    internal int[] Learned { get; }

    /// <summary>The rows that it does not see.</summary>
    internal int[] HeldOut { get; }

    /// <summary>All columns, scaled by the rows that training sees.</summary>
    internal IReadOnlyList<Column> Columns { get; }

    internal IReadOnlyList<Column> Inputs => [.. Columns.SkipLast(1)];

    internal Column Target => Columns[^1];

    internal int Rows => table.Rows;

    /// <summary>The next rows to learn from, scaled; in another order each time that all were seen.</summary>
    internal (Variable X, Variable T) Batch(int size)
    {
        if (next + size > Learned.Length)
        {
            random.Shuffle(Learned);
            next = 0;
        }
        var (x, t) = (new float[size, Columns.Count - 1], new float[size, 1]);
        for (var i = 0; i < size; i++, next++)
        {
            for (var j = 0; j < Columns.Count - 1; j++)
                x[i, j] = (float)Columns[j].Scaled(table.Cells[At(Learned[next], j)]);
            t[i, 0] = (float)Target.Scaled(table.Cells[At(Learned[next], Columns.Count - 1)]);
        }
        return (x, t);
    }

    /// <summary>The inputs of some rows as they stand in the table, row by row.</summary>
    internal double[] X(int[] rows)
    {
        var x = new double[rows.Length * (Columns.Count - 1)];
        for (var i = 0; i < rows.Length; i++)
            table
                .Cells.Slice(At(rows[i], 0), Columns.Count - 1)
                .CopyTo(x.AsSpan(i * (Columns.Count - 1)));
        return x;
    }

    /// <summary>The target of some rows.</summary>
    internal double[] T(int[] rows) =>
        [.. rows.Select(row => table.Cells[At(row, Columns.Count - 1)])];

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

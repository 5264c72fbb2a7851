namespace DeepExp.Serialization;

/// <summary>
/// Reads the one Python literal that a .npy header may be: a dictionary of <c>descr</c>, <c>fortran_order</c> and
/// <c>shape</c>, each once, in any order. Nothing is evaluated.
/// </summary>
internal sealed class NpyHeaderParser(string text, NpzLimits limits, Place place)
{
    private int at;

    /// <summary>The header, or the error that says where the text leaves the grammar.</summary>
    public NpyHeader Parse()
    {
        (NpyType Type, bool BigEndian)? descr = null;
        bool? fortranOrder = null;
        int[]? shape = null;

        Expect('{');
        while (Peek() != '}')
        {
            var start = at;
            var key = QuotedString();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = ElementType();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = Boolean();
                    break;
                case "shape" when shape is null:
                    shape = Shape();
                    break;
                default:
                    throw Unexpected(start, "each of 'descr', 'fortran_order' and 'shape' once");
            }

            if (!Take(','))
            {
                break;
            }
        }

        Expect('}');
        if (Peek() != '\0' || at < text.Length)
        {
            throw Unexpected(at, "nothing after the dictionary");
        }

        return descr is var (type, bigEndian) && fortranOrder is { } order && shape is not null
            ? new NpyHeader(type, bigEndian, order, shape)
            : throw Unexpected(0, "all of 'descr', 'fortran_order' and 'shape'");
    }

    private (NpyType, bool) ElementType()
    {
        if (Peek() is '[' or '(')
        {
            throw place.Error(
                $"the dtype is structured ({Place.Quote(text[at..])}); only plain numbers and booleans are read. "
                    + "Save each field as an array of its own."
            );
        }

        var descr = QuotedString();
        if (descr.Contains('O', StringComparison.Ordinal))
        {
            throw place.Error(
                $"the dtype is {Place.Quote(descr)}, Python objects as a pickle; a pickle can run code and is refused. "
                    + "In Python, leave the entry out or save it as numbers, for instance numpy.asarray(x, dtype='f4'); "
                    + "of objects only the None that Chainer writes where there is no value yet is read."
            );
        }

        var type = descr.Length > 0 ? NpyType.Find(descr.AsSpan(1)) : null;
        if (type is null || !(descr[0] is '<' or '>' || (descr[0] == '|' && type.Size == 1)))
        {
            throw place.Error(
                $"the dtype is {Place.Quote(descr)}; expected b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 or f8, "
                    + "after '<' or '>' for the byte order. In Python, convert it with astype before saving."
            );
        }

        return (type, descr[0] == '>');
    }

    private bool Boolean()
    {
        Peek();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (text.AsSpan(at).StartsWith(word, StringComparison.Ordinal))
            {
                at += word.Length;
                return value;
            }
        }

        throw Unexpected(at, "True or False");
    }

    private int[] Shape()
    {
        var shape = new List<int>();
        Expect('(');
        while (Peek() != ')')
        {
            if (shape.Count == limits.Rank)
            {
                throw place.Error(
                    $"the shape has more than {limits.Rank} dimensions. Reshape the array before saving."
                );
            }

            shape.Add(Size());
            if (!Take(','))
            {
                // In Python (3) is a number and only (3,) a tuple.
                if (shape.Count == 1)
                {
                    throw Unexpected(at, "','");
                }

                break;
            }
        }

        Expect(')');
        return [.. shape];
    }

    private int Size()
    {
        Peek();
        var start = at;
        if (Take('-'))
        {
            throw place.Damaged(
                $"the shape {Place.Quote(text[start..])} begins with a negative size."
            );
        }

        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (at == start)
        {
            throw Unexpected(start, "a size");
        }

        var digits = text[start..at];
        if (!int.TryParse(digits, out var size))
        {
            throw place.Error(
                $"a dimension has {Place.Quote(digits)} elements; at most {int.MaxValue} are read. Save it in parts."
            );
        }

        // Python 2 wrote long integers as 16L.
        Take('L');
        return size;
    }

    private string QuotedString()
    {
        var quote = Peek();
        var end = quote is '\'' or '"' ? text.IndexOf(quote, at + 1) : -1;
        if (end < 0)
        {
            throw Unexpected(at, "a string in quotes");
        }

        var value = text[(at + 1)..end];
        at = end + 1;
        return value;
    }

    private char Peek()
    {
        while (at < text.Length && text[at] is ' ' or '\n' or '\t' or '\r')
        {
            at++;
        }

        return at < text.Length ? text[at] : '\0';
    }

    private bool Take(char wanted)
    {
        var found = Peek() == wanted;
        at += found ? 1 : 0;
        return found;
    }

    private void Expect(char wanted)
    {
        if (!Take(wanted))
        {
            throw Unexpected(at, $"'{wanted}'");
        }
    }

    private DeepExpException Unexpected(int position, string expected) =>
        place.Damaged(
            $"the header says {Place.Quote(text[position..])} at character {position} where {expected} was expected."
        );
}

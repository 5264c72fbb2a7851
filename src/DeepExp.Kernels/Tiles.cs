namespace DeepExp.Kernels;

/// <summary>
/// Work of several functions of each element, one tile after the other: what one function gives, the next one finds in the cache.
/// </summary>
public static class Tiles
{
    /// <summary>Elements of a tile: long enough that starting a function does not count, and a few of them fit a core's own cache.</summary>
    public const int Length = 8192;

    /// <summary>
    /// Calls tile(thread, from, length) for all tiles of a row. Two calls at the same time are of two threads, counted from 0, of which
    /// there are at most so many.
    /// </summary>
    /// <param name="length">The elements of the row.</param>
    /// <param name="functions">How many functions are computed of each element.</param>
    /// <param name="threads">At most so many threads share the tiles.</param>
    /// <param name="tile">The work.</param>
    public static void Run(int length, int functions, int threads, Action<int, int, int> tile)
    {
        int parts = Shared.IsWorth((long)length * functions) ? Math.Min(threads, Threads.Count) : 1;
        Shared.Run(parts, new Part(length, parts, tile));
    }

    private readonly struct Part(int length, int parts, Action<int, int, int> tile) : IShared
    {
        public void Item(int index)
        {
            int stop = Cut(index + 1);
            for (int from = Cut(index); from < stop; from += Length)
                tile(index, from, Math.Min(Length, stop - from));
        }

        /// <summary>Where a part begins, at a whole tile.</summary>
        private int Cut(int part) =>
            (int)Math.Min(length, (length + Length - 1L) / Length * part / parts * Length);
    }
}

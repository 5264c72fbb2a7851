using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Work that consists of items, each of which touches nothing that another one writes.</summary>
internal interface IShared
{
    void Item(int index);
}

/// <summary>Work on a row of things, of which any piece touches nothing that another one writes.</summary>
internal interface IPieces
{
    void Piece(int from, int to);
}

/// <summary>Work of many items, which threads take one after the other.</summary>
internal static unsafe class Shared
{
    /// <summary>Fewer elements are done before another thread has its part.</summary>
    private const int Alone = 32 * 1024;

    // So often each thread comes for more items, in the mean: seldom enough that they do not wait for each other.
    private const int Turns = 8;

    // Pieces of a row of numbers begin at whole cache lines, and none is shorter than the largest registers.
    private const int Unit = 64;

    private struct State<TWork>
        where TWork : struct, IShared
    {
        public TWork Work;
        public int Count;
        public int Turn;
        public int Next;
    }

    private readonly struct Cut<TWork>(TWork work, int length, int parts, int unit) : IShared
        where TWork : struct, IPieces
    {
        public void Item(int index)
        {
            (int from, int to) = (At(index), At(index + 1));
            if (from < to)
                work.Piece(from, to);
        }

        private int At(int part) =>
            part == parts ? length : (int)((long)length / unit * part / parts * unit);
    }

    /// <summary>Items 0 to count - 1, in any order and on any thread.</summary>
    public static void Run<TWork>(int count, TWork work)
        where TWork : struct, IShared
    {
        int threads = Math.Min(count, Threads.Count);
        // On the stack, where nothing moves while other threads look.
        State<TWork> state = new()
        {
            Work = work,
            Count = count,
            Turn = Math.Max(1, count / (Turns * Math.Max(1, threads))),
        };
        Threads.Run(threads, &Take<TWork>, Unsafe.AsPointer(ref state));
    }

    /// <summary>Whether threads gain by sharing work on so many elements.</summary>
    public static bool IsWorth(long elements) => elements >= 2 * Alone && Threads.Count > 1;

    /// <summary>A row of things, each of so many elements, in one piece for each thread where that is worth it.</summary>
    public static void Pieces<TWork>(int length, long elements, TWork work)
        where TWork : struct, IPieces
    {
        if (IsWorth(length * elements))
            Run(
                Threads.Count,
                new Cut<TWork>(work, length, Threads.Count, elements < Unit ? Unit : 1)
            );
        else
            work.Piece(0, length);
    }

    private static void Take<TWork>(void* at, int thread)
        where TWork : struct, IShared
    {
        ref State<TWork> state = ref Unsafe.AsRef<State<TWork>>(at);
        for (int i; (i = Interlocked.Add(ref state.Next, state.Turn) - state.Turn) < state.Count; )
        for (int end = Math.Min(i + state.Turn, state.Count); i < end; i++)
            state.Work.Item(i);
    }
}

using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Work that consists of items, each of which touches nothing that another one writes.</summary>
internal interface IShared
{
    void Item(int index);
}

/// <summary>Work of many items, which threads take one after the other.</summary>
internal static unsafe class Shared
{
    private struct State<TWork>
        where TWork : struct, IShared
    {
        public TWork Work;
        public int Count;
        public int Next;
    }

    /// <summary>Items 0 to count - 1, in any order and on any thread.</summary>
    public static void Run<TWork>(int count, TWork work)
        where TWork : struct, IShared
    {
        // On the stack, where nothing moves while other threads look.
        State<TWork> state = new() { Work = work, Count = count };
        Threads.Run(Math.Min(count, Threads.Count), &Take<TWork>, Unsafe.AsPointer(ref state));
    }

    private static void Take<TWork>(void* at, int thread)
        where TWork : struct, IShared
    {
        ref State<TWork> state = ref Unsafe.AsRef<State<TWork>>(at);
        for (int i; (i = Interlocked.Increment(ref state.Next) - 1) < state.Count; )
            state.Work.Item(i);
    }
}

using System.Globalization;

namespace DeepExp.Kernels;

/// <summary>
/// The threads that share a large product. A product is cut by rows and columns of its result, never along its sums, so the bits do not
/// depend on their number.
/// </summary>
public static unsafe class Threads
{
    /// <summary>So often a worker looks for the next product before it sleeps: some ten times as long as waking it takes.</summary>
    private const int Spins = 1000;

    private static readonly SemaphoreSlim Sleep = new(0);
    private static int count =
        int.TryParse(
            Environment.GetEnvironmentVariable("DEEPEXP_THREADS"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int chosen
        )
        && chosen > 0
            ? chosen
            : Environment.ProcessorCount;

    // The one job that the workers see. Whoever comes while it is taken, from a part of it or from another thread, works alone.
    private static int taken;
    private static int workers;
    private static int open;
    private static int inside;
    private static int sleeping;
    private static int next;
    private static int parts;
    private static void* work;
    private static delegate* <void*, int, void> run;

    /// <summary>How many threads work on one product: at first the variable DEEPEXP_THREADS, without it all processors.</summary>
    public static int Count
    {
        get => count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            count = value;
        }
    }

    /// <summary>Calls part(state, 0) to part(state, n - 1), on this thread and on workers that are free; returns when all have.</summary>
    internal static void Run(int n, delegate* <void*, int, void> part, void* state)
    {
        if (n > 1 && Interlocked.CompareExchange(ref taken, 1, 0) == 0)
        {
            parts = n;
            run = part;
            work = state;
            next = 0;
            for (; workers < n - 1; workers++)
                new Thread(Work) { IsBackground = true, Name = "DeepExp" }.Start();
            Interlocked.Exchange(ref open, 1);
            int asleep = Math.Min(Volatile.Read(ref sleeping), n - 1);
            if (asleep > 0)
                Sleep.Release(asleep);
            TakeParts();
            // Nobody enters any more, and who is inside finishes a part.
            Interlocked.Exchange(ref open, 0);
            SpinWait wait = default;
            while (Volatile.Read(ref inside) > 0)
                wait.SpinOnce(sleep1Threshold: -1);
            Volatile.Write(ref taken, 0);
        }
        else
            for (int i = 0; i < n; i++)
                part(state, i);
    }

    private static void TakeParts()
    {
        for (int i; (i = Interlocked.Increment(ref next) - 1) < parts; )
            run(work, i);
    }

    private static void Work()
    {
        for (int spins = 0; ; spins++)
        {
            if (Volatile.Read(ref open) != 0)
            {
                Interlocked.Increment(ref inside);
                if (Volatile.Read(ref open) != 0)
                {
                    TakeParts();
                    spins = 0;
                }
                Interlocked.Decrement(ref inside);
            }
            if (spins < Spins)
            {
                Thread.SpinWait(8);
                continue;
            }
            Interlocked.Increment(ref sleeping);
            if (Volatile.Read(ref open) == 0)
                Sleep.Wait();
            Interlocked.Decrement(ref sleeping);
            spins = 0;
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DeepExp.Kernels;

internal static unsafe class Cache
{
    private const int Line = 64;

    /// <summary>Asks for the memory of one W, so that a kernel that ends there need not wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch<W, T>(T* at)
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Sse.IsSupported)
            return;
        for (int offset = 0; offset < W.Count * sizeof(T); offset += Line)
            Sse.Prefetch0((byte*)at + offset);
    }
}

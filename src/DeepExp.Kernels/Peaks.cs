using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepExp.Kernels;

/// <summary>Where the largest element of each window stands, for pooling.</summary>
public static unsafe class Peaks
{
    /// <summary>
    /// The place of the first largest element of each window: in x, or with <paramref name="within"/> in its window, row-major. x is
    /// (planes, size...), y is (planes, outSize...). What lies outside of x is no element; where a window has none, the place in x is -1,
    /// and that in the window 0. NaN is larger than any number.
    /// </summary>
    public static void Find<T>(
        ReadOnlySpan<T> x,
        int planes,
        int[] size,
        int[] kernel,
        int[] stride,
        int[] pad,
        int[] dilate,
        int[] outSize,
        bool within,
        Span<int> y
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.IsEmpty)
            return;
        int[] offsets = ArrayPool<int>.Shared.Rent(Windows.Product(kernel));
        fixed (T* xAt = x)
        fixed (int* yAt = y)
        {
            var work = new Planes<T>(xAt, yAt)
            {
                Size = size,
                Kernel = kernel,
                Stride = stride,
                Pad = pad,
                Dilate = dilate,
                OutSize = outSize,
                Within = within,
                Plane = Windows.Product(size),
                Places = Windows.Product(outSize),
                Offsets = offsets,
                Elements = Windows.Product(kernel),
            };
            work.SetOffsets();
            Shared.Run(planes, work);
        }
        ArrayPool<int>.Shared.Return(offsets);
    }

    private readonly struct Planes<T>(T* x, int* y) : IShared
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* x = x;
        private readonly int* y = y;

        public required int[] Size { get; init; }
        public required int[] Kernel { get; init; }
        public required int[] Stride { get; init; }
        public required int[] Pad { get; init; }
        public required int[] Dilate { get; init; }
        public required int[] OutSize { get; init; }
        public required bool Within { get; init; }
        public required int Plane { get; init; }
        public required int Places { get; init; }

        /// <summary>From the first element of a window to each.</summary>
        public required int[] Offsets { get; init; }
        public required int Elements { get; init; }

        private int Last => Size.Length - 1;

        public void SetOffsets()
        {
            Offsets[0] = 0;
            for (int axis = Last, step = 1, n = 1; axis >= 0; step *= Size[axis--])
            {
                // Row-major: what is there already repeats for each element on this axis.
                for (int k = Kernel[axis] - 1; k > 0; k--)
                for (int i = 0; i < n; i++)
                    Offsets[(k * n) + i] = Offsets[i] + (k * Dilate[axis] * step);
                n *= Kernel[axis];
            }
        }

        public void Item(int index)
        {
            Span<int> window = stackalloc int[Size.Length];
            window.Clear();
            T* from = x + ((nint)index * Plane);
            int* to = y + ((nint)index * Places);
            int origin = Within ? 0 : index * Plane;
            int first = Math.Min((Pad[Last] + Stride[Last] - 1) / Stride[Last], OutSize[Last]);
            int reach = Size[Last] - 1 - ((Kernel[Last] - 1) * Dilate[Last]) + Pad[Last];
            int end = Math.Clamp(reach < 0 ? 0 : (reach / Stride[Last]) + 1, first, OutSize[Last]);
            for (int* stop = to + Places; to < stop; to += OutSize[Last])
            {
                int row = 0;
                bool isInside = true;
                for (int axis = 0; axis < Last; axis++)
                {
                    int start = (window[axis] * Stride[axis]) - Pad[axis];
                    isInside &=
                        start >= 0 && start + ((Kernel[axis] - 1) * Dilate[axis]) < Size[axis];
                    row = (row + start) * Size[axis + 1];
                }
                int o = 0;
                for (int edge = isInside ? first : OutSize[Last]; o < edge; o++)
                    to[o] = AtEdge(from, window, o, origin);
                if (typeof(T) == typeof(float))
                    for (; o <= end - 4; o += 4)
                        Inside4(
                            (float*)from + row + (o * Stride[Last]) - Pad[Last],
                            Stride[Last],
                            origin + row + (o * Stride[Last]) - Pad[Last],
                            to + o
                        );
                for (; o < end; o++)
                    to[o] = Inside(from, row + (o * Stride[Last]) - Pad[Last], origin);
                for (; o < OutSize[Last]; o++)
                    to[o] = AtEdge(from, window, o, origin);
                for (int axis = Last - 1; axis >= 0 && ++window[axis] == OutSize[axis]; axis--)
                    window[axis] = 0;
            }
        }

        /// <summary>Without a branch that depends on the elements: which is larger cannot be foreseen.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int Inside(T* from, int start, int origin)
        {
            ref int offset = ref Offsets[0];
            T* window = from + start;
            Scalar<T> best = Scalar<T>.Load(window);
            int k = 0;
            for (int i = 1; i < Elements; i++)
            {
                T* at = window + Unsafe.Add(ref offset, i);
                int isLarger = Unsafe.BitCast<bool, byte>(*at > Scalar<T>.Sum(best));
                best = Scalar<T>.Max(best, Scalar<T>.Load(at));
                k += (i - k) & -isLarger;
            }
            if (T.IsNaN(Scalar<T>.Sum(best)))
                for (k = 0; !T.IsNaN(window[Offsets[k]]); )
                    k++;
            return Within ? k : origin + start + Offsets[k];
        }

        /// <summary>Four windows side by side.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Inside4(float* window, nint stride, int start, int* to)
        {
            ref int offset = ref Offsets[0];
            Vector128<float> best = Every(stride, window);
            Vector128<int> k = default;
            for (int i = 1; i < Elements; i++)
            {
                Vector128<float> at = Every(stride, window + Unsafe.Add(ref offset, i));
                Vector128<float> isLarger =
                    ~Vector128.LessThanOrEqual(at, best) & Vector128.Equals(best, best);
                best = Vector128.ConditionalSelect(isLarger, at, best);
                k = Vector128.ConditionalSelect(
                    isLarger.AsInt32(),
                    Vector128.Create(Within ? i : Unsafe.Add(ref offset, i)),
                    k
                );
            }
            if (!Within)
                k += Vector128.CreateSequence(start, (int)stride);
            k.Store(to);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<float> Every(nint stride, float* at)
        {
            if (stride == 1)
                return Vector128.Load(at);
            // Nothing behind the last of the four is read.
            if (stride == 2 && Sse.IsSupported)
                return Sse.Shuffle(Vector128.Load(at), Vector128.Load(at + 3), 0b11_01_10_00);
            return Vector128.Create(at[0], at[stride], at[2 * stride], at[3 * stride]);
        }

        /// <summary>Element by element, with a look at every axis.</summary>
        private int AtEdge(T* from, ReadOnlySpan<int> window, int o, int origin)
        {
            int best = -1;
            int place = -1;
            for (int k = 0; k < Elements; k++)
            {
                int at = 0;
                int step = 1;
                bool isInside = true;
                for (int axis = Last, rest = k; axis >= 0; rest /= Kernel[axis--])
                {
                    int on =
                        ((axis == Last ? o : window[axis]) * Stride[axis])
                        - Pad[axis]
                        + (rest % Kernel[axis] * Dilate[axis]);
                    isInside &= on >= 0 && on < Size[axis];
                    at += on * step;
                    step *= Size[axis];
                }
                if (isInside && (best < 0 || (!(from[at] <= from[best]) && !T.IsNaN(from[best]))))
                {
                    best = at;
                    place = Within ? k : origin + at;
                }
            }
            return Within ? Math.Max(place, 0) : place;
        }
    }
}

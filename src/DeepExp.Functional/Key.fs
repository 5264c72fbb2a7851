namespace DeepExp

/// <summary>
/// The source of randomness, handed on as an argument: the same key gives the same bits, always and on any number of
/// threads. A key is used for one purpose; <c>split</c> makes as many new ones as there are purposes. The numbers are those
/// of the counter-based generator Philox4x32-10 (Salmon et al., «Parallel random numbers: as easy as 1, 2, 3», 2011).
/// </summary>
[<Struct>]
type Key =
    internal
        {
            /// The 64 bits that the generator counts with.
            Bits: uint64
        }

namespace DeepExp.Functional

open DeepExp
open DeepExp.Kernels

/// Making keys and drawing from them.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Key =

    // Drawing counts in the low half of the counter alone, so a child's block is nobody's number.
    let private child (bits: uint64) (index: uint64) =
        let struct (a, b, _, _) = Philox.Block(bits, index, 1UL)

        {
            Bits = (uint64 a <<< 32) ||| uint64 b
        }

    /// The key of a seed.
    let ofSeed (seed: int) = child 0UL (uint64 (uint32 seed))

    /// The key at a position of an endless row of keys that belongs to this key: one for each step, for instance.
    let at (index: int) (key: Key) =
        let next = child key.Bits (uint64 (uint32 index))

        if Recording.isOn () then
            Recording.derived key.Bits next.Bits index (fun bits -> (child bits (uint64 (uint32 index))).Bits)

        next

    /// <summary>The first n keys of the row that belongs to this key.</summary>
    /// <exception cref="DeepExpException">The number is negative.</exception>
    let split n (key: Key) =
        if n < 0 then
            fail "Key.split" $"{n} keys were asked for; their number is at least 0."

        Array.init n (fun i -> at i key)

    let private draw
        operation
        (float32s: uint64 -> float32[] -> unit)
        (float64s: uint64 -> float[] -> unit)
        dtype
        shape
        (key: Key)
        =
        Shape.validate operation shape


        if dtype = Int32 then
            fail operation $"random numbers are float32 or float64, not int32."

        let y = Value.allocate dtype (Array.copy shape)

        Recording.draw operation key.Bits y (fun bits y ->
            match y.Elements with
            | F32 a -> float32s bits a
            | F64 a -> float64s bits a
            | _ -> ForwardElements.unreachable ())

        Tensor y

    /// <summary>Independent numbers, uniform in [0, 1): multiples of 2^-24 in float32, of 2^-53 in float64.</summary>
    /// <remarks>\( u \sim U[0, 1) \)</remarks>
    /// <exception cref="DeepExpException">The type is int32, or the shape has a negative length.</exception>
    let uniform dtype shape (key: Key) =
        draw
            "Key.uniform"
            (fun bits a -> Philox.Uniform<float32>(bits, a))
            (fun bits a -> Philox.Uniform<float>(bits, a))
            dtype
            shape
            key

    /// <summary>Independent numbers of the standard normal distribution N(0, 1).</summary>
    /// <remarks>\( z \sim N(0, 1) \)</remarks>
    /// <exception cref="DeepExpException">The type is int32, or the shape has a negative length.</exception>
    let normal dtype shape (key: Key) =
        draw
            "Key.normal"
            (fun bits a -> Philox.Normal<float32>(bits, a))
            (fun bits a -> Philox.Normal<float>(bits, a))
            dtype
            shape
            key

namespace DeepExp

open System
open DeepExp.Functional

/// <summary>
/// The source of randomness, handed on as an argument: the same key gives the same bits, always and on any number of
/// threads. A key is used for one purpose; <c>split</c> makes as many new ones as there are purposes. The numbers are those
/// of the counter-based generator Philox4x32-10 (Salmon et al., «Parallel random numbers: as easy as 1, 2, 3», 2011).
/// </summary>
/// <remarks>
/// In a step that is made into a plan the keys that the step is given, and those derived from them, cannot be compared, as the plan would
/// not see what depends on that.
/// </remarks>
[<Struct; CustomEquality; CustomComparison; StructuredFormatDisplay("a key")>]
type Key =
    internal
        {
            // The 64 bits that the generator counts with.
            /// <exclude/>
            Own: uint64
            // Where they come from instead, in a step that is recorded.
            /// <exclude/>
            From: Source | null
        }

    /// The bits in the step that is taken.
    member internal this.Bits =
        match this.From with
        | null -> this.Own
        | source -> source.Value

    /// The key as it is in the step that is taken.
    member internal this.Now = { Own = this.Bits; From = null }

    /// The path of the key that a step is given; empty for another.
    member internal this.Path =
        match this.From with
        | null -> []
        | source -> source.Path

    member private this.Seen =
        if isNull this.From then
            this.Own
        else
            Recording.refuse
                "Key"
                $"a key that is another one in each step is compared or hashed, so the step cannot be made into a plan; let what depends on it come with the batch, or run the step without a plan."

    override this.Equals(other: objnull) =
        match other with
        | :? Key as other -> this.Seen = other.Seen
        | _ -> false

    override this.GetHashCode() = this.Seen.GetHashCode()

    interface IEquatable<Key> with
        member this.Equals other = this.Seen = other.Seen

    interface IComparable<Key> with
        member this.CompareTo other = compare this.Seen other.Seen

    interface IComparable with
        member this.CompareTo other =
            match other with
            | :? Key as other -> compare this.Seen other.Seen
            | _ -> 1

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

        (uint64 a <<< 32) ||| uint64 b

    let private ofBits bits : Key = { Own = bits; From = null }

    /// The key of a seed.
    let ofSeed (seed: int) =
        ofBits (child 0UL (uint64 (uint32 seed)))

    /// The key at a position of an endless row of keys that belongs to this key: one for each step, for instance.
    let at (index: int) (key: Key) =
        let index' = uint64 (uint32 index)

        match key.From with
        | null -> ofBits (child key.Own index')
        | source ->
            {
                Own = 0UL
                From = Source(index :: source.Path, (fun () -> child source.Value index'))
            }

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

        if Recording.isOfStep () && key.Path.IsEmpty then
            Recording.refuse
                operation
                $"the numbers of a key that is not handed to the step with its batch or state would be the same in every step of a plan; make the key a part of the batch."

        let y = Value.allocate dtype (Array.copy shape)

        Recording.fill operation key.Path null y (fun y ->
            match y.Elements with
            | F32 a -> float32s key.Bits a
            | F64 a -> float64s key.Bits a
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

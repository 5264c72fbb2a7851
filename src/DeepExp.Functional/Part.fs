namespace DeepExp.Functional

open System
open System.Runtime.CompilerServices
open DeepExp

/// Elements that lie side by side.
[<Struct>]
type internal Part(elements: Elements, from: int, length: int) =
    member _.DType = elements.DType
    member _.Length = length

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.Read<'T>() =
        ReadOnlySpan<'T>(elements.Of<'T>(), from, length)

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.Write<'T>() =
        Span<'T>(elements.Of<'T>(), from, length)

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member All(value: Value) =
        Part(value.Elements, 0, value.Elements.Array.Length)

/// A tile of a row of elements, and the number of the thread that computes it.
[<Struct>]
type internal Tile =
    {
        Thread: int
        From: int
        Length: int
    }

    /// No tile has more elements.
    static member Longest = Kernels.Tiles.Length

/// How an operand of functions of each element lies.
[<Struct>]
type internal Lying =
    /// It has an element for each of the row.
    | Each
    /// It has one element for all.
    | One
    /// It lasts for a tile, in an array with room for one tile of each thread.
    | Scratch

/// What a function of each element reads or writes.
[<Struct>]
type internal Operand =
    {
        Elements: Elements
        Lies: Lying
    }

    /// The part of it that belongs to a tile.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.At(tile: Tile) =
        match this.Lies with
        | Each -> Part(this.Elements, tile.From, tile.Length)
        | One -> Part(this.Elements, 0, 1)
        | Scratch -> Part(this.Elements, tile.Thread * Tile.Longest, tile.Length)

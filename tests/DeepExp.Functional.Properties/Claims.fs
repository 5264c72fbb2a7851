/// What the properties claim of tensors.
module DeepExp.Functional.Properties.Claims

open System
open System.Runtime.InteropServices
open Xunit
open DeepExp
open DeepExp.Functional

/// Everything of a tensor that can be seen: element type, shape and the bits of its elements.
let bits (x: Tensor) =
    let bytes =
        match x.DType with
        | Float32 -> MemoryMarshal.AsBytes(ReadOnlySpan(x.ToArray<float32>())).ToArray()
        | Float64 -> MemoryMarshal.AsBytes(ReadOnlySpan(x.ToArray<float>())).ToArray()
        | Int32 -> MemoryMarshal.AsBytes(ReadOnlySpan(x.ToArray<int>())).ToArray()

    x.DType, x.Shape, bytes

let treeBits tree =
    Parameters.leaves tree |> Array.map bits

let sameBits (expected: Tensor) (actual: Tensor) =
    if bits expected <> bits actual then
        Assert.Fail $"expected the bits of {expected}, found {actual}"

let sameTreeBits (expected: 'P) (actual: 'P) =
    Array.iter2 sameBits (Parameters.leaves expected) (Parameters.leaves actual)

let largest (x: Tensor) =
    x.ToArray<float>()
    |> Array.fold (fun most element -> max most (abs element)) 0.0

/// Two numbers differ by no more than the tolerance times the scale.
let near (tolerance: float) (scale: float) (expected: float) (actual: float) =
    if not (abs (expected - actual) <= tolerance * scale) then
        Assert.Fail
            $"expected {expected}, found {actual}: they differ by {abs (expected - actual)}, allowed is {tolerance * scale}"

/// Two tensors of one shape differ by no more than the tolerance times the scale in each element.
let nearTensor tolerance scale (expected: Tensor) (actual: Tensor) =
    Assert.Equal<int>(expected.Shape, actual.Shape)
    Assert.Equal(expected.DType, actual.DType)
    Array.iter2 (near tolerance scale) (expected.ToArray<float>()) (actual.ToArray<float>())

let nearTree tolerance scale (expected: 'P) (actual: 'P) =
    Array.iter2 (nearTensor tolerance scale) (Parameters.leaves expected) (Parameters.leaves actual)

/// The call fails with the library's exception, and its message holds all the words.
let refuses (operation: string) (words: string list) (call: unit -> 'T) =
    let error = Assert.Throws<DeepExpException>(fun () -> call () |> ignore)
    Assert.Equal(operation, error.Operation)

    for word in words do
        Assert.Contains(word, error.Message)

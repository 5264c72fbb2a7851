namespace DeepExp.Functional

open System
open System.Numerics.Tensors
open DeepExp

/// The primitives that move elements.
[<RequireQualifiedAccess>]
module internal ForwardMoves =

    /// The numbers of elements before an axis, and after the axes up to another.
    let around (shape: Shape) first last =
        struct (Shape.sizeOf 0 first shape, Shape.sizeOf (last + 1) shape.Length shape)

    let sliceOf (shape: Shape) (starts: int[]) (steps: int[]) =
        let strides = Shape.strides shape
        Array.map2 (*) starts strides |> Array.sum, Array.map2 (*) steps strides

    let embed starts steps (x: Value) (y: Value) =
        let start, strides = sliceOf y.Shape starts steps

        fun () ->
            match x.Elements, y.Elements with
            | F32 a, F32 b -> Kernels.Strided.Embed<float32>(a, start, strides, x.Shape, b)
            | F64 a, F64 b -> Kernels.Strided.Embed<float>(a, start, strides, x.Shape, b)
            | I32 a, I32 b -> Kernels.Strided.Embed<int>(a, start, strides, x.Shape, b)
            | _ -> ForwardElements.unreachable ()

    let concatenate axis (xs: Value[]) (y: Value) =
        let struct (outer, inner) = around y.Shape axis axis
        let mutable place = 0

        for x in xs do
            let from = x.Shape[axis] * inner
            let all = y.Shape[axis] * inner

            for block = 0 to outer - 1 do
                match x.Elements, y.Elements with
                | F32 a, F32 b -> Array.blit a (block * from) b (block * all + place) from
                | F64 a, F64 b -> Array.blit a (block * from) b (block * all + place) from
                | I32 a, I32 b -> Array.blit a (block * from) b (block * all + place) from
                | _ -> ForwardElements.unreachable ()

            place <- place + from

    let private indicesOf op (length: int) (indices: Value) =
        match indices.Elements with
        | I32 indices ->
            if indices.Length > 0 then
                let least, largest =
                    TensorPrimitives.Min<int>(ReadOnlySpan indices), TensorPrimitives.Max<int>(ReadOnlySpan indices)

                if least < -1 || largest >= length then
                    let index = if least < -1 then least else largest
                    fail (Op.name op) $"index {index} lies outside an axis of length {length}."

            indices
        | _ -> fail (Op.name op) $"indices are {Value.describe indices}, but must be int32."

    let gather op axis (x: Value) (indices: Value) (y: Value) =
        let struct (outer, inner) = around x.Shape axis axis
        let length = x.Shape[axis]
        let at = indicesOf op length indices

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Indexed.Gather<float32>(a, outer, length, inner, at, b)
        | F64 a, F64 b -> Kernels.Indexed.Gather<float>(a, outer, length, inner, at, b)
        | I32 a, I32 b -> Kernels.Indexed.Gather<int>(a, outer, length, inner, at, b)
        | _ -> ForwardElements.unreachable ()

    let scatter op axis (x: Value) (indices: Value) (y: Value) =
        let struct (outer, inner) = around y.Shape axis axis
        let length = y.Shape[axis]
        let at = indicesOf op length indices

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Indexed.Scatter<float32>(a, outer, length, inner, at, b)
        | F64 a, F64 b -> Kernels.Indexed.Scatter<float>(a, outer, length, inner, at, b)
        | _ -> fail (Op.name op) $"x is {Value.describe x}, but only float32 and float64 are added up; cast it first."

    let unfold w (x: Value) (y: Value) =
        let n, c = x.Shape[0], x.Shape[1]

        match x.Elements, y.Elements with
        | F32 a, F32 b ->
            Kernels.Windows.Unfold<float32>(
                a,
                n,
                c,
                w.Size,
                w.Kernel,
                w.Stride,
                w.Pad,
                w.Dilate,
                w.Out,
                float32 w.Fill,
                b
            )
        | F64 a, F64 b ->
            Kernels.Windows.Unfold<float>(a, n, c, w.Size, w.Kernel, w.Stride, w.Pad, w.Dilate, w.Out, w.Fill, b)
        | _ -> ForwardElements.unreachable ()

    let fold w (x: Value) (y: Value) =
        let n, c = y.Shape[0], y.Shape[1]

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Windows.Fold<float32>(a, n, c, w.Size, w.Kernel, w.Stride, w.Pad, w.Dilate, w.Out, b)
        | F64 a, F64 b -> Kernels.Windows.Fold<float>(a, n, c, w.Size, w.Kernel, w.Stride, w.Pad, w.Dilate, w.Out, b)
        | _ -> ForwardElements.unreachable ()

    let copy (x: Value) (y: Value) =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Array.blit a 0 b 0 b.Length
        | F64 a, F64 b -> Array.blit a 0 b 0 b.Length
        | I32 a, I32 b -> Array.blit a 0 b 0 b.Length
        | _ -> ForwardElements.unreachable ()

namespace DeepExp.Functional

open System
open System.Numerics.Tensors
open DeepExp

/// The elements that each primitive computes.
[<RequireQualifiedAccess>]
module internal Forward =

    let private unreachable () : 'a =
        invalidOp "The shape rule lets no such elements through."

    let private map (f: 'F) (x: Value) (y: Value) =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Elementwise.Map<'F, float32>(f, a, b)
        | F64 a, F64 b -> Kernels.Elementwise.Map<'F, float>(f, a, b)
        | _ -> unreachable ()

    let private each (f: float -> float) (x: Value) (y: Value) =
        match x.Elements, y.Elements with
        | F32 a, F32 b ->
            for i = 0 to b.Length - 1 do
                b[i] <- float32 (f (float a[i]))
        | F64 a, F64 b ->
            for i = 0 to b.Length - 1 do
                b[i] <- f a[i]
        | _ -> unreachable ()

    let private unary f (x: Value) (y: Value) =
        match f, x.Elements, y.Elements with
        | Scale factor, _, _ -> map (Kernels.Scale factor) x y
        | Shift term, _, _ -> map (Kernels.Shift term) x y
        | Power exponent, _, _ -> map (Kernels.Power exponent) x y
        | Abs, _, _ -> map (Kernels.Abs()) x y
        | Sign, _, _ -> map (Kernels.Sign()) x y
        | Floor, F32 a, F32 b -> TensorPrimitives.Floor<float32>(a, Span b)
        | Floor, F64 a, F64 b -> TensorPrimitives.Floor<float>(a, Span b)
        | Exp, _, _ -> map (Kernels.Exp()) x y
        | Expm1, _, _ -> map (Kernels.Expm1()) x y
        | Log, _, _ -> map (Kernels.Log()) x y
        | Log1p, _, _ -> map (Kernels.Log1p()) x y
        | Sqrt, _, _ -> map (Kernels.Sqrt()) x y
        // Those of TensorPrimitives change their last bit with the address of the array.
        | Sin, _, _ -> each sin x y
        | Cos, _, _ -> each cos x y
        | Asin, _, _ -> each asin x y
        | Atan, _, _ -> each atan x y
        | Tanh, _, _ -> map (Kernels.Tanh()) x y
        | Sigmoid, _, _ -> map (Kernels.Sigmoid()) x y
        | Softplus, _, _ -> map (Kernels.Softplus()) x y
        | Clip(low, high), _, _ -> map (Kernels.Clip(low, high)) x y
        | Erf, _, _ -> each SpecialFunctions.erf x y
        | Erfc, _, _ -> each SpecialFunctions.erfc x y
        | Erfcx, _, _ -> each SpecialFunctions.erfcx x y
        | ErfInv, _, _ -> each SpecialFunctions.erfInv x y
        | ErfcInv, _, _ -> each SpecialFunctions.erfcInv x y
        | LogGamma, _, _ -> each SpecialFunctions.logGamma x y
        | Digamma, _, _ -> each SpecialFunctions.digamma x y
        | Floor, _, _ -> unreachable ()

    let private zip (f: 'F when 'F: struct and 'F :> Kernels.IBinary) (x: Value) (y: Value) (z: Value) =
        if Shape.same x.Shape y.Shape then
            match x.Elements, y.Elements, z.Elements with
            | F32 a, F32 b, F32 c -> f.Run<float32>(ReadOnlySpan a, ReadOnlySpan b, Span c)
            | F64 a, F64 b, F64 c -> f.Run<float>(ReadOnlySpan a, ReadOnlySpan b, Span c)
            | _ -> unreachable ()
        else
            let xStrides = Shape.broadcastStrides x.Shape z.Shape
            let yStrides = Shape.broadcastStrides y.Shape z.Shape

            match x.Elements, y.Elements, z.Elements with
            | F32 a, F32 b, F32 c -> Kernels.Elementwise.Zip<'F, float32>(f, a, xStrides, b, yStrides, c, z.Shape)
            | F64 a, F64 b, F64 c -> Kernels.Elementwise.Zip<'F, float>(f, a, xStrides, b, yStrides, c, z.Shape)
            | _ -> unreachable ()

    let private strided start (strides: int[]) (x: Value) (y: Value) =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Strided.Gather<float32>(a, start, strides, y.Shape, b)
        | F64 a, F64 b -> Kernels.Strided.Gather<float>(a, start, strides, y.Shape, b)
        | I32 a, I32 b -> Kernels.Strided.Gather<int>(a, start, strides, y.Shape, b)
        | _ -> unreachable ()

    let private spread (x: Value) shape =
        if Shape.same x.Shape shape then
            x
        else
            let y = Value.allocate x.Elements.DType shape
            strided 0 (Shape.broadcastStrides x.Shape shape) x y
            y

    let private eachPair (f: float -> float -> float) (x: Value) (y: Value) (z: Value) =
        match (spread x z.Shape).Elements, (spread y z.Shape).Elements, z.Elements with
        | F32 a, F32 b, F32 c ->
            for i = 0 to c.Length - 1 do
                c[i] <- float32 (f (float a[i]) (float b[i]))
        | F64 a, F64 b, F64 c ->
            for i = 0 to c.Length - 1 do
                c[i] <- f a[i] b[i]
        | _ -> unreachable ()

    let private binary f x y z =
        match f with
        | Add -> zip (Kernels.Add()) x y z
        | Subtract -> zip (Kernels.Subtract()) x y z
        | Multiply -> zip (Kernels.Multiply()) x y z
        | Divide -> zip (Kernels.Divide()) x y z
        | Equal -> zip (Kernels.Equal()) x y z
        | Raise -> eachPair ( ** ) x y z
        | Remainder -> eachPair (%) x y z
        | Atan2 -> eachPair atan2 x y z
        | Zeta -> eachPair SpecialFunctions.zeta x y z
        | Rectify slope -> zip (Kernels.Rectify slope) x y z

    let private convert (x: 'T[]) (y: Value) =
        match y.Elements with
        | F32 b -> TensorPrimitives.ConvertTruncating<'T, float32>(x, Span b)
        | F64 b -> TensorPrimitives.ConvertTruncating<'T, float>(x, Span b)
        | I32 b -> TensorPrimitives.ConvertTruncating<'T, int>(x, Span b)

    let private cast (x: Value) y =
        match x.Elements with
        | F32 a -> convert a y
        | F64 a -> convert a y
        | I32 a -> convert a y

    let private sum (axes: int[]) (x: Value) (y: Value) =
        let reduced = Array.init x.Shape.Length (fun axis -> Array.contains axis axes)

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Reduction.Sum<float32>(a, x.Shape, reduced, b)
        | F64 a, F64 b -> Kernels.Reduction.Sum<float>(a, x.Shape, reduced, b)
        | _ -> unreachable ()

    let private max (axes: int[]) (x: Value) (y: Value) =
        let reduced = Array.init x.Shape.Length (fun axis -> Array.contains axis axes)

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Reduction.Max<float32>(a, x.Shape, reduced, b)
        | F64 a, F64 b -> Kernels.Reduction.Max<float>(a, x.Shape, reduced, b)
        | _ -> unreachable ()

    /// The numbers of elements before an axis, and after the axes up to another.
    let private around (shape: Shape) first last =
        Shape.size shape[.. first - 1], Shape.size shape[last + 1 ..]

    let private argMax axis (x: Value) (y: Value) =
        let outer, inner = around x.Shape axis axis

        match x.Elements, y.Elements with
        | F32 a, I32 b -> Kernels.Reduction.ArgMax<float32>(a, outer, x.Shape[axis], inner, b)
        | F64 a, I32 b -> Kernels.Reduction.ArgMax<float>(a, outer, x.Shape[axis], inner, b)
        | _ -> unreachable ()

    let private select (c: Value) (x: Value) (y: Value) (z: Value) =
        match c.Elements, x.Elements, y.Elements, z.Elements with
        | F32 c, F32 x, F32 y, F32 z -> Kernels.Selection.Select<float32>(c, x, y, z)
        | F64 c, F64 x, F64 y, F64 z -> Kernels.Selection.Select<float>(c, x, y, z)
        | _ -> unreachable ()

    /// Where the elements of a slice of y stand in it.
    let private sliceOf (shape: Shape) (starts: int[]) (steps: int[]) =
        let strides = Shape.strides shape
        Array.map2 (*) starts strides |> Array.sum, Array.map2 (*) steps strides

    let private embed starts steps (x: Value) (y: Value) =
        let start, strides = sliceOf y.Shape starts steps

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Strided.Embed<float32>(a, start, strides, x.Shape, b)
        | F64 a, F64 b -> Kernels.Strided.Embed<float>(a, start, strides, x.Shape, b)
        | I32 a, I32 b -> Kernels.Strided.Embed<int>(a, start, strides, x.Shape, b)
        | _ -> unreachable ()

    let private concatenate axis (xs: Value[]) (y: Value) =
        let outer, inner = around y.Shape axis axis
        let mutable place = 0

        for x in xs do
            let from = x.Shape[axis] * inner
            let all = y.Shape[axis] * inner

            for block = 0 to outer - 1 do
                match x.Elements, y.Elements with
                | F32 a, F32 b -> Array.blit a (block * from) b (block * all + place) from
                | F64 a, F64 b -> Array.blit a (block * from) b (block * all + place) from
                | I32 a, I32 b -> Array.blit a (block * from) b (block * all + place) from
                | _ -> unreachable ()

            place <- place + from

    let private indicesOf op (length: int) (indices: Value) =
        match indices.Elements with
        | I32 indices ->
            for index in indices do
                if index < -1 || index >= length then
                    fail (Op.name op) $"index {index} lies outside an axis of length {length}."

            indices
        | _ -> fail (Op.name op) $"indices are {Value.describe indices}, but must be int32."

    let private gather op axis (x: Value) (indices: Value) (y: Value) =
        let outer, inner = around x.Shape axis axis
        let length = x.Shape[axis]
        let at = indicesOf op length indices

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Indexed.Gather<float32>(a, outer, length, inner, at, b)
        | F64 a, F64 b -> Kernels.Indexed.Gather<float>(a, outer, length, inner, at, b)
        | I32 a, I32 b -> Kernels.Indexed.Gather<int>(a, outer, length, inner, at, b)
        | _ -> unreachable ()

    let private scatter op axis (x: Value) (indices: Value) (y: Value) =
        let outer, inner = around y.Shape axis axis
        let length = y.Shape[axis]
        let at = indicesOf op length indices

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Indexed.Scatter<float32>(a, outer, length, inner, at, b)
        | F64 a, F64 b -> Kernels.Indexed.Scatter<float>(a, outer, length, inner, at, b)
        | _ -> fail (Op.name op) $"x is {Value.describe x}, but only float32 and float64 are added up; cast it first."

    let private unfold w (x: Value) (y: Value) =
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
        | _ -> unreachable ()

    let private fold w (x: Value) (y: Value) =
        let n, c = y.Shape[0], y.Shape[1]

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Windows.Fold<float32>(a, n, c, w.Size, w.Kernel, w.Stride, w.Pad, w.Dilate, w.Out, b)
        | F64 a, F64 b -> Kernels.Windows.Fold<float>(a, n, c, w.Size, w.Kernel, w.Stride, w.Pad, w.Dilate, w.Out, b)
        | _ -> unreachable ()

    let private algebra (f: float[] -> float[]) (x: Value) (y: Value) =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Array.map float a |> f |> Array.iteri (fun i value -> b[i] <- float32 value)
        | F64 a, F64 b -> f a |> Array.iteri (fun i value -> b[i] <- value)
        | _ -> unreachable ()

    let private copy (x: Value) (y: Value) =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Array.blit a 0 b 0 b.Length
        | F64 a, F64 b -> Array.blit a 0 b 0 b.Length
        | I32 a, I32 b -> Array.blit a 0 b 0 b.Length
        | _ -> unreachable ()

    let private matMul transposeA transposeB (a: Value) (b: Value) (c: Value) =
        let rank = c.Shape.Length
        let m, n = c.Shape[rank - 2], c.Shape[rank - 1]
        let k = a.Shape[if transposeA then rank - 2 else rank - 1]

        for batch = 0 to Shape.size c.Shape[.. rank - 3] - 1 do
            match a.Elements, b.Elements, c.Elements with
            | F32 a, F32 b, F32 c ->
                Kernels.MatMul.Multiply<float32>(
                    m,
                    n,
                    k,
                    ReadOnlySpan(a, batch * m * k, m * k),
                    transposeA,
                    ReadOnlySpan(b, batch * k * n, k * n),
                    transposeB,
                    Span(c, batch * m * n, m * n)
                )
            | F64 a, F64 b, F64 c ->
                Kernels.MatMul.Multiply<float>(
                    m,
                    n,
                    k,
                    ReadOnlySpan(a, batch * m * k, m * k),
                    transposeA,
                    ReadOnlySpan(b, batch * k * n, k * n),
                    transposeB,
                    Span(c, batch * m * n, m * n)
                )
            | _ -> unreachable ()

    let private linear (xs: Value[]) y =
        let x, W = xs[0], xs[1]

        matMul
            false
            true
            { x with
                Shape = [| x.Shape[0]; W.Shape[1] |]
            }
            W
            y

        if xs.Length = 3 then
            zip (Kernels.Add()) y xs[2] y

    /// Computes into the elements of `y`, whose shape is `OpShape.ofResult op xs`.
    let run op (xs: Value[]) (y: Value) =
        match op with
        | Unary f -> unary f xs[0] y
        | Binary f -> binary f xs[0] xs[1] y
        | Select -> select xs[0] xs[1] xs[2] y
        | Cast _ -> cast xs[0] y
        | Reshape _ -> copy xs[0] y
        | Permute axes ->
            let strides = Shape.strides xs[0].Shape
            strided 0 (axes |> Array.map (fun axis -> strides[axis])) xs[0] y
        | BroadcastTo shape -> strided 0 (Shape.broadcastStrides xs[0].Shape shape) xs[0] y
        | Slice(starts, steps, _) ->
            let start, strides = sliceOf xs[0].Shape starts steps
            strided start strides xs[0] y
        | Embed(starts, steps, _) -> embed starts steps xs[0] y
        | Concatenate axis -> concatenate axis xs y
        | Gather axis -> gather op axis xs[0] xs[1] y
        | Scatter(axis, _) -> scatter op axis xs[0] xs[1] y
        | Sum axes -> sum axes xs[0] y
        | Max axes -> max axes xs[0] y
        | ArgMax axis -> argMax axis xs[0] y
        | MatMul(transposeA, transposeB) -> matMul transposeA transposeB xs[0] xs[1] y
        | Linear -> linear xs y
        | Unfold w -> unfold w xs[0] y
        | Fold w -> fold w xs[0] y
        | Inverse -> algebra (Algebra.inverse xs[0].Shape[xs[0].Shape.Length - 1]) xs[0] y
        | Determinant -> algebra (Algebra.determinant xs[0].Shape[xs[0].Shape.Length - 1] (Shape.size y.Shape)) xs[0] y
        | Cholesky -> algebra (Algebra.cholesky xs[0].Shape[xs[0].Shape.Length - 1]) xs[0] y
        | Fourier inverse -> algebra (Algebra.fourier inverse xs[0].Shape[xs[0].Shape.Length - 1]) xs[0] y
        | Custom f -> copy (f.Run xs) y

    /// The result of the operation. A reshape shares the elements, which nobody writes to.
    let forward op (xs: Value[]) =
        match op with
        | Custom f -> f.Run xs
        | Reshape _ ->
            { xs[0] with
                Shape = OpShape.ofResult op xs
            }
        | _ ->
            let dtype =
                match op with
                | Cast dtype -> dtype
                | ArgMax _ -> DType.Int32
                | _ -> xs[0].Elements.DType

            let y = Value.allocate dtype (OpShape.ofResult op xs)
            run op xs y
            y

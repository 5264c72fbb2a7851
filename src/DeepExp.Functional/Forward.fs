namespace DeepExp.Functional

open System
open System.Numerics.Tensors
open DeepExp

/// What each primitive computes: the shape it gives, and its elements.
[<RequireQualifiedAccess>]
module internal Forward =

    let private requireFloat op (x: Value) =
        if x.Elements.DType = DType.Int32 then
            fail
                (Op.name op)
                $"x is {Value.describe x}, but the function is defined for float32 and float64; cast it first."

    let private requireSameFloat op (x: Value) (y: Value) =
        requireFloat op x

        if x.Elements.DType <> y.Elements.DType then
            fail
                (Op.name op)
                $"the arguments are {Value.describe x} and {Value.describe y}; element types are never mixed: cast one of them."

    let private matMulShape op transposeA transposeB (a: Value) (b: Value) : Shape =
        let rank = a.Shape.Length

        if
            rank < 2
            || b.Shape.Length <> rank
            || not (a.Shape.AsSpan(0, rank - 2).SequenceEqual(b.Shape.AsSpan(0, rank - 2)))
        then
            fail
                (Op.name op)
                $"shapes {Shape.format a.Shape} and {Shape.format b.Shape} are not matrices, or batches of matrices of equal number."

        let at (x: Value) transposed fromEnd =
            x.Shape[rank - (if transposed then 3 - fromEnd else fromEnd)]

        let m, k = at a transposeA 2, at a transposeA 1
        let k', n = at b transposeB 2, at b transposeB 1

        if k <> k' then
            let mark transposed = if transposed then "ᵀ" else ""

            fail
                (Op.name op)
                $"the inner lengths differ: {k} in a{mark transposeA} (a is {Shape.format a.Shape}) and {k'} in b{mark transposeB} (b is {Shape.format b.Shape}); columns of the left must equal rows of the right."

        let shape = Array.copy a.Shape
        shape[rank - 2] <- m
        shape[rank - 1] <- n
        shape

    let private linearShape op (xs: Value[]) : Shape =
        let x, W = xs[0], xs[1]
        requireSameFloat op x W

        if x.Shape.Length < 2 then
            fail
                (Op.name op)
                $"x has shape {Shape.format x.Shape}, but needs a batch axis: N×in; reshape one sample to 1×in."

        match W.Shape with
        | [| outputs; expected |] ->
            let features = Shape.size x.Shape[1..]

            if features <> expected then
                fail
                    (Op.name op)
                    $"x has {features} features (shape {Shape.format x.Shape}) but W expects {expected} (shape {Shape.format W.Shape})."

            if xs.Length = 3 then
                requireSameFloat op x xs[2]

                if not (Shape.same xs[2].Shape [| outputs |]) then
                    fail
                        (Op.name op)
                        $"b has shape {Shape.format xs[2].Shape} but W (shape {Shape.format W.Shape}) gives {outputs} outputs; b must have shape {outputs}."

            [| x.Shape[0]; outputs |]
        | _ -> fail (Op.name op) $"W has shape {Shape.format W.Shape}, but a weight matrix has two axes: out×in."

    /// The shape of the result; fails before anything is computed where the inputs do not fit.
    let shape op (xs: Value[]) : Shape =
        let x = xs[0]

        match op with
        | Unary _ ->
            requireFloat op x
            x.Shape
        | Binary _ ->
            requireSameFloat op x xs[1]
            Shape.broadcast (Op.name op) x.Shape xs[1].Shape
        | Cast _ -> x.Shape
        | Reshape shape ->
            Shape.validate (Op.name op) shape

            if Shape.size shape <> Shape.size x.Shape then
                fail
                    (Op.name op)
                    $"shape {Shape.format x.Shape} has {Shape.size x.Shape} elements, {Shape.format shape} would have {Shape.size shape}; a reshape keeps their number."

            shape
        | Permute axes -> axes |> Array.map (fun axis -> x.Shape[axis])
        | BroadcastTo shape ->
            Shape.validate (Op.name op) shape

            if not (Shape.broadcastable x.Shape shape) then
                fail
                    (Op.name op)
                    $"shape {Shape.format x.Shape} does not broadcast to {Shape.format shape}: aligned at the last axis, each length must be equal or 1."

            shape
        | Sum axes ->
            requireFloat op x

            x.Shape
            |> Array.indexed
            |> Array.filter (fun (axis, _) -> not (Array.contains axis axes))
            |> Array.map snd
        | MatMul(transposeA, transposeB) ->
            requireSameFloat op x xs[1]
            matMulShape op transposeA transposeB x xs[1]
        | Linear -> linearShape op xs

    let private unreachable () : 'a =
        invalidOp "The shape rule lets no such elements through."

    let private map (f: 'F) (x: Value) (y: Value) =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Elementwise.Map<'F, float32>(f, a, b)
        | F64 a, F64 b -> Kernels.Elementwise.Map<'F, float>(f, a, b)
        | _ -> unreachable ()

    let private unary f x y =
        match f with
        | Scale factor -> map (Kernels.Scale factor) x y
        | Shift term -> map (Kernels.Shift term) x y
        | Power exponent -> map (Kernels.Power exponent) x y
        | Abs -> map (Kernels.Abs()) x y
        | Sign -> map (Kernels.Sign()) x y
        | Exp -> map (Kernels.Exp()) x y
        | Log -> map (Kernels.Log()) x y
        | Sqrt -> map (Kernels.Sqrt()) x y
        | Clip(low, high) -> map (Kernels.Clip(low, high)) x y
        | Tanh -> map (Kernels.Tanh()) x y
        | Sigmoid -> map (Kernels.Sigmoid()) x y

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

    let private binary f x y z =
        match f with
        | Add -> zip (Kernels.Add()) x y z
        | Subtract -> zip (Kernels.Subtract()) x y z
        | Multiply -> zip (Kernels.Multiply()) x y z
        | Divide -> zip (Kernels.Divide()) x y z
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

    let private gather (strides: int[]) (x: Value) (y: Value) =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Strided.Gather<float32>(a, 0, strides, y.Shape, b)
        | F64 a, F64 b -> Kernels.Strided.Gather<float>(a, 0, strides, y.Shape, b)
        | I32 a, I32 b -> Kernels.Strided.Gather<int>(a, 0, strides, y.Shape, b)
        | _ -> unreachable ()

    let private sum (axes: int[]) (x: Value) (y: Value) =
        let reduced = Array.init x.Shape.Length (fun axis -> Array.contains axis axes)

        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Reduction.Sum<float32>(a, x.Shape, reduced, b)
        | F64 a, F64 b -> Kernels.Reduction.Sum<float>(a, x.Shape, reduced, b)
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

    /// Computes into the elements of `y`, whose shape is `shape op xs`.
    let run op (xs: Value[]) (y: Value) =
        match op with
        | Unary f -> unary f xs[0] y
        | Binary f -> binary f xs[0] xs[1] y
        | Cast _ -> cast xs[0] y
        | Reshape _ ->
            gather
                [| 1 |]
                xs[0]
                { y with
                    Shape = [| Shape.size y.Shape |]
                }
        | Permute axes ->
            let strides = Shape.strides xs[0].Shape
            gather (axes |> Array.map (fun axis -> strides[axis])) xs[0] y
        | BroadcastTo shape -> gather (Shape.broadcastStrides xs[0].Shape shape) xs[0] y
        | Sum axes -> sum axes xs[0] y
        | MatMul(transposeA, transposeB) -> matMul transposeA transposeB xs[0] xs[1] y
        | Linear -> linear xs y

    /// The result of the operation. A reshape shares the elements, which nobody writes to.
    let forward op (xs: Value[]) =
        let shape = shape op xs

        match op with
        | Reshape _ -> { xs[0] with Shape = shape }
        | _ ->
            let dtype =
                match op with
                | Cast dtype -> dtype
                | _ -> xs[0].Elements.DType

            let y = Value.allocate dtype shape
            run op xs y
            y

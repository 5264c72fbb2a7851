namespace DeepExp.Functional

open System
open System.Numerics.Tensors
open DeepExp

/// The primitives that compute element by element.
[<RequireQualifiedAccess>]
module internal ForwardElements =

    let unreachable () : 'a =
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

    let unary f (x: Value) (y: Value) =
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
        | Sin, _, _ -> map (Kernels.Sin()) x y
        | Cos, _, _ -> map (Kernels.Cos()) x y
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

    let zip (f: 'F when 'F: struct and 'F :> Kernels.IBinary) (x: Value) (y: Value) (z: Value) =
        if Shape.same x.Shape y.Shape then
            fun () ->
                match x.Elements, y.Elements, z.Elements with
                | F32 a, F32 b, F32 c -> f.Run<float32>(ReadOnlySpan a, ReadOnlySpan b, Span c)
                | F64 a, F64 b, F64 c -> f.Run<float>(ReadOnlySpan a, ReadOnlySpan b, Span c)
                | _ -> unreachable ()
        else
            let xStrides = Shape.broadcastStrides x.Shape z.Shape
            let yStrides = Shape.broadcastStrides y.Shape z.Shape

            fun () ->
                match x.Elements, y.Elements, z.Elements with
                | F32 a, F32 b, F32 c -> Kernels.Elementwise.Zip<'F, float32>(f, a, xStrides, b, yStrides, c, z.Shape)
                | F64 a, F64 b, F64 c -> Kernels.Elementwise.Zip<'F, float>(f, a, xStrides, b, yStrides, c, z.Shape)
                | _ -> unreachable ()

    let strided start (strides: int[]) (x: Value) (y: Value) () =
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
            strided 0 (Shape.broadcastStrides x.Shape shape) x y ()
            y

    let private eachPair (f: float -> float -> float) (x: Value) (y: Value) (z: Value) () =
        match (spread x z.Shape).Elements, (spread y z.Shape).Elements, z.Elements with
        | F32 a, F32 b, F32 c ->
            for i = 0 to c.Length - 1 do
                c[i] <- float32 (f (float a[i]) (float b[i]))
        | F64 a, F64 b, F64 c ->
            for i = 0 to c.Length - 1 do
                c[i] <- f a[i] b[i]
        | _ -> unreachable ()

    let binary f x y z =
        match f with
        | Add -> zip (Kernels.Add()) x y z
        | Subtract -> zip (Kernels.Subtract()) x y z
        | Multiply -> zip (Kernels.Multiply()) x y z
        | Divide -> zip (Kernels.Divide()) x y z
        | Equal -> zip (Kernels.Equal()) x y z
        | Raise -> zip (Kernels.Raise()) x y z
        | Remainder -> eachPair (%) x y z
        | Atan2 -> eachPair atan2 x y z
        | Zeta -> eachPair SpecialFunctions.zeta x y z
        | Rectify slope -> zip (Kernels.Rectify slope) x y z

    let private convert (x: 'T[]) (y: Value) =
        let elements = y.Elements

        match elements.DType with
        | Float32 -> TensorPrimitives.ConvertTruncating<'T, float32>(x, Span(elements.Of()))
        | Float64 -> TensorPrimitives.ConvertTruncating<'T, float>(x, Span(elements.Of()))
        | Int32 -> TensorPrimitives.ConvertTruncating<'T, int>(x, Span(elements.Of()))

    let cast (x: Value) y =
        let elements = x.Elements

        match elements.DType with
        | Float32 -> convert (elements.Of<float32>()) y
        | Float64 -> convert (elements.Of<float>()) y
        | Int32 -> convert (elements.Of<int>()) y

    let select (c: Value) (x: Value) (y: Value) (z: Value) =
        match c.Elements, x.Elements, y.Elements, z.Elements with
        | F32 c, F32 x, F32 y, F32 z -> Kernels.Selection.Select<float32>(c, x, y, z)
        | F64 c, F64 x, F64 y, F64 z -> Kernels.Selection.Select<float>(c, x, y, z)
        | _ -> unreachable ()

    /// Where the elements of a slice of y stand in it.

namespace DeepExp.Functional

open System
open System.Numerics
open System.Numerics.Tensors
open DeepExp

/// The primitives that compute element by element.
[<RequireQualifiedAccess>]
module internal ForwardElements =

    let unreachable () : 'a =
        invalidOp "The shape rule lets no such elements through."

    let private map (f: 'F) (x: Part) (y: Part) =
        match y.DType with
        | Float32 -> Kernels.Elementwise.Map<'F, float32>(f, x.Read(), y.Write())
        | Float64 -> Kernels.Elementwise.Map<'F, float>(f, x.Read(), y.Write())
        | Int32 -> unreachable ()

    let private each (f: float -> float) (x: Part) (y: Part) =
        match y.DType with
        | Float32 ->
            let x = x.Read<float32>()
            let y = y.Write<float32>()

            for i = 0 to y.Length - 1 do
                y[i] <- float32 (f (float x[i]))
        | Float64 ->
            let x = x.Read<float>()
            let y = y.Write<float>()

            for i = 0 to y.Length - 1 do
                y[i] <- f x[i]
        | Int32 -> unreachable ()

    let private floor (x: Part) (y: Part) =
        match y.DType with
        | Float32 -> TensorPrimitives.Floor<float32>(x.Read(), y.Write())
        | Float64 -> TensorPrimitives.Floor<float>(x.Read(), y.Write())
        | Int32 -> unreachable ()

    let unary f (x: Part) (y: Part) =
        match f with
        | Scale factor -> map (Kernels.Scale factor) x y
        | Shift term -> map (Kernels.Shift term) x y
        | Power exponent -> map (Kernels.Power exponent) x y
        | Abs -> map (Kernels.Abs()) x y
        | Sign -> map (Kernels.Sign()) x y
        | Floor -> floor x y
        | Exp -> map (Kernels.Exp()) x y
        | Expm1 -> map (Kernels.Expm1()) x y
        | Log -> map (Kernels.Log()) x y
        | Log1p -> map (Kernels.Log1p()) x y
        | Sqrt -> map (Kernels.Sqrt()) x y
        | Sin -> map (Kernels.Sin()) x y
        | Cos -> map (Kernels.Cos()) x y
        | Asin -> each asin x y
        | Atan -> each atan x y
        | Tanh -> map (Kernels.Tanh()) x y
        | Sigmoid -> map (Kernels.Sigmoid()) x y
        | Softplus -> map (Kernels.Softplus()) x y
        | Clip(low, high) -> map (Kernels.Clip(low, high)) x y
        | Erf -> each SpecialFunctions.erf x y
        | Erfc -> each SpecialFunctions.erfc x y
        | Erfcx -> each SpecialFunctions.erfcx x y
        | ErfInv -> each SpecialFunctions.erfInv x y
        | ErfcInv -> each SpecialFunctions.erfcInv x y
        | LogGamma -> each SpecialFunctions.logGamma x y
        | Digamma -> each SpecialFunctions.digamma x y

    let strided start (strides: int[]) (x: Value) (y: Value) () =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Kernels.Strided.Gather<float32>(a, start, strides, y.Shape, b)
        | F64 a, F64 b -> Kernels.Strided.Gather<float>(a, start, strides, y.Shape, b)
        | I32 a, I32 b -> Kernels.Strided.Gather<int>(a, start, strides, y.Shape, b)
        | _ -> unreachable ()

    /// A function of two elements.
    [<AbstractClass>]
    type private Pair() =
        /// Over parts, where one element of a side may stand for all.
        abstract Parts: x: Part * y: Part * z: Part -> unit
        /// Over all of two sides of one shape.
        abstract Whole: x: Value * y: Value * z: Value -> unit
        /// Over sides that broadcast.
        abstract Broadcast: x: Value * y: Value * z: Value -> (unit -> unit)

    let private spread (x: Value) shape =
        if Shape.same x.Shape shape then
            x
        else
            let y = Value.allocate x.Elements.DType shape
            strided 0 (Shape.broadcastStrides x.Shape shape) x y ()
            y

    let private pair (f: float -> float -> float) =
        { new Pair() with
            override _.Parts(x, y, z) =
                let xOn, yOn = min 1 (x.Length - 1), min 1 (y.Length - 1)

                match z.DType with
                | Float32 ->
                    let x = x.Read<float32>()
                    let y = y.Read<float32>()
                    let z = z.Write<float32>()

                    for i = 0 to z.Length - 1 do
                        z[i] <- float32 (f (float x[i * xOn]) (float y[i * yOn]))
                | Float64 ->
                    let x = x.Read<float>()
                    let y = y.Read<float>()
                    let z = z.Write<float>()

                    for i = 0 to z.Length - 1 do
                        z[i] <- f x[i * xOn] y[i * yOn]
                | Int32 -> unreachable ()

            override this.Whole(x, y, z) =
                this.Parts(Part.All x, Part.All y, Part.All z)

            override this.Broadcast(x, y, z) =
                fun () -> this.Parts(Part.All(spread x z.Shape), Part.All(spread y z.Shape), Part.All z)
        }

    let private zip (f: 'F when 'F: struct and 'F :> Kernels.IBinary) =
        { new Pair() with
            override _.Parts(x, y, z) =
                match z.DType with
                | Float32 -> f.Run<float32>(x.Read(), y.Read(), z.Write())
                | Float64 -> f.Run<float>(x.Read(), y.Read(), z.Write())
                | Int32 -> unreachable ()

            override _.Whole(x, y, z) =
                match x.Elements, y.Elements, z.Elements with
                | F32 a, F32 b, F32 c -> f.Run<float32>(ReadOnlySpan a, ReadOnlySpan b, Span c)
                | F64 a, F64 b, F64 c -> f.Run<float>(ReadOnlySpan a, ReadOnlySpan b, Span c)
                | _ -> unreachable ()

            override _.Broadcast(x, y, z) =
                let xStrides = Shape.broadcastStrides x.Shape z.Shape
                let yStrides = Shape.broadcastStrides y.Shape z.Shape

                fun () ->
                    match x.Elements, y.Elements, z.Elements with
                    | F32 a, F32 b, F32 c ->
                        Kernels.Elementwise.Zip<'F, float32>(f, a, xStrides, b, yStrides, c, z.Shape)
                    | F64 a, F64 b, F64 c -> Kernels.Elementwise.Zip<'F, float>(f, a, xStrides, b, yStrides, c, z.Shape)
                    | _ -> unreachable ()
        }

    let private pairOf f =
        match f with
        | Add -> zip (Kernels.Add())
        | Subtract -> zip (Kernels.Subtract())
        | Multiply -> zip (Kernels.Multiply())
        | Divide -> zip (Kernels.Divide())
        | Equal -> zip (Kernels.Equal())
        | Raise -> zip (Kernels.Raise())
        | Remainder -> pair (%)
        | Atan2 -> pair atan2
        | Zeta -> pair SpecialFunctions.zeta
        | Rectify slope -> zip (Kernels.Rectify slope)

    /// Over sides of one shape, at once.
    let binaryWhole f x y z = (pairOf f).Whole(x, y, z)

    let binary f (x: Value) (y: Value) (z: Value) =
        let f = pairOf f

        if Shape.same x.Shape y.Shape then
            fun () -> f.Whole(x, y, z)
        else
            f.Broadcast(x, y, z)

    let select (c: Part) (x: Part) (y: Part) (z: Part) =
        match z.DType with
        | Float32 -> Kernels.Selection.Select<float32>(c.Read(), x.Read(), y.Read(), z.Write())
        | Float64 -> Kernels.Selection.Select<float>(c.Read(), x.Read(), y.Read(), z.Write())
        | Int32 -> unreachable ()

    let private convert<'T when 'T :> INumberBase<'T>> (x: Part) (y: Part) =
        match y.DType with
        | Float32 -> TensorPrimitives.ConvertTruncating<'T, float32>(x.Read(), y.Write())
        | Float64 -> TensorPrimitives.ConvertTruncating<'T, float>(x.Read(), y.Write())
        | Int32 -> TensorPrimitives.ConvertTruncating<'T, int>(x.Read(), y.Write())

    let cast (x: Part) y =
        match x.DType with
        | Float32 -> convert<float32> x y
        | Float64 -> convert<float> x y
        | Int32 -> convert<int> x y

    let private repeated<'T> (x: Part) (y: Part) =
        let x = x.Read<'T>()
        let y = y.Write<'T>()
        if x.Length = y.Length then x.CopyTo y else y.Fill x[0]

    let private broadcast (x: Part) (y: Part) =
        match y.DType with
        | Float32 -> repeated<float32> x y
        | Float64 -> repeated<float> x y
        | Int32 -> repeated<int> x y

    /// <summary>
    /// What computes a tile of the operations that give an element for one of each operand. An operand may be one element for all.
    /// </summary>
    let tile op : (Operand[] -> Operand -> (Tile -> unit)) voption =
        let one f =
            ValueSome(fun (xs: Operand[]) (y: Operand) ->
                let x = xs[0]
                fun tile -> f (x.At tile) (y.At tile))

        match op with
        | Unary f -> one (unary f)
        | Cast _ -> one cast
        | BroadcastTo _ -> one broadcast
        | Binary f ->
            let f = pairOf f

            ValueSome(fun xs y ->
                let a, b = xs[0], xs[1]
                fun tile -> f.Parts(a.At tile, b.At tile, y.At tile))
        | Select ->
            ValueSome(fun xs y ->
                let c, a, b = xs[0], xs[1], xs[2]
                fun tile -> select (c.At tile) (a.At tile) (b.At tile) (y.At tile))
        | _ -> ValueNone

namespace DeepExp.Functional

open System
open DeepExp

/// The elements that each primitive computes.
[<RequireQualifiedAccess>]
module internal Forward =

    let private among (axes: int[]) (x: Value) =
        let marks = Array.zeroCreate x.Shape.Length

        for axis in axes do
            marks[axis] <- true

        marks

    let private sum axes (x: Value) (y: Value) =
        let reduced = among axes x

        fun () ->
            match x.Elements, y.Elements with
            | F32 a, F32 b -> Kernels.Reduction.Sum<float32>(a, x.Shape, reduced, b)
            | F64 a, F64 b -> Kernels.Reduction.Sum<float>(a, x.Shape, reduced, b)
            | _ -> ForwardElements.unreachable ()

    let private max axes (x: Value) (y: Value) =
        let reduced = among axes x

        fun () ->
            match x.Elements, y.Elements with
            | F32 a, F32 b -> Kernels.Reduction.Max<float32>(a, x.Shape, reduced, b)
            | F64 a, F64 b -> Kernels.Reduction.Max<float>(a, x.Shape, reduced, b)
            | _ -> ForwardElements.unreachable ()

    let private argMax axis (x: Value) (y: Value) =
        let struct (outer, inner) = ForwardMoves.around x.Shape axis axis

        match x.Elements, y.Elements with
        | F32 a, I32 b -> Kernels.Reduction.ArgMax<float32>(a, outer, x.Shape[axis], inner, b)
        | F64 a, I32 b -> Kernels.Reduction.ArgMax<float>(a, outer, x.Shape[axis], inner, b)
        | _ -> ForwardElements.unreachable ()

    let private algebra (f: float[] -> float[]) (x: Value) (y: Value) () =
        match x.Elements, y.Elements with
        | F32 a, F32 b -> Array.map float a |> f |> Array.iteri (fun i value -> b[i] <- float32 value)
        | F64 a, F64 b -> f a |> Array.iteri (fun i value -> b[i] <- value)
        | _ -> ForwardElements.unreachable ()

    let private matMul
        transposeA
        transposeB
        (a: Value)
        (b: Value)
        (bias: Value voption)
        (slope: float voption)
        accumulate
        (c: Value)
        =
        let rank = c.Shape.Length
        let m, n = c.Shape[rank - 2], c.Shape[rank - 1]
        let k = b.Shape[if transposeB then rank - 1 else rank - 2]
        let batch = Shape.sizeOf 0 (rank - 2) c.Shape

        match a.Elements, b.Elements, c.Elements with
        | F32 a, F32 b, F32 c ->
            let bias =
                match bias with
                | ValueSome { Elements = F32 bias } -> ReadOnlySpan bias
                | _ -> ReadOnlySpan.Empty

            let epilogue =
                Kernels.Epilogue<float32>(bias, ValueOption.toNullable slope, accumulate)

            Kernels.MatMul.Multiply<float32>(batch, m, n, k, a, transposeA, b, transposeB, c, epilogue)
        | F64 a, F64 b, F64 c ->
            let bias =
                match bias with
                | ValueSome { Elements = F64 bias } -> ReadOnlySpan bias
                | _ -> ReadOnlySpan.Empty

            let epilogue =
                Kernels.Epilogue<float>(bias, ValueOption.toNullable slope, accumulate)

            Kernels.MatMul.Multiply<float>(batch, m, n, k, a, transposeA, b, transposeB, c, epilogue)
        | _ -> ForwardElements.unreachable ()

    /// x Wᵀ + b, and where there is a slope, slope · of it where it is not above 0.
    let private linear slope (xs: Value[]) y =
        let bias = if xs.Length = 3 then ValueSome xs[2] else ValueNone
        matMul false true xs[0] xs[1] bias slope false y

    /// <summary>
    /// What computes into the elements of `y`, whose shape is `OpShape.ofResult op xs`. All that follows from the shapes is done
    /// by then, so that it can run any number of times.
    /// </summary>
    let bind op (xs: Value[]) (y: Value) : unit -> unit =
        match op with
        | Unary f ->
            let x, y = Part.All xs[0], Part.All y
            fun () -> ForwardElements.unary f x y
        | Binary f -> ForwardElements.binary f xs[0] xs[1] y
        | Select -> fun () -> ForwardElements.select (Part.All xs[0]) (Part.All xs[1]) (Part.All xs[2]) (Part.All y)
        | Cast _ -> fun () -> ForwardElements.cast (Part.All xs[0]) (Part.All y)
        | Reshape _ -> fun () -> ForwardMoves.copy xs[0] y
        | Permute axes ->
            let strides = Shape.strides xs[0].Shape
            ForwardElements.strided 0 (axes |> Array.map (fun axis -> strides[axis])) xs[0] y
        | BroadcastTo shape -> ForwardElements.strided 0 (Shape.broadcastStrides xs[0].Shape shape) xs[0] y
        | Slice(starts, steps, _) ->
            let start, strides = ForwardMoves.sliceOf xs[0].Shape starts steps
            ForwardElements.strided start strides xs[0] y
        | Embed(starts, steps, _) -> ForwardMoves.embed starts steps xs[0] y
        | Concatenate axis -> fun () -> ForwardMoves.concatenate axis xs y
        | Gather axis -> fun () -> ForwardMoves.gather op axis xs[0] xs[1] y
        | Scatter(axis, _) -> fun () -> ForwardMoves.scatter op axis xs[0] xs[1] y
        | Sum axes -> sum axes xs[0] y
        | Max axes -> max axes xs[0] y
        | ArgMax axis -> fun () -> argMax axis xs[0] y
        | MatMul(transposeA, transposeB) ->
            let a, b = xs[0], xs[1]
            fun () -> matMul transposeA transposeB a b ValueNone ValueNone false y
        | Linear -> fun () -> linear ValueNone xs y
        | Unfold w -> fun () -> ForwardMoves.unfold w xs[0] y
        | Fold w -> fun () -> ForwardMoves.fold w xs[0] y
        | Convolve(side, w, groups) -> ForwardWindows.convolve side w groups xs y
        | Peak(w, within) -> fun () -> ForwardWindows.peak w within xs[0] y
        | Inverse neededBy -> algebra (Algebra.inverse neededBy xs[0].Shape[xs[0].Shape.Length - 1]) xs[0] y
        | Determinant -> algebra (Algebra.determinant xs[0].Shape[xs[0].Shape.Length - 1] (Shape.size y.Shape)) xs[0] y
        | Cholesky -> algebra (Algebra.cholesky xs[0].Shape[xs[0].Shape.Length - 1]) xs[0] y
        | Fourier inverse -> algebra (Algebra.fourier inverse xs[0].Shape[xs[0].Shape.Length - 1]) xs[0] y
        | Custom f -> fun () -> ForwardMoves.copy (f.Run xs) y

    /// What computes a leaky ReLU of the operation's result, for the operations that do it in the same pass.
    let activated op : (float -> Value[] -> Value -> (unit -> unit)) voption =
        match op with
        | Linear -> ValueSome(fun slope xs y () -> linear (ValueSome slope) xs y)
        | Convolve(Output, w, groups) -> ValueSome(fun slope -> ForwardWindows.output (ValueSome slope) w groups)
        | _ -> ValueNone

    /// What adds the operation's result to y, for the operations that do it in the same pass.
    let accumulated op : (Value[] -> Value -> (unit -> unit)) voption =
        match op with
        | MatMul(transposeA, transposeB) ->
            ValueSome(fun xs y () -> matMul transposeA transposeB xs[0] xs[1] ValueNone ValueNone true y)
        | _ -> ValueNone

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
                | ArgMax _
                | Peak _ -> DType.Int32
                | _ -> xs[0].Elements.DType

            let y = Value.allocate dtype (OpShape.ofResult op xs)

            // What small networks do most is done without binding first.
            match op with
            | Unary f -> ForwardElements.unary f (Part.All xs[0]) (Part.All y)
            | Binary f when Shape.same xs[0].Shape xs[1].Shape -> ForwardElements.binaryWhole f xs[0] xs[1] y
            | MatMul(transposeA, transposeB) -> matMul transposeA transposeB xs[0] xs[1] ValueNone ValueNone false y
            | Linear -> linear ValueNone xs y
            | _ -> bind op xs y ()

            y

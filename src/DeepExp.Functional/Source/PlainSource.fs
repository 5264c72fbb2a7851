namespace DeepExp.Functional

open DeepExp

/// Operations as statements that C and C# share but for the names of functions: loops over the elements of arrays.
[<RequireQualifiedAccess>]
module internal PlainSource =

    /// The statements that compute y from its inputs, each under its name.
    let operation language op (inputs: (Tensor * string)[]) (y: Tensor) (y': string) =
        let shape = y.Value.Shape
        let xs = inputs |> Array.map (fun (x, x') -> x.Value.Shape, x')
        let x, x' = xs[0]
        let result = shape, y'

        let store value =
            SourceText.loops shape [ text $"{y'}[{SourceText.place shape}] = {value};" ]

        let readBy strides =
            text $"{x'}[{SourceText.placeFrom 0 shape strides}]"

        let read i =
            let x, x' = xs[i]
            text $"{x'}[{SourceText.placeFrom 0 shape (Shape.broadcastStrides x shape)}]"

        match op with
        | Cast dtype -> store (text $"({SourceText.scalarType dtype}){read 0}")
        | Unary f -> store (SourceExpression.unary language y.DType f (read 0))
        | Binary f -> store (SourceExpression.binary language y.DType f (read 0) (read 1))
        | Select -> store (text $"{read 0} > 0 ? {read 1} : {read 2}")
        | Reshape _ -> SourceText.loop "i" 0 y.Size [ text $"{y'}[i] = {x'}[i];" ]
        | Permute axes ->
            let strides = Shape.strides x
            store (readBy (axes |> Array.map (fun axis -> strides[axis])))
        | BroadcastTo _ -> store (read 0)
        | Slice(starts, steps, _) -> SourceLoops.slice starts steps xs[0] result
        | Embed(starts, steps, _) -> SourceLoops.embed starts steps xs[0] result
        | Concatenate axis -> SourceLoops.concatenate axis xs result
        | Gather axis -> SourceLoops.gather axis xs[0] xs[1] result
        | Scatter(axis, _) -> SourceLoops.scatter axis xs[0] xs[1] result
        | Sum axes -> SourceLoops.sum axes xs[0] result
        | Max axes -> SourceLoops.max axes xs[0] result
        | ArgMax axis -> SourceLoops.argMax axis xs[0] result
        | MatMul(transposeA, transposeB) -> SourceLoops.matMul transposeA transposeB xs[0] xs[1] None result
        | Linear ->
            let W, _ = xs[1]
            SourceLoops.matMul false true ([| x[0]; W[1] |], x') xs[1] (Array.tryItem 2 xs) result
        | Unfold w -> SourceLoops.unfold w (SourceText.number language y.DType w.Fill) xs[0] result
        | Fold w -> SourceLoops.fold w xs[0] result
        | Convolve(side, w, groups) -> SourceWindows.convolve side w groups xs result
        | Peak(w, within) -> SourceWindows.peak w within xs[0] result
        | Inverse _
        | Determinant
        | Cholesky
        | Fourier _
        | Custom _ -> SourceExpression.unsupported op

namespace DeepExp.Functional

open System
open DeepExp

/// The shape that each primitive gives, and what it asks of its inputs.
[<RequireQualifiedAccess>]
module internal OpShape =

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

        if rank = 2 then
            [| m; n |]
        else
            Array.append a.Shape[.. rank - 3] [| m; n |]

    let private linearShape op (xs: Value[]) : Shape =
        let x, W = xs[0], xs[1]
        requireSameFloat op x W

        if x.Shape.Length < 2 then
            fail
                (Op.name op)
                $"x has shape {Shape.format x.Shape}, but needs a batch axis: N×in; reshape one sample to 1×in."

        match W.Shape with
        | [| outputs; expected |] ->
            let features = Shape.sizeOf 1 x.Shape.Length x.Shape

            if features <> expected then
                fail
                    (Op.name op)
                    $"""x has {counted features "feature"} (shape {Shape.format x.Shape}) but W expects {expected} (shape {Shape.format W.Shape})."""

            if xs.Length = 3 then
                requireSameFloat op x xs[2]

                let b = xs[2].Shape

                if b.Length <> 1 || b[0] <> outputs then
                    fail
                        (Op.name op)
                        $"""b has shape {Shape.format b} but W (shape {Shape.format W.Shape}) gives {counted outputs "output"}; b must have shape {outputs}."""

            [| x.Shape[0]; outputs |]
        | _ -> fail (Op.name op) $"W has shape {Shape.format W.Shape}, but a weight matrix has two axes: out×in."

    /// The inputs one after the other along an axis of the first.
    let concatenated operation axis (xs: Value[]) : Shape =
        let x = xs[0]

        for other in xs[1..] do
            if other.Elements.DType <> x.Elements.DType then
                fail
                    operation
                    $"the arguments are {Value.describe x} and {Value.describe other}; element types are never mixed: cast one of them."

            if
                other.Shape.Length <> x.Shape.Length
                || not (Shape.same (Shape.without [| axis |] x.Shape) (Shape.without [| axis |] other.Shape))
            then
                fail
                    operation
                    $"shapes {Shape.format x.Shape} and {Shape.format other.Shape} differ along another axis than axis {axis}; all other lengths must be equal."

        let shape = Array.copy x.Shape
        shape[axis] <- xs |> Array.sumBy (fun x -> x.Shape[axis])
        Shape.validate operation shape
        shape

    let private requireSquare op (x: Value) =
        requireFloat op x
        let rank = x.Shape.Length

        if rank < 2 || x.Shape[rank - 1] <> x.Shape[rank - 2] then
            fail
                (Op.name op)
                $"x has shape {Shape.format x.Shape}, but a square matrix, or a batch of them, is needed: the last two lengths must be equal."

    /// The shape of the result; fails before anything is computed where the inputs do not fit.
    let ofResult op (xs: Value[]) : Shape =
        let x = xs[0]

        match op with
        | Unary _ ->
            requireFloat op x
            x.Shape
        | Binary _ ->
            requireSameFloat op x xs[1]
            Shape.broadcast (Op.name op) x.Shape xs[1].Shape
        | Select ->
            requireSameFloat op x xs[1]
            requireSameFloat op x xs[2]
            x.Shape
        | Cast _ -> x.Shape
        | Reshape shape ->
            Shape.validate (Op.name op) shape

            if Shape.size shape <> Shape.size x.Shape then
                fail
                    (Op.name op)
                    $"""shape {Shape.format x.Shape} has {counted (Shape.size x.Shape) "element"}, {Shape.format shape} would have {Shape.size shape}; a reshape keeps their number."""

            shape
        | Permute axes -> axes |> Array.map (fun axis -> x.Shape[axis])
        | BroadcastTo shape ->
            Shape.validate (Op.name op) shape

            if not (Shape.broadcastable x.Shape shape) then
                fail
                    (Op.name op)
                    $"shape {Shape.format x.Shape} does not broadcast to {Shape.format shape}: aligned at the last axis, each length must be equal or 1."

            shape
        | Slice(_, _, shape) -> shape
        | Embed(_, _, shape) ->
            Shape.validate (Op.name op) shape
            shape
        | Concatenate axis -> concatenated (Op.name op) axis xs
        | Gather axis ->
            let shape = Array.concat [ x.Shape[.. axis - 1]; xs[1].Shape; x.Shape[axis + 1 ..] ]
            Shape.validate (Op.name op) shape
            shape
        | Scatter(axis, length) ->
            let shape =
                Array.concat [ x.Shape[.. axis - 1]; [| length |]; x.Shape[axis + xs[1].Shape.Length ..] ]

            Shape.validate (Op.name op) shape
            shape
        | Sum axes ->
            requireFloat op x
            Shape.without axes x.Shape
        | Max axes ->
            requireFloat op x

            for axis in axes do
                if x.Shape[axis] = 0 then
                    fail
                        (Op.name op)
                        $"axis {axis} of shape {Shape.format x.Shape} has no elements, so none of them is the largest."

            Shape.without axes x.Shape
        | ArgMax axis ->
            requireFloat op x

            if x.Shape[axis] = 0 then
                fail
                    (Op.name op)
                    $"axis {axis} of shape {Shape.format x.Shape} has no elements, so none of them is the largest."

            Shape.without [| axis |] x.Shape
        | MatMul(transposeA, transposeB) ->
            requireSameFloat op x xs[1]
            matMulShape op transposeA transposeB x xs[1]
        | Linear -> linearShape op xs
        | Unfold w ->
            requireFloat op x
            Array.concat [ [| x.Shape[1] |]; w.Kernel; [| x.Shape[0] |]; w.Out ]
        | Fold w ->
            requireFloat op x
            Array.append [| x.Shape[1 + w.Kernel.Length]; x.Shape[0] |] w.Size
        | Convolve(side, w, groups) ->
            for other in Array.tail xs do
                requireSameFloat op x other

            match side with
            | Output -> Array.append [| x.Shape[0]; xs[1].Shape[0] |] w.Out
            | Input -> Array.append [| x.Shape[0]; xs[1].Shape[1] * groups |] w.Size
            | Kernel -> Array.append [| xs[1].Shape[1]; x.Shape[1] / groups |] w.Kernel
        | Peak(w, _) ->
            requireFloat op x
            Array.append x.Shape[..1] w.Out
        | Inverse _
        | Cholesky ->
            requireSquare op x
            x.Shape
        | Determinant ->
            requireSquare op x
            x.Shape[.. x.Shape.Length - 3]
        | Fourier _ ->
            requireFloat op x
            x.Shape
        | Custom f -> (f.Run xs).Shape

namespace DeepExp.Functional

open DeepExp

/// <summary>
/// The derivative of each primitive. For y = f(x₀, x₁, …) and a gradient gy that comes back to y, the gradient gxᵢ that goes
/// on to xᵢ, written with the primitives themselves: so it can be differentiated again.
/// </summary>
[<RequireQualifiedAccess>]
module internal Backward =

    let private unary f (x: Tensor) (y: Tensor) (gy: Tensor) =
        match f with
        | Scale factor -> ValueSome(factor * gy)
        | Shift _ -> ValueSome gy
        | Power exponent when exponent = 0.0 -> ValueNone
        | Power exponent -> ValueSome(gy * (exponent * Tensor.power (exponent - 1.0) x))
        | Abs -> ValueSome(gy * Tensor.sign x)
        | Sign -> ValueNone
        | Exp -> ValueSome(gy * y)
        | Log -> ValueSome(gy / x)
        | Sqrt -> ValueSome(gy / (2.0 * y))
        // Inside [low, high] x and y agree.
        | Clip _ -> ValueSome(Tensor.rectify 0.0 (1.0 - Tensor.sign (Tensor.abs (x - y))) gy)
        | Tanh -> ValueSome(gy * (1.0 - y * y))
        | Sigmoid -> ValueSome(gy * (y * (1.0 - y)))

    let private binary f (x0: Tensor) (x1: Tensor) (gy: Tensor) i =
        let sumTo (x: Tensor) g = ValueSome(Tensor.sumTo x.Value.Shape g)

        match f, i with
        | Add, 0 -> sumTo x0 gy
        | Add, _ -> sumTo x1 gy
        | Subtract, 0 -> sumTo x0 gy
        | Subtract, _ -> sumTo x1 -gy
        | Multiply, 0 -> sumTo x0 (gy * x1)
        | Multiply, _ -> sumTo x1 (gy * x0)
        | Divide, 0 -> sumTo x0 (gy / x1)
        | Divide, _ -> sumTo x1 (-gy * x0 / (x1 * x1))
        | Rectify _, 0 -> ValueNone
        | Rectify slope, _ -> sumTo x1 (Tensor.rectify slope x0 gy)

    let private matMul transposeA transposeB (a: Tensor) (b: Tensor) (gy: Tensor) i =
        match i, transposeA, transposeB with
        | 0, false, _ -> Tensor.product false (not transposeB) gy b
        | 0, true, _ -> Tensor.product transposeB true b gy
        | _, _, false -> Tensor.product (not transposeA) false a gy
        | _, _, true -> Tensor.product true transposeA gy a

    let private linear (x: Tensor) (W: Tensor) (gy: Tensor) i =
        match i with
        | 0 -> Tensor.product false false gy W |> Tensor.reshape x.Value.Shape
        | 1 -> Tensor.product true false gy (Tensor.reshape [| x.Value.Shape[0]; W.Value.Shape[1] |] x)
        | _ -> Tensor.sumOver [| 0 |] false gy

    /// gxᵢ, or nothing where y does not change with xᵢ.
    let gradient op (xs: Tensor[]) (y: Tensor) (gy: Tensor) i : Tensor voption =
        let x = xs[i]
        let shape = x.Value.Shape

        match op with
        | Unary f -> unary f x y gy
        | Binary f -> binary f xs[0] xs[1] gy i
        | Cast DType.Int32 -> ValueNone
        | Cast _ -> ValueSome(Tensor.cast x.DType gy)
        | Reshape _ -> ValueSome(Tensor.reshape shape gy)
        | Permute axes ->
            let inverse = Array.zeroCreate axes.Length
            axes |> Array.iteri (fun i axis -> inverse[axis] <- i)
            ValueSome(Tensor.permute inverse gy)
        | BroadcastTo _ -> ValueSome(Tensor.sumTo shape gy)
        | Sum axes -> ValueSome(Tensor.reshape (Shape.withOnes axes shape) gy |> Tensor.broadcastTo shape)
        | MatMul(transposeA, transposeB) -> ValueSome(matMul transposeA transposeB xs[0] xs[1] gy i)
        | Linear -> ValueSome(linear xs[0] xs[1] gy i)

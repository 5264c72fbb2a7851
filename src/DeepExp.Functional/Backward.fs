namespace DeepExp.Functional

open System
open DeepExp

/// A function with the derivative that its author wrote.
[<AbstractClass>]
type internal Differentiable(name) =
    inherit UserFunction(name)
    abstract Gradients: xs: Tensor[] * y: Tensor * gy: Tensor -> Tensor voption[]

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
        | Sign
        | Floor -> ValueNone
        | Exp -> ValueSome(gy * y)
        | Expm1 -> ValueSome(gy * (y + 1.0))
        | Log -> ValueSome(gy / x)
        | Log1p -> ValueSome(gy / (x + 1.0))
        | Sqrt -> ValueSome(gy / (2.0 * y))
        | Sin -> ValueSome(gy * Tensor.cos x)
        | Cos -> ValueSome(-gy * Tensor.sin x)
        | Asin -> ValueSome(gy / Tensor.sqrt (1.0 - x * x))
        | Atan -> ValueSome(gy / (1.0 + x * x))
        | Tanh -> ValueSome(gy * (1.0 - y * y))
        | Sigmoid -> ValueSome(gy * (y * (1.0 - y)))
        | Softplus -> ValueSome(gy * Tensor.sigmoid x)
        // Inside [low, high] x and y agree.
        | Clip _ -> ValueSome(Tensor.rectify 0.0 (Tensor.equal x y) gy)
        | Erf -> ValueSome(2.0 / sqrt Math.PI * gy * Tensor.exp (-x * x))
        | Erfc -> ValueSome(-2.0 / sqrt Math.PI * gy * Tensor.exp (-x * x))
        | Erfcx -> ValueSome(gy * (2.0 * x * y - 2.0 / sqrt Math.PI))
        | ErfInv -> ValueSome(sqrt Math.PI / 2.0 * gy * Tensor.exp (y * y))
        | ErfcInv -> ValueSome(-(sqrt Math.PI) / 2.0 * gy * Tensor.exp (y * y))
        | LogGamma -> ValueSome(gy * Tensor.Apply(Digamma, x))
        | Digamma -> ValueSome(gy * Tensor.Apply(Zeta, Tensor.scalar x.DType 2.0, x))

    let private binary f (x0: Tensor) (x1: Tensor) (y: Tensor) (gy: Tensor) i =
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
        | Raise, 0 -> sumTo x0 (gy * x1 * Tensor.Apply(Raise, x0, x1 - 1.0))
        | Raise, _ -> sumTo x1 (gy * y * Tensor.log x0)
        | Remainder, 0 -> sumTo x0 gy
        | Remainder, _ -> sumTo x1 (-gy * Tensor.truncate (x0 / x1))
        | Atan2, 0 -> sumTo x0 (gy * x1 / (x0 * x0 + x1 * x1))
        | Atan2, _ -> sumTo x1 (-gy * x0 / (x0 * x0 + x1 * x1))
        | Zeta, 0 ->
            fail "Zeta" $"the derivative with respect to the exponent x is not known; only that with respect to q is."
        | Zeta, _ -> sumTo x1 (-gy * x0 * Tensor.Apply(Zeta, x0 + 1.0, x1))
        | Equal, _
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
        | 1 ->
            let rows =
                if x.Rank = 2 then
                    x
                else
                    Tensor.reshape [| x.Value.Shape[0]; W.Value.Shape[1] |] x

            Tensor.product true false gy rows
        | _ -> Tensor.sumOver [| 0 |] false gy

    let private convolve side w groups (xs: Tensor[]) gy i =
        let give side (inputs: Tensor[]) =
            Tensor.Apply(Convolve(side, w, groups), inputs)

        match side, i with
        | Output, 0 -> give Input [| gy; xs[1] |]
        | Output, 1 -> give Kernel [| xs[0]; gy |]
        | Output, _ -> Tensor.sumOver (Array.append [| 0 |] [| 2 .. w.Out.Length + 1 |]) false gy
        | Input, 0 -> give Output [| gy; xs[1] |]
        | Input, _ -> give Kernel [| gy; xs[0] |]
        | Kernel, 0 -> give Input [| xs[1]; gy |]
        | Kernel, _ -> give Output [| xs[0]; gy |]

    /// g, from which axes of the shape vanished, repeated along them. In front of all others they need not be put back first.
    let private spread (axes: int[]) (shape: Shape) (g: Tensor) =
        (if Array.forall (fun axis -> axis < axes.Length) axes then
             g
         else
             Tensor.reshape (Shape.withOnes axes shape) g)
        |> Tensor.broadcastTo shape

    let private transposed (x: Tensor) =
        let batch = [| 0 .. x.Rank - 3 |]
        Tensor.permute (Array.append batch [| x.Rank - 1; x.Rank - 2 |]) x

    /// L⁻ᵀ Φ(Lᵀ gL) L⁻¹, made symmetric, where Φ takes the lower triangle and half of the diagonal (Murray, «Differentiation of the
    /// Cholesky decomposition», 2016).
    let private cholesky (L: Tensor) (gL: Tensor) =
        let n = L.Value.Shape[L.Rank - 1]

        let lower =
            Array.init (n * n) (fun at ->
                match compare (at / n) (at % n) with
                | 0 -> 0.5
                | order -> if order > 0 then 1.0 else 0.0)
            |> Tensor.create L.DType [| n; n |]

        let inverse = Tensor.Apply(Inverse "Cholesky", L)
        let inner = Tensor.product true false L gL * lower
        let S = Tensor.product false false (Tensor.product true false inverse inner) inverse
        0.5 * (S + transposed S)

    /// What the author of a function says of its derivative: all gradients at once.
    let gradients (f: UserFunction) xs y gy =
        (f :?> Differentiable).Gradients(xs, y, gy)

    /// gxᵢ, or nothing where y does not change with xᵢ.
    let gradient op (xs: Tensor[]) (y: Tensor) (gy: Tensor) i : Tensor voption =
        let x = xs[i]
        let shape = x.Value.Shape

        match op with
        | Unary f -> unary f x y gy
        | Binary f -> binary f xs[0] xs[1] y gy i
        | Cast DType.Int32 -> ValueNone
        | Cast _ -> ValueSome(Tensor.cast x.DType gy)
        | Reshape _ -> ValueSome(Tensor.reshape shape gy)
        | Permute axes ->
            let inverse = Array.zeroCreate axes.Length
            axes |> Array.iteri (fun i axis -> inverse[axis] <- i)
            ValueSome(Tensor.permute inverse gy)
        | BroadcastTo _ -> ValueSome(Tensor.sumTo shape gy)
        | Select when i = 0 -> ValueNone
        | Select ->
            let nothing = Tensor.zerosLike gy
            let chosen, other = if i = 1 then gy, nothing else nothing, gy
            ValueSome(Tensor.Apply(Select, [| xs[0]; chosen; other |]))
        | Slice(starts, steps, _) -> ValueSome(Tensor.Apply(Embed(starts, steps, shape), gy))
        | Embed(starts, steps, _) -> ValueSome(Tensor.Apply(Slice(starts, steps, shape), gy))
        | Concatenate axis ->
            let starts = Array.zeroCreate shape.Length
            starts[axis] <- Array.sumBy (fun (x: Tensor) -> x.Value.Shape[axis]) xs[.. i - 1]
            ValueSome(Tensor.Apply(Slice(starts, Array.create shape.Length 1, shape), gy))
        | Gather axis when i = 0 -> ValueSome(Tensor.Apply(Scatter(axis, shape[axis]), [| gy; xs[1] |]))
        | Scatter(axis, _) when i = 0 -> ValueSome(Tensor.Apply(Gather axis, [| gy; xs[1] |]))
        | Gather _
        | Scatter _
        | ArgMax _ -> ValueNone
        | Max axes ->
            let spread = spread axes shape
            ValueSome(Tensor.rectify 0.0 (Tensor.equal x (spread y)) (spread gy))
        | Unfold w -> ValueSome(Tensor.Apply(Fold w, gy))
        | Fold w -> ValueSome(Tensor.Apply(Unfold { w with Fill = 0.0 }, gy))
        | Convolve(side, w, groups) -> ValueSome(convolve side w groups xs gy i)
        | Peak _ -> ValueNone
        | Inverse _ -> ValueSome(-(Tensor.product true false y gy |> fun g -> Tensor.product false true g y))
        | Determinant ->
            let factor = Tensor.reshape (Array.append y.Value.Shape [| 1; 1 |]) (gy * y)
            let neededBy = if x.Rank = 2 then "Det" else "BatchDet"
            ValueSome(factor * transposed (Tensor.Apply(Inverse neededBy, x)))
        | Cholesky -> ValueSome(cholesky y gy)
        | Fourier inverse -> ValueSome(Tensor.Apply(Fourier(not inverse), gy))
        | Custom f -> gradients f xs y gy |> Array.item i
        | Sum axes -> ValueSome(spread axes shape gy)
        | MatMul(transposeA, transposeB) -> ValueSome(matMul transposeA transposeB xs[0] xs[1] gy i)
        | Linear -> ValueSome(linear xs[0] xs[1] gy i)

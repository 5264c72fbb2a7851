namespace DeepExp.Functional

open DeepExp

/// <summary>
/// Along axes, -1 the last: extremes, products, running sums, averages. Reduced axes vanish, or stay with length 1 if they are
/// kept.
/// </summary>
[<RequireQualifiedAccess>]
module Reduction =

    let private requireElements operation (axes: int[]) (x: Tensor) =
        let shape = x.Value.Shape

        for axis in Shape.axes operation shape axes do
            if shape[axis] = 0 then
                fail
                    operation
                    $"axis {axis} of shape {Shape.format shape} has no elements, so there is nothing to compare."

    /// <summary>The largest over the axes. Each of several equal ones receives the whole gradient.</summary>
    /// <remarks>\( y = \max_i x_i \)</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, or has no elements.</exception>
    let max axes keepDims (x: Tensor) =
        requireElements "Max" axes x
        Tensor.maxOver axes keepDims x

    /// <summary>The smallest over the axes. Each of several equal ones receives the whole gradient.</summary>
    /// <remarks>\( y = \min_i x_i \)</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, or has no elements.</exception>
    let min axes keepDims (x: Tensor) =
        requireElements "Min" axes x
        -(Tensor.maxOver axes keepDims -x)

    let private alongOrFlat axis (x: Tensor) =
        match axis with
        | Some axis -> axis, x
        | None -> 0, Tensor.reshape [| x.Size |] x

    /// <summary>Where along the axis the first largest element stands, as int32; without an axis, in row-major order.</summary>
    /// <remarks>\( y = \operatorname*{arg\,max}_i x_i \)</remarks>
    /// <exception cref="DeepExpException">The axis does not exist, or has no elements.</exception>
    let argMax (axis: int option) (x: Tensor) =
        let axis, x = alongOrFlat axis x
        requireElements "ArgMax" [| axis |] x
        Tensor.argMax axis x

    /// <summary>Where along the axis the first smallest element stands, as int32; without an axis, in row-major order.</summary>
    /// <remarks>\( y = \operatorname*{arg\,min}_i x_i \)</remarks>
    /// <exception cref="DeepExpException">The axis does not exist, or has no elements.</exception>
    let argMin (axis: int option) (x: Tensor) =
        let axis, x = alongOrFlat axis x
        requireElements "ArgMin" [| axis |] x
        Tensor.argMax axis -x

    /// <summary>
    /// ln Σ e^x over the axes, as m + ln Σ e^(x - m) with the largest m: without overflow, and right where x is ±∞.
    /// </summary>
    /// <remarks>\( y = \ln \sum_i e^{x_i} \)</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, or has no elements.</exception>
    let logSumExp (axes: int[]) (x: Tensor) =
        requireElements "LogSumExp" axes x
        let m = Tensor.maxOver axes true x |> Tensor.detach
        let nothing = Tensor.zerosLike m
        let m = Tensor.where (Tensor.equal (m - m) nothing) m nothing
        let y = Tensor.log (Tensor.sumOver axes false (Tensor.exp (x - m)))
        y + Tensor.reshape y.Value.Shape m

    /// The halves of the axis multiplied until one element is left: products of factors only, so that a 0 among them does no
    /// harm to gradients of any order.
    let rec private halving axis (x: Tensor) =
        match x.Value.Shape[axis] with
        | 1 -> x
        | n ->
            let half = n / 2
            let product = Tensor.range axis 0 half x * Tensor.range axis half (2 * half) x

            if n % 2 = 0 then
                product
            else
                Tensor.concat axis [ product; Tensor.range axis (n - 1) n x ]
            |> halving axis

    /// <summary>The product over the axes; 1 over nothing.</summary>
    /// <remarks>\( y = \prod_i x_i \)</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, or is named twice.</exception>
    let prod axes keepDims (x: Tensor) =
        let axes = Shape.axes "Prod" x.Value.Shape axes
        let shape = x.Value.Shape

        let kept =
            if keepDims then
                Shape.withOnes axes shape
            else
                Shape.without axes shape

        if axes |> Array.exists (fun axis -> shape[axis] = 0) then
            Tensor.ones x.DType kept
        else
            Array.foldBack halving axes x |> Tensor.reshape kept

    /// y₀ … yᵢ combined in the place of each yᵢ: what stands 1, 2, 4, … places before is combined with it in turn.
    let private scan combine operation axis (x: Tensor) =
        let axis, x = alongOrFlat axis x
        let axis = Shape.axis operation x.Value.Shape axis
        let n = x.Value.Shape[axis]

        let rec from shift (y: Tensor) =
            if shift >= n then
                y
            else
                let combined: Tensor =
                    combine (Tensor.range axis 0 (n - shift) y) (Tensor.range axis shift n y)

                from (2 * shift) (Tensor.concat axis [ Tensor.range axis 0 shift y; combined ])

        from 1 x

    /// <summary>yᵢ = x₀ + … + xᵢ along the axis; without an axis, over all elements in row-major order.</summary>
    /// <remarks>\( y_i = \sum_{j \le i} x_j \)</remarks>
    /// <exception cref="DeepExpException">The axis does not exist.</exception>
    let cumSum (axis: int option) (x: Tensor) = scan (fun a b -> a + b) "CumSum" axis x

    /// <summary>yᵢ = x₀ · … · xᵢ along the axis; without an axis, over all elements in row-major order.</summary>
    /// <remarks>\( y_i = \prod_{j \le i} x_j \)</remarks>
    /// <exception cref="DeepExpException">The axis does not exist.</exception>
    let cumProd (axis: int option) (x: Tensor) =
        scan (fun a b -> a * b) "CumProd" axis x

    /// The weights as they meet x: of its shape, or one for each place of the one axis.
    let private weightsFor operation (axes: int[]) (weights: Tensor) (x: Tensor) =
        let own, shape = weights.Value.Shape, x.Value.Shape

        match axes with
        | _ when Shape.same own shape -> weights
        | [| axis |] when Shape.same own [| shape[axis] |] ->
            Tensor.reshape (Array.append own (Array.create (shape.Length - 1 - axis) 1)) weights
        | _ ->
            let named = axes |> Array.map string |> String.concat ", "

            fail
                operation
                $"the weights have shape {Shape.format own}, but x has shape {Shape.format shape} and is averaged over axes {named}; weights are one for each place of a single axis, or one for each element."

    /// Under the name that it is called by: Chainer has two.
    let internal averageAs operation (weights: Tensor option) axes keepDims (x: Tensor) =
        let axes = Shape.axes operation x.Value.Shape axes

        match weights with
        | None -> Tensor.meanOver axes keepDims x
        | Some weights ->
            let w = weightsFor operation axes weights x
            let total = Tensor.sumOver axes keepDims (Tensor.broadcastTo x.Value.Shape w)
            Tensor.sumOver axes keepDims (w * x) / total

    /// <summary>
    /// Σ w x / Σ w over the axes; the mean without weights. Weights are one for each place of a single axis, or one for each
    /// element.
    /// </summary>
    /// <remarks>\( y = \dfrac{\sum_i w_i x_i}{\sum_i w_i} \)</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, or the weights do not fit x and the axes.</exception>
    let average (weights: Tensor option) axes keepDims (x: Tensor) =
        averageAs "Average" weights axes keepDims x

    /// <summary>x summed over the axes along which it could have been broadcast from the shape: the transpose of broadcastTo.</summary>
    /// <remarks>\( y_j = \sum_i x_{ij} \), where \( i \) runs over the repeated axes.</remarks>
    /// <exception cref="DeepExpException">The shape does not broadcast to that of x.</exception>
    let sumTo (shape: Shape) (x: Tensor) =
        Shape.validate "SumTo" shape

        if not (Shape.broadcastable shape x.Value.Shape) then
            fail
                "SumTo"
                $"shape {Shape.format shape} does not broadcast to that of x ({Shape.format x.Value.Shape}): aligned at the last axis, each length must be equal or 1."

        Tensor.sumTo shape x

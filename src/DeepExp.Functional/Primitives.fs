namespace DeepExp.Functional

open MathNet.Numerics.LinearAlgebra
open DeepExp

/// <summary>
/// Making tensors and the primitives on them. Each primitive is differentiable any number of times; all other functions are
/// compositions of these.
/// </summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Tensor =

    let private ofElements operation (shape: Shape) elements length =
        Shape.validate operation shape

        if Shape.size shape <> length then
            fail
                operation
                $"""shape {Shape.format shape} holds {counted (Shape.size shape) "element"}, but {length} were given."""

        Tensor
            {
                Shape = Array.copy shape
                Elements = elements
            }

    /// <summary>A float32 tensor of the given shape from its elements in row-major order.</summary>
    /// <exception cref="DeepExpException">The shape has a negative length, or holds another number of elements than are given.</exception>
    let float32 shape (elements: float32[]) =
        ofElements "Tensor.float32" shape (F32(Array.copy elements)) elements.Length

    /// <summary>A float64 tensor of the given shape from its elements in row-major order.</summary>
    /// <exception cref="DeepExpException">The shape has a negative length, or holds another number of elements than are given.</exception>
    let float64 shape (elements: float[]) =
        ofElements "Tensor.float64" shape (F64(Array.copy elements)) elements.Length

    /// <summary>An int32 tensor of the given shape from its elements in row-major order.</summary>
    /// <exception cref="DeepExpException">The shape has a negative length, or holds another number of elements than are given.</exception>
    let int32 shape (elements: int[]) =
        ofElements "Tensor.int32" shape (I32(Array.copy elements)) elements.Length

    /// <summary>A tensor of the given element type, its elements rounded to that type.</summary>
    /// <exception cref="DeepExpException">The shape has a negative length, or holds another number of elements than are given.</exception>
    let create dtype shape (elements: float[]) =
        let elements' =
            match dtype with
            | Float32 -> F32(Array.map Operators.float32 elements)
            | Float64 -> F64(Array.copy elements)
            | Int32 -> I32(Array.map int elements)

        ofElements "Tensor.create" shape elements' elements.Length

    /// <summary>Every element c.</summary>
    /// <exception cref="DeepExpException">A length is negative, or the elements are more than an array can hold.</exception>
    let full dtype shape (c: float) =
        Shape.validate "Tensor.full" shape
        let n = Shape.size shape

        let elements =
            match dtype with
            | Float32 -> F32(Array.create n (Operators.float32 c))
            | Float64 -> F64(Array.create n c)
            | Int32 -> I32(Array.create n (int c))

        Tensor
            {
                Shape = Array.copy shape
                Elements = elements
            }

    /// A tensor without axes: one number.
    let scalar dtype c = full dtype [||] c

    /// <summary>Every element 0.</summary>
    /// <exception cref="DeepExpException">A length is negative, or the elements are more than an array can hold.</exception>
    let zeros dtype shape = full dtype shape 0.0

    /// <summary>Every element 1.</summary>
    /// <exception cref="DeepExpException">A length is negative, or the elements are more than an array can hold.</exception>
    let ones dtype shape = full dtype shape 1.0

    /// Zeros of the shape and element type of x.
    let zerosLike (x: Tensor) = zeros x.DType x.Value.Shape

    /// Ones of the shape and element type of x.
    let onesLike (x: Tensor) = ones x.DType x.Value.Shape

    /// The rows of a MathNet matrix as an m×n tensor of float64.
    let ofMatrix (matrix: Matrix<float>) =
        float64 [| matrix.RowCount; matrix.ColumnCount |] (matrix.ToRowMajorArray())

    /// The rows of a MathNet matrix as an m×n tensor of float32.
    let ofMatrix32 (matrix: Matrix<float32>) =
        float32 [| matrix.RowCount; matrix.ColumnCount |] (matrix.ToRowMajorArray())

    let private asMatrix operation (build: MatrixBuilder<'T>) (x: Tensor) =
        match x.Value.Shape with
        | [| rows; columns |] -> build.DenseOfRowMajor(rows, columns, x.ToArray<'T>())
        | shape -> fail operation $"a matrix has two axes, but x has shape {Shape.format shape}."

    /// <summary>A tensor with two axes as a MathNet matrix of float64.</summary>
    /// <exception cref="DeepExpException">x has not two axes.</exception>
    let toMatrix x =
        asMatrix "Tensor.toMatrix" Matrix<float>.Build x

    /// <summary>A tensor with two axes as a MathNet matrix of float32.</summary>
    /// <exception cref="DeepExpException">x has not two axes.</exception>
    let toMatrix32 x =
        asMatrix "Tensor.toMatrix32" Matrix<float32>.Build x

    /// The same elements without their trace: differentiation stops here.
    let detach (x: Tensor) = x.Untracked

    /// The elements as another type: rounded to it, or cut towards zero to an integer, through which no gradient flows.
    let cast dtype (x: Tensor) =
        if x.DType = dtype then x else Tensor.Apply(Cast dtype, x)

    /// <summary>|x|, with derivative sign(x), 0 at 0.</summary>
    /// <remarks>\( y = |x| \)</remarks>
    let abs x = Tensor.Apply(Abs, x)

    /// <summary>-1, 0 or 1; its derivative is 0 wherever it has one.</summary>
    /// <remarks>\( y = \operatorname{sgn} x \)</remarks>
    let sign x = Tensor.Apply(Sign, x)

    /// <summary>The largest whole number that is not above x; its derivative is 0 wherever it has one.</summary>
    /// <remarks>\( y = \lfloor x \rfloor \)</remarks>
    let floor x = Tensor.Apply(Floor, x)

    /// <summary>x cut towards zero to a whole number; its derivative is 0 wherever it has one.</summary>
    /// <remarks>\( y = \operatorname{sgn}(x)\,\lfloor |x| \rfloor \)</remarks>
    let truncate x = sign x * floor (abs x)

    /// <summary>e^x</summary>
    /// <remarks>\( y = e^x \)</remarks>
    let exp x = Tensor.Apply(Exp, x)

    /// <summary>The natural logarithm of x.</summary>
    /// <remarks>\( y = \ln x \)</remarks>
    let log x = Tensor.Apply(Log, x)

    /// <summary>sin x</summary>
    /// <remarks>\( y = \sin x \)</remarks>
    let sin x = Tensor.Apply(Sin, x)

    /// <summary>cos x</summary>
    /// <remarks>\( y = \cos x \)</remarks>
    let cos x = Tensor.Apply(Cos, x)

    /// <summary>√x</summary>
    /// <remarks>\( y = \sqrt{x} \)</remarks>
    let sqrt x = Tensor.Apply(Sqrt, x)

    /// <summary>min(max(x, low), high); the gradient passes where low ≤ x ≤ high.</summary>
    /// <remarks>\( y = \min(\max(x, l), h) \) with low \( l \) and high \( h \).</remarks>
    /// <exception cref="DeepExpException">low exceeds high.</exception>
    let clip low high x =
        if not (low <= high) then
            fail "Clip" $"the bounds are {low} and {high}; the lower one comes first."

        Tensor.Apply(Clip(low, high), x)

    /// <summary>(e^x - e^-x) / (e^x + e^-x)</summary>
    /// <remarks>\( y = \tanh x = \dfrac{e^x - e^{-x}}{e^x + e^{-x}} \)</remarks>
    let tanh x = Tensor.Apply(Tanh, x)

    /// <summary>1 / (1 + e^-x)</summary>
    /// <remarks>\( y = \sigma(x) = \dfrac{1}{1 + e^{-x}} \)</remarks>
    let sigmoid x = Tensor.Apply(Sigmoid, x)

    /// <summary>x^exponent</summary>
    /// <remarks>\( y = x^a \) with the exponent \( a \).</remarks>
    let power (exponent: float) x =
        if exponent = 1.0 then
            x
        else
            Tensor.Apply(Power exponent, x)

    /// <summary>ln(1 + e^x), without overflow.</summary>
    /// <remarks>\( y = \ln(1 + e^x) \)</remarks>
    let softplus x = Tensor.Apply(Softplus, x)

    /// 1 where x and y are equal, 0 elsewhere; the shapes broadcast. No gradient flows.
    let internal equal x y = Tensor.Apply(Equal, x, y)

    /// <summary>v where c &gt; 0, slope · v elsewhere. No gradient flows to c.</summary>
    /// <remarks>
    /// \[ y = \begin{cases} v &amp; c &gt; 0 \\ s\,v &amp; c \le 0 \end{cases} \]
    /// with the slope \( s \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast, or the types differ.</exception>
    let rectify slope c v = Tensor.Apply(Rectify slope, c, v)

    /// <summary>The same elements, row-major, under another shape; one length may be -1, which is inferred.</summary>
    /// <exception cref="DeepExpException">The shape has another number of elements than x, or more than one length of -1.</exception>
    let reshape shape (x: Tensor) =
        if Shape.same shape x.Value.Shape then
            x
        else
            let shape = Shape.infer "Reshape" x.Size shape

            if Shape.same shape x.Value.Shape then
                x
            else
                Tensor.Apply(Reshape(Array.copy shape), x)

    /// <summary>Axis i of the result is axis axes[i] of x.</summary>
    /// <exception cref="DeepExpException">The axes do not name each axis of x once.</exception>
    let permute (axes: int[]) (x: Tensor) =
        if axes.Length <> x.Rank then
            fail
                "Transpose"
                $"""axes {axes |> Array.map string |> String.concat ", "} do not name each axis of shape {Shape.format x.Value.Shape} once."""

        Shape.axes "Transpose" x.Value.Shape axes |> ignore
        Tensor.Apply(Permute(axes |> Array.map (Shape.axis "Transpose" x.Value.Shape)), x)

    /// <summary>All axes in reverse order: of a matrix, its transpose.</summary>
    /// <remarks>\( y_{ij} = x_{ji} \)</remarks>
    let transpose (x: Tensor) =
        permute (Array.init x.Rank (fun axis -> x.Rank - 1 - axis)) x

    /// <summary>
    /// x repeated along axes of length 1, and along missing leading axes, until it has the given shape.
    /// </summary>
    /// <exception cref="DeepExpException">x does not broadcast to the shape.</exception>
    let broadcastTo shape (x: Tensor) =
        if Shape.same shape x.Value.Shape then
            x
        else
            Tensor.Apply(BroadcastTo(Array.copy shape), x)

    let private tripleOf (c: Tensor) (x: Tensor) (y: Tensor) =
        let shape =
            Shape.broadcast "Where" (Shape.broadcast "Where" c.Value.Shape x.Value.Shape) y.Value.Shape

        [| c; x; y |] |> Array.map (broadcastTo shape)

    /// <summary>
    /// x where c &gt; 0, y elsewhere; the shapes broadcast. No gradient flows to c, and none to the side that is not taken.
    /// </summary>
    /// <remarks>\[ z = \begin{cases} x &amp; c &gt; 0 \\ y &amp; c \le 0 \end{cases} \]</remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast, or the types differ.</exception>
    let where (c: Tensor) x y = Tensor.Apply(Select, tripleOf c x y)

    /// <summary>
    /// The elements starts[i], starts[i] + steps[i], … of each axis i, as many as the shape says; a step may be negative.
    /// </summary>
    let internal slice starts steps shape (x: Tensor) =
        Tensor.Apply(Slice(starts, steps, shape), x)

    /// The elements from start up to, and without, stop of one axis.
    let internal range axis start stop (x: Tensor) =
        let starts = Array.zeroCreate x.Rank
        starts[axis] <- start
        slice starts (Array.create x.Rank 1) (x.Value.Shape |> Array.updateAt axis (stop - start)) x

    /// <summary>The tensors one after the other along an axis, -1 the last; all other lengths are equal.</summary>
    /// <exception cref="DeepExpException">There is no tensor, or the shapes differ along another axis, or the types.</exception>
    let concat axis (xs: Tensor list) =
        match xs with
        | [] -> fail "Concat" $"there is no tensor; at least one is needed."
        | [ x ] ->
            Shape.axis "Concat" x.Value.Shape axis |> ignore
            x
        | x :: _ -> Tensor.Apply(Concatenate(Shape.axis "Concat" x.Value.Shape axis), List.toArray xs)

    /// <summary>
    /// x[…, indices, …]: the axes of the indices (int32) take the place of the axis, -1 the last. An index of -1 gives 0, and no
    /// gradient goes back from it.
    /// </summary>
    let internal gather axis (indices: Tensor) (x: Tensor) =
        Tensor.Apply(Gather(Shape.axis "Gather" x.Value.Shape axis), [| x; indices |])

    /// The transpose of gather: zeros with the given length at the axis, to which x is added at the indices.
    let internal scatter axis length (indices: Tensor) (x: Tensor) =
        Tensor.Apply(Scatter(axis, length), [| x; indices |])

    /// <summary>
    /// The largest over the given axes, -1 the last; they vanish, or stay with length 1 if they are kept. Each of several equal
    /// ones receives the whole gradient.
    /// </summary>
    /// <remarks>\( y = \max_i x_i \)</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, is named twice, or has no elements.</exception>
    let maxOver axes keepDims (x: Tensor) =
        match Shape.axes "Max" x.Value.Shape axes with
        | [||] -> x
        | axes ->
            let y = Tensor.Apply(Max axes, x)

            if keepDims then
                reshape (Shape.withOnes axes x.Value.Shape) y
            else
                y

    /// <summary>
    /// Where along an axis, -1 the last, the first largest element stands, as int32; the axis vanishes.
    /// </summary>
    /// <remarks>\( y = \operatorname*{arg\,max}_i x_i \)</remarks>
    /// <exception cref="DeepExpException">The axis does not exist, or has no elements.</exception>
    let argMax axis (x: Tensor) =
        Tensor.Apply(ArgMax(Shape.axis "ArgMax" x.Value.Shape axis), x)

    /// <summary>The sum over the given axes, -1 the last; they vanish, or stay with length 1 if they are kept.</summary>
    /// <remarks>\( y = \sum_i x_i \)</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, or is named twice.</exception>
    let sumOver axes keepDims (x: Tensor) =
        match Shape.axes "Sum" x.Value.Shape axes with
        | [||] -> x
        | axes ->
            let y = Tensor.Apply(Sum axes, x)

            if keepDims then
                reshape (Shape.withOnes axes x.Value.Shape) y
            else
                y

    /// <summary>The sum of all elements, a scalar.</summary>
    /// <remarks>\( y = \sum_i x_i \)</remarks>
    let sum (x: Tensor) = sumOver (Array.init x.Rank id) false x

    /// <summary>
    /// The mean over the given axes, -1 the last; they vanish, or stay with length 1 if they are kept. NaN over nothing.
    /// </summary>
    /// <remarks>\( y = \dfrac{1}{n} \sum_{i=1}^n x_i \)</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, or is named twice.</exception>
    let meanOver axes keepDims (x: Tensor) =
        let count =
            Shape.axes "Mean" x.Value.Shape axes
            |> Array.fold (fun n axis -> n * x.Value.Shape[axis]) 1

        sumOver axes keepDims x / float count

    /// <summary>The mean of all elements, a scalar.</summary>
    /// <remarks>\( y = \dfrac{1}{n} \sum_{i=1}^n x_i \)</remarks>
    let mean (x: Tensor) = sum x / float x.Size

    /// <summary>Σ a·b over all elements: the inner product ⟨a, b⟩.</summary>
    /// <remarks>\( \langle a, b \rangle = \sum_i a_i b_i \)</remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast, or the types differ.</exception>
    let dot (a: Tensor) (b: Tensor) = sum (a * b)

    /// x summed over the axes along which it was broadcast from `shape`: the transpose of broadcastTo.
    let internal sumTo (shape: Shape) (x: Tensor) =
        let own = x.Value.Shape

        if Shape.same shape own then
            x
        else
            let missing = own.Length - shape.Length

            let repeated =
                [|
                    for axis in 0 .. own.Length - 1 do
                        if axis < missing || shape[axis - missing] <> own[axis] then
                            axis
                |]

            sumOver repeated false x |> reshape shape

    /// op(a) · op(b) over the last two axes, where op transposes if asked to; leading axes are equal in both.
    let internal product transposeA transposeB a b =
        Tensor.Apply(MatMul(transposeA, transposeB), a, b)

    /// <summary>
    /// The matrix product over the last two axes, c[…,i,j] = Σₖ a[…,i,k] b[…,k,j]. Leading axes are a batch and broadcast.
    /// A vector on the left is a row, on the right a column, and the axis it lacks is absent from the result. A factor with at
    /// least two axes is transposed first if asked to.
    /// </summary>
    /// <remarks>\[ c_{\ldots ij} = \sum_k a_{\ldots ik}\, b_{\ldots kj} \]</remarks>
    /// <exception cref="DeepExpException">A factor is a scalar, the inner lengths differ, the leading axes do not broadcast, or the types differ.</exception>
    let matmulWith transposeA transposeB (a: Tensor) (b: Tensor) =
        if a.Rank = 0 || b.Rank = 0 then
            fail
                "MatMul"
                $"shapes {Shape.format a.Value.Shape} and {Shape.format b.Value.Shape}: a scalar is no matrix; multiply with *."

        let left = if a.Rank = 1 then reshape [| 1; a.Size |] a else a
        let right = if b.Rank = 1 then reshape [| b.Size; 1 |] b else b
        let batchOf (x: Tensor) = x.Value.Shape[.. x.Rank - 3]
        let matrixOf (x: Tensor) = x.Value.Shape[x.Rank - 2 ..]
        let batch = Shape.broadcast "MatMul" (batchOf left) (batchOf right)

        let spread x =
            broadcastTo (Array.append batch (matrixOf x)) x

        let c =
            product (transposeA && a.Rank > 1) (transposeB && b.Rank > 1) (spread left) (spread right)

        if a.Rank = 1 || b.Rank = 1 then
            let rows = if a.Rank = 1 then [||] else [| c.Value.Shape[c.Rank - 2] |]
            let columns = if b.Rank = 1 then [||] else [| c.Value.Shape[c.Rank - 1] |]
            reshape (Array.concat [ batch; rows; columns ]) c
        else
            c

    /// <summary>The matrix product over the last two axes; see matmulWith.</summary>
    /// <remarks>\[ c_{\ldots ij} = \sum_k a_{\ldots ik}\, b_{\ldots kj} \]</remarks>
    /// <exception cref="DeepExpException">A factor is a scalar, the inner lengths differ, the leading axes do not broadcast, or the types differ.</exception>
    let matmul a b = matmulWith false false a b

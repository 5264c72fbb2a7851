namespace DeepExp.Functional

open DeepExp

/// A component of a gradient that finite differences do not confirm.
type Mismatch =
    {
        /// The parameter's name.
        Name: string
        /// The element's row-major position in it.
        Position: int
        /// What central differences give.
        Numerical: float
        /// What the library computed.
        Computed: float
    }

/// <summary>Holding gradients to finite differences. Use float64: float32 leaves too few digits.</summary>
[<RequireQualifiedAccess>]
module GradientCheck =

    let private nudge (x: Tensor) position by =
        let elements = x.ToArray<float>()
        elements[position] <- elements[position] + by
        Tensor.create x.DType x.Value.Shape elements

    /// <summary>The gradient of f by central differences, (f(p + εe) - f(p - εe)) / 2ε for each unit vector e.</summary>
    let numerical (eps: float) (f: 'P -> Tensor) (parameters: 'P) : 'P =
        let leaves = Parameters.leaves parameters

        let at index leaf =
            (f (leaves |> Array.updateAt index leaf |> Parameters.rebuild parameters)).ToScalar()

        leaves
        |> Array.mapi (fun index leaf ->
            Array.init leaf.Size (fun position ->
                (at index (nudge leaf position eps) - at index (nudge leaf position -eps))
                / (2.0 * eps))
            |> Tensor.create leaf.DType leaf.Value.Shape)
        |> Parameters.rebuild parameters

    /// <summary>
    /// The components of the gradient of f at p that differ from central differences with step eps by more than
    /// atol + rtol · |numerical|; none where the gradient is right.
    /// </summary>
    let check eps atol rtol (f: 'P -> Tensor) (parameters: 'P) : Mismatch list =
        let computed = Gradient.grad f parameters |> Parameters.leaves
        let expected = numerical eps f parameters |> Parameters.named

        [
            for (name, expected), computed in Array.zip expected computed do
                for position, (n, c) in
                    Array.zip (expected.ToArray<float>()) (computed.ToArray<float>())
                    |> Array.indexed do
                    if not (abs (n - c) <= atol + rtol * abs n) then
                        {
                            Name = name
                            Position = position
                            Numerical = n
                            Computed = c
                        }
        ]

    /// <summary>
    /// The derivative of f at p along v, twice: by central differences, (f(p + εv) - f(p - εv)) / 2ε, and as ⟨∂f/∂p, v⟩.
    /// </summary>
    let along eps (f: 'P -> Tensor) (parameters: 'P) (v: 'P) : float * float =
        let at (step: float) =
            (f (Parameters.map2 (fun p v -> p + step * v) parameters v)).ToScalar()

        (at eps - at -eps) / (2.0 * eps), (Parameters.dot (Gradient.grad f parameters) v).ToScalar()

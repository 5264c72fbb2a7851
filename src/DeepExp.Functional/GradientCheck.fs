namespace DeepExp.Functional

open System
open DeepExp

/// A component of a gradient that finite differences do not confirm.
type Mismatch =
    {
        /// The parameter's name.
        Name: string
        /// The element's row-major position in it.
        Position: int
        /// The element's indices, from the slowest axis.
        Index: int[]
        /// What central differences give.
        Numerical: float
        /// What the library computed.
        Computed: float
    }

/// How closely a gradient is held to finite differences.
type CheckOptions =
    {
        /// The step of the differences.
        Eps: float
        /// What numbers may differ by at least.
        Atol: float
        /// What they may differ by beyond that, as a part of the numerical one.
        Rtol: float
        /// The type in which differences are taken; that of the parameters if there is none.
        DType: DType option
        /// Whether f is first searched for kinks, where it has no derivative.
        Kinks: bool
    }

/// What the façade's checks vary: inputs, of which some are constants, parameters, and gradients of outputs.
type internal CheckArguments =
    {
        x: Tensor option[]
        parameters: Tensor[]
        gy: Tensor option[]
    }

/// <summary>Holding gradients to finite differences. Use float64: float32 leaves too few digits.</summary>
[<RequireQualifiedAccess>]
module GradientCheck =

    /// Step 1e-3, tolerance 1e-5 + 1e-4 · |numerical|, in the type of the parameters, without a search for kinks.
    let defaults =
        {
            Eps = 1e-3
            Atol = 1e-5
            Rtol = 1e-4
            DType = None
            Kinks = false
        }

    let private nudge (x: Tensor) position by =
        let elements = x.ToArray<float>()
        elements[position] <- elements[position] + by
        Tensor.create x.DType x.Value.Shape elements

    /// ⟨a, b⟩ in float64, whatever the types of the leaves.
    let private inner (a: 'P) (b: 'P) =
        let exact = Array.map (Tensor.cast Float64)
        Parameters.dot (exact (Parameters.leaves a)) (exact (Parameters.leaves b))

    /// t ↦ f(p + t · v)
    let private line (f: 'P -> Tensor) parameters (v: 'P) (t: float) =
        (f (Parameters.map2 (fun p v -> p + t * v) parameters v)).ToScalar()

    let private central eps (g: float -> float) = (g eps - g -eps) / (2.0 * eps)

    let private indices shape position =
        Array.map2 (fun stride length -> position / stride % length) (Shape.strides shape) shape

    /// f where one element of one leaf is moved by t, for each element: its leaf's name, its position, its indices.
    let private elements (f: 'P -> Tensor) (parameters: 'P) =
        let leaves = Parameters.leaves parameters
        let names = Parameters.names parameters

        seq {
            for leaf = 0 to leaves.Length - 1 do
                for position = 0 to leaves[leaf].Size - 1 do
                    let g t =
                        leaves
                        |> Array.updateAt leaf (nudge leaves[leaf] position t)
                        |> Parameters.rebuild parameters
                        |> f
                        |> _.ToScalar()

                    names[leaf], position, indices leaves[leaf].Value.Shape position, g
        }

    /// <summary>The gradient of f by central differences, (f(p + εe) - f(p - εe)) / 2ε for each unit vector e.</summary>
    /// <remarks>\[ g_j = \frac{f(p + \varepsilon e_j) - f(p - \varepsilon e_j)}{2 \varepsilon} \]</remarks>
    let numerical (eps: float) (f: 'P -> Tensor) (parameters: 'P) : 'P =
        let slopes =
            elements f parameters
            |> Seq.map (fun (_, _, _, g) -> central eps g)
            |> Seq.toArray

        let mutable taken = 0

        parameters
        |> Parameters.map (fun leaf ->
            taken <- taken + leaf.Size
            Tensor.create leaf.DType leaf.Value.Shape slopes[taken - leaf.Size .. taken - 1])

    let private agree options numerical computed =
        abs (numerical - computed) <= options.Atol + options.Rtol * abs numerical

    let private inType options (parameters: 'P) : 'P =
        match options.DType with
        | Some dtype -> Parameters.map (Tensor.cast dtype) parameters
        | None -> parameters

    let private mismatches options f parameters (gradient: 'P) =
        let computed =
            Parameters.leaves gradient |> Array.collect (fun leaf -> leaf.ToArray<float>())

        [
            for (name, position, index, g), computed in Seq.zip (elements f (inType options parameters)) computed do
                let numerical = central options.Eps g

                if not (agree options numerical computed) then
                    {
                        Name = name
                        Position = position
                        Index = index
                        Numerical = numerical
                        Computed = computed
                    }
        ]

    /// <summary>
    /// The components of the gradient of f at p that differ from central differences with step eps by more than
    /// atol + rtol · |numerical|; none where the gradient is right.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \left| g_j - \frac{\partial f}{\partial p_j} \right| \le \text{atol} + \text{rtol}\,|g_j|, \\
    /// g_j = \frac{f(p + \varepsilon e_j) - f(p - \varepsilon e_j)}{2 \varepsilon}
    /// \end{gathered} \]
    /// </remarks>
    let check eps atol rtol (f: 'P -> Tensor) (parameters: 'P) : Mismatch list =
        let options =
            { defaults with
                Eps = eps
                Atol = atol
                Rtol = rtol
            }

        mismatches options f parameters (Gradient.grad f parameters)

    /// <summary>
    /// The derivative of f at p along v, twice: by central differences, (f(p + εv) - f(p - εv)) / 2ε, and as ⟨∂f/∂p, v⟩.
    /// </summary>
    /// <remarks>
    /// \[ \frac{f(p + \varepsilon v) - f(p - \varepsilon v)}{2 \varepsilon} \approx \left\langle
    /// \frac{\partial f}{\partial p},\ v \right\rangle \]
    /// </remarks>
    let along eps (f: 'P -> Tensor) (parameters: 'P) (v: 'P) : float * float =
        central eps (line f parameters v), (Parameters.dot (Gradient.grad f parameters) v).ToScalar()

    /// <summary>
    /// A random direction of length 1 with no component near 0: sign(n) √(0.99 n² / Σn² + 0.01 / N) for N numbers n of N(0, 1).
    /// </summary>
    /// <remarks>
    /// \[ v_j = \operatorname{sgn}(n_j) \sqrt{0.99\,\frac{n_j^2}{\sum_k n_k^2} + \frac{0.01}{N}}, \qquad
    /// n_j \sim N(0, 1) \]
    /// </remarks>
    let direction key (parameters: 'P) : 'P =
        let leaves = Parameters.leaves parameters
        let size = float (leaves |> Array.sumBy _.Size)

        let n =
            (Key.split leaves.Length key, leaves)
            ||> Array.map2 (fun key leaf -> Key.normal leaf.DType leaf.Value.Shape key)

        let square = n |> Array.sumBy (fun n -> (Tensor.dot n n).ToScalar())

        n
        |> Array.map (fun n ->
            // 1 for 0, which chance may draw.
            let sign = Tensor.sign (Tensor.sign n + 0.5)
            sign * Tensor.sqrt (0.99 / square * (n * n) + 0.01 / size))
        |> Parameters.rebuild parameters

    // The third and fourth differences of five values vanish on every parabola, and never both across a kink.
    let private bends eps atol rtol (g: float -> float) =
        let y = [| -eps; -eps / 2.0; 0.0; eps / 2.0; eps |] |> Array.map g
        let third = y[4] - 2.0 * y[3] + 2.0 * y[1] - y[0]
        let fourth = y[4] - 4.0 * y[3] + 6.0 * y[2] - 4.0 * y[1] + y[0]
        let spread = Array.max y - Array.min y
        let rounding = 1e-12 * Array.max (Array.map abs y)
        not (sqrt (third * third + fourth * fourth) <= atol + rtol * spread + rounding)

    /// <summary>
    /// Whether f has a kink or jump between p - eps · v and p + eps · v: whether five values of it there deviate from a parabola by
    /// more than atol + rtol · (their largest - their smallest). A hundredth serves as rtol.
    /// </summary>
    /// <remarks>
    /// \[ \begin{aligned}
    /// \sqrt{\Delta_3^2 + \Delta_4^2} &amp;&gt; \text{atol} + \text{rtol}\,(\max_j y_j - \min_j y_j) + 10^{-12} \max_j
    /// |y_j| \\
    /// y_j &amp;= f \bigl( p + (\tfrac{j}{2} - 1)\,\varepsilon v \bigr) \\
    /// \Delta_3 &amp;= y_4 - 2 y_3 + 2 y_1 - y_0 \\
    /// \Delta_4 &amp;= y_4 - 4 y_3 + 6 y_2 - 4 y_1 + y_0
    /// \end{aligned} \]
    /// </remarks>
    let hasKink eps atol rtol (f: 'P -> Tensor) (parameters: 'P) (v: 'P) =
        bends eps atol rtol (line f parameters v)

    /// The first element, by name and indices, along which f has a kink or jump nearer than eps to p; see hasKink.
    let tryKink eps atol rtol (f: 'P -> Tensor) (parameters: 'P) : (string * int[]) option =
        elements f parameters
        |> Seq.tryFind (fun (_, _, _, g) -> bends eps atol rtol g)
        |> Option.map (fun (name, _, index, _) -> name, index)

    /// <summary>p ↦ ⟨∂f/∂p, w⟩: what to check where the second derivative of f is in question.</summary>
    /// <remarks>\[ p \mapsto \left\langle \frac{\partial f}{\partial p},\ w \right\rangle \]</remarks>
    let derivative (w: 'P) (f: 'P -> Tensor) : 'P -> Tensor =
        fun parameters -> inner (Gradient.grad f parameters) w

    let private at name index =
        let indices = index |> Array.map string |> String.concat ", "
        // A tensor that is alone has no name.
        let name = if name = "" then "x" else name
        text $"{name} at [{indices}]"

    let private requireSmooth operation options f parameters v =
        if hasKink options.Eps 0.0 0.01 f parameters v then
            let place =
                match tryKink options.Eps 0.0 0.01 f parameters with
                | Some(name, index) -> at name index
                | None -> "several elements together"

            fail
                operation
                $"the function has a kink or jump nearer than {options.Eps} to the argument, along {place}; it has no derivative there: choose another argument."

    let private worst options =
        List.maxBy (fun m ->
            let ratio =
                abs (m.Numerical - m.Computed) / (options.Atol + options.Rtol * abs m.Numerical)

            if Double.IsNaN ratio then infinity else ratio)

    /// <summary>
    /// Holds the gradient of f at p to finite differences along one random direction, which takes as long for many elements as for
    /// few. Where they differ, every element is looked at, and the report tells which are wrong.
    /// </summary>
    /// <exception cref="DeepExpException">
    /// The gradient is not confirmed, or f has a kink near p; the message begins with <c>operation</c>.
    /// </exception>
    let verify operation options key (f: 'P -> Tensor) (parameters: 'P) : unit =
        let gradient = Gradient.grad f parameters
        let v = direction key parameters
        let p, vp = inType options parameters, inType options v

        if options.Kinks then
            requireSmooth operation options f p vp

        let numerical, computed =
            central options.Eps (line f p vp), (inner gradient v).ToScalar()

        if not (agree options numerical computed) then
            let rule =
                text $"step {options.Eps}, tolerance {options.Atol} + {options.Rtol} · |numerical|"

            match mismatches options f parameters gradient with
            | [] ->
                fail
                    operation
                    $"the gradient along a random direction is {computed}, but finite differences give {numerical} ({rule}), although each element agrees."
            | wrong ->
                let size = Parameters.leaves parameters |> Array.sumBy _.Size
                let worst = worst options wrong

                fail
                    operation
                    $"the gradient of {at worst.Name worst.Index} is {worst.Computed}, but finite differences give {worst.Numerical} ({rule}); {wrong.Length} of {size} elements differ."

    /// ∂/∂(x, parameters) of f for the gradients gy, along w: its derivative also has a part in gy.
    let internal derivativeAt (wx, wParameters) (f: CheckArguments -> Tensor) (arguments: CheckArguments) =
        let f' (x, parameters) =
            f
                { arguments with
                    x = x
                    parameters = parameters
                }

        derivative (wx, wParameters) f' (arguments.x, arguments.parameters)

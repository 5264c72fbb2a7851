namespace DeepExp.Functional

open System
open DeepExp

/// Special functions, element by element: error functions and the normal distribution, the gamma function and its kin.
[<RequireQualifiedAccess>]
module Special =

    /// <summary>erf x = 2/√π ∫₀ˣ e^(-t²) dt</summary>
    /// <remarks>\[ \operatorname{erf} x = \frac{2}{\sqrt\pi} \int_0^x e^{-t^2}\,dt \]</remarks>
    let erf x = Tensor.Apply(Erf, x)

    /// <summary>1 - erf x, exact for large x.</summary>
    /// <remarks>
    /// \[ \operatorname{erfc} x = 1 - \operatorname{erf} x = \frac{2}{\sqrt\pi} \int_x^\infty e^{-t^2}\,dt \]
    /// </remarks>
    let erfc x = Tensor.Apply(Erfc, x)

    /// <summary>e^(x²) erfc(x), which does not vanish for large x.</summary>
    /// <remarks>\[ \operatorname{erfcx} x = e^{x^2} \operatorname{erfc} x \]</remarks>
    let erfcx x = Tensor.Apply(Erfcx, x)

    /// <summary>The y with erf y = x; NaN beyond ±1.</summary>
    /// <remarks>\[ \operatorname{erf} y = x \]</remarks>
    let erfInv x = Tensor.Apply(ErfInv, x)

    /// <summary>The y with erfc y = x, exact for small x; NaN outside of 0 to 2.</summary>
    /// <remarks>\[ \operatorname{erfc} y = x \]</remarks>
    let erfcInv x = Tensor.Apply(ErfcInv, x)

    /// <summary>The distribution function of the standard normal distribution, Φ(x) = ½ erfc(-x/√2).</summary>
    /// <remarks>
    /// \[ \Phi(x) = \frac{1}{\sqrt{2\pi}} \int_{-\infty}^x e^{-t^2/2}\,dt = \frac{1}{2} \operatorname{erfc} \left(
    /// -\frac{x}{\sqrt2} \right) \]
    /// </remarks>
    let ndtr (x: Tensor) = 0.5 * erfc (-Math.Sqrt 0.5 * x)

    /// <summary>The quantiles of the standard normal distribution: the y with Φ(y) = x.</summary>
    /// <remarks>\[ \Phi(y) = x, \qquad y = -\sqrt2\,\operatorname{erfc}^{-1}(2x) \]</remarks>
    let ndtri (x: Tensor) = -(Math.Sqrt 2.0) * erfcInv (2.0 * x)

    /// <summary>
    /// ln Φ(x). Above -1 it is log1p(-½ erfc(x/√2)); below, where Φ underflows, -½x² + ln(½ erfcx(-x/√2)).
    /// </summary>
    /// <remarks>\[ \ln \Phi(x) = \ln \frac{1}{\sqrt{2\pi}} \int_{-\infty}^x e^{-t^2/2}\,dt \]</remarks>
    let logNdtr (x: Tensor) =
        let upper, edge = x + 1.0, -(Tensor.onesLike x)
        let above, below = Tensor.where upper x edge, Tensor.where upper edge x

        Tensor.where
            upper
            (Elementary.log1p (-0.5 * erfc (Math.Sqrt 0.5 * above)))
            (Tensor.log (0.5 * erfcx (-Math.Sqrt 0.5 * below)) - 0.5 * below * below)

    /// <summary>ln |Γ(x)|</summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ln |\Gamma(x)|, \\
    /// \Gamma(x) = \int_0^\infty t^{x-1} e^{-t}\,dt \quad \text{for } x &gt; 0, \\
    /// \Gamma(x) = \frac{\Gamma(x + 1)}{x}
    /// \end{gathered} \]
    /// </remarks>
    let lgamma x = Tensor.Apply(LogGamma, x)

    /// <summary>ψ(x) = Γ'(x) / Γ(x)</summary>
    /// <remarks>
    /// \[ \psi(x) = \frac{d}{dx} \ln \Gamma(x) = -\gamma + \sum_{k=0}^\infty \left( \frac{1}{k + 1} - \frac{1}{k + x}
    /// \right) \]
    /// with Euler's constant \( \gamma \approx 0.5772 \).
    /// </remarks>
    let digamma x = Tensor.Apply(Digamma, x)

    /// <summary>
    /// The Hurwitz zeta function ζ(x, q) = Σ (k + q)^-x over k = 0, 1, …, for x &gt; 1; the shapes broadcast. Its derivative is
    /// known with respect to q only.
    /// </summary>
    /// <remarks>
    /// \[ \zeta(x, q) = \sum_{k=0}^\infty \frac{1}{(k + q)^x}, \qquad
    /// \frac{\partial \zeta}{\partial q} = -x\,\zeta(x + 1, q) \]
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast, or the types differ.</exception>
    let zeta (x: Tensor) (q: Tensor) = Tensor.Apply(Zeta, x, q)

    /// <summary>
    /// ψ⁽ⁿ⁾(x), the n-th derivative of digamma: (-1)ⁿ⁺¹ n! ζ(n + 1, x) for n &gt; 0. The orders n are int32, and the shapes
    /// broadcast.
    /// </summary>
    /// <remarks>
    /// \[ \psi^{(n)}(x) = \frac{d^n}{dx^n} \psi(x) = (-1)^{n+1}\, n! \sum_{k=0}^\infty \frac{1}{(k + x)^{n+1}} \]
    /// the sum for \( n &gt; 0 \).
    /// </remarks>
    /// <exception cref="DeepExpException">An order is no integer, or below 0, or the shapes do not broadcast.</exception>
    let polygamma (n: Tensor) (x: Tensor) =
        if n.DType <> Int32 then
            fail "Polygamma" $"the orders n are {Value.describe n.Value}, but must be int32."

        Shape.broadcast "Polygamma" n.Value.Shape x.Value.Shape |> ignore
        let orders = n.ToArray<int>()

        if Array.exists (fun n -> n < 0) orders then
            fail "Polygamma" $"the orders n reach {Array.min orders}; they must not be below 0."

        let each f =
            Tensor.create x.DType n.Value.Shape (Array.map f orders)

        let factorial n =
            Seq.fold (fun product k -> product * float k) 1.0 (seq { 2..n })

        let factor = each (fun n -> (if n % 2 = 0 then -1.0 else 1.0) * factorial n)
        let exponent = each (fun n -> float (max 1 n) + 1.0)
        Tensor.where (each float) (factor * zeta exponent x) (digamma x)

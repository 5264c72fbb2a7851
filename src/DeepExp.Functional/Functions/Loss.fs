namespace DeepExp.Functional

open System
open DeepExp

/// How far predictions are from their targets. Targets come first, predictions last; a reduction says what becomes of the
/// losses of elements or samples.
[<RequireQualifiedAccess>]
module Loss =

    // Without names: the two have others in C#.
    let private difference operation (t: Tensor) (y: Tensor) =
        if not (Shape.same y.Value.Shape t.Value.Shape) then
            fail
                operation
                $"shapes {Shape.format y.Value.Shape} and {Shape.format t.Value.Shape} differ; they must be equal."

        y - t

    /// <summary>|y - t|, element by element, for y and t of one shape.</summary>
    /// <remarks>\[ \ell_i = |y_i - t_i| \]</remarks>
    /// <exception cref="DeepExpException">The shapes differ.</exception>
    let absoluteError t y =
        Tensor.abs (difference "AbsoluteError" t y)

    /// Under the name that it is called by: Chainer has two.
    let internal squaredErrorAs operation t y =
        Tensor.power 2.0 (difference operation t y)

    /// <summary>(y - t)², element by element, for y and t of one shape.</summary>
    /// <remarks>\[ \ell_i = (y_i - t_i)^2 \]</remarks>
    /// <exception cref="DeepExpException">The shapes differ.</exception>
    let squaredError t y = squaredErrorAs "SquaredError" t y

    /// <summary>The mean over all elements of |y - t|, for y and t of one shape.</summary>
    /// <remarks>\[ \ell = \frac{1}{n} \sum_{i=1}^n |y_i - t_i| \] over all \( n \) elements.</remarks>
    /// <exception cref="DeepExpException">The shapes differ.</exception>
    let meanAbsoluteError t y =
        Tensor.mean (Tensor.abs (difference "MeanAbsoluteError" t y))

    /// <summary>The mean over all elements of (y - t)², for y and t of one shape.</summary>
    /// <remarks>\[ \ell = \frac{1}{n} \sum_{i=1}^n (y_i - t_i)^2 \] over all \( n \) elements.</remarks>
    /// <exception cref="DeepExpException">The shapes differ: broadcasting here would hide a mistake.</exception>
    let meanSquaredError t y =
        Tensor.mean (Tensor.power 2.0 (difference "MeanSquaredError" t y))

    /// <summary>
    /// e² / 2 where e = |x - t| ≤ δ, δ (e - δ / 2) elsewhere, summed along the axis after the batch (SumAlongSecondAxis, Chainer's
    /// default) or not at all (No) (Huber, «Robust estimation of a location parameter», 1964).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell_i = \sum_k \begin{cases} \frac{1}{2} e_{ik}^2 &amp; |e_{ik}| \le \delta \\ \delta \left( |e_{ik}| -
    /// \frac{1}{2} \delta \right) &amp; |e_{ik}| &gt; \delta \end{cases}, \\
    /// e_{ik} = x_{ik} - t_{ik}
    /// \end{gathered} \]
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes differ, there is no axis to sum along, or another reduction is asked for.</exception>
    let huberLoss (delta: float) reduce t (x: Tensor) =
        let finish = Reducing.by "HuberLoss" [ Reduce.SumAlongSecondAxis; Reduce.No ] reduce
        Require.positive "HuberLoss" "delta" delta

        if reduce = Reduce.SumAlongSecondAxis then
            Require.rankAtLeast "HuberLoss" "x" 2 "N×K or N×K×… to be summed along the second axis" x

        let e = difference "HuberLoss" t x
        let beyond = Tensor.abs e - delta
        finish (Tensor.where beyond (delta * (beyond + delta / 2.0)) (0.5 * Tensor.power 2.0 e))

    let private meanSumOrNo = [ Reduce.Mean; Reduce.Sum; Reduce.No ]

    /// <summary>
    /// The negative logarithm of the likelihood of x in [0, 1] under a Bernoulli distribution with logits y: ln(1 + e^y) - x y,
    /// summed over all elements (Sum, Chainer's default), their mean, or each.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = -\sum_k \ln \bigl( p_k^{x_k} (1 - p_k)^{1 - x_k} \bigr) = \sum_k \bigl( \ln(1 + e^{y_k}) - x_k y_k
    /// \bigr), \\
    /// p_k = \sigma(y_k)
    /// \end{gathered} \]
    /// over all elements.
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes differ, or another reduction is asked for.</exception>
    let bernoulliNll reduce (x: Tensor) (y: Tensor) =
        let finish = Reducing.by "BernoulliNll" meanSumOrNo reduce
        Require.sameShape "BernoulliNll" "x" x "y" y
        finish (Tensor.softplus y - x * y)

    /// <summary>
    /// The negative logarithm of the density of x under a normal distribution with the given mean and logarithm of the variance:
    /// (lnVar + ln 2π + (x - mean)² / e^lnVar) / 2, summed over all elements (Sum, Chainer's default), their mean, or each.
    /// </summary>
    /// <remarks>
    /// \[ \ell = \frac{1}{2} \sum_k \left( \ln \sigma_k^2 + \ln 2 \pi + \frac{(x_k - \mu_k)^2}{\sigma_k^2} \right) \]
    /// over all elements, with the mean \( \mu \) and lnVar \( \ln \sigma^2 \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes differ, or another reduction is asked for.</exception>
    let gaussianNll reduce (x: Tensor) (mean: Tensor) (lnVar: Tensor) =
        let finish = Reducing.by "GaussianNll" meanSumOrNo reduce
        Require.sameShape "GaussianNll" "mean" mean "x" x
        Require.sameShape "GaussianNll" "lnVar" lnVar "x" x
        let square = Tensor.power 2.0 (x - mean) * Tensor.exp -lnVar
        finish (0.5 * (lnVar + Math.Log(2.0 * Math.PI) + square))

    /// <summary>
    /// The Kullback-Leibler divergence of a normal distribution, with the given mean and logarithm of the variance, from the
    /// standard one: (mean² + e^lnVar - lnVar - 1) / 2, summed over all elements (Sum, Chainer's default), their mean, or each
    /// (Kingma and Welling, «Auto-encoding variational Bayes», 2014).
    /// </summary>
    /// <remarks>
    /// \[ D_{\mathrm{KL}} \bigl( N(\mu, \sigma^2) \,\|\, N(0, 1) \bigr) = \frac{1}{2} \sum_k \left( \mu_k^2 +
    /// \sigma_k^2 - \ln \sigma_k^2 - 1 \right) \]
    /// over all elements, with the mean \( \mu \) and lnVar \( \ln \sigma^2 \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes differ, or another reduction is asked for.</exception>
    let gaussianKlDivergence reduce (mean: Tensor) (lnVar: Tensor) =
        let finish = Reducing.by "GaussianKlDivergence" meanSumOrNo reduce
        Require.sameShape "GaussianKlDivergence" "mean" mean "lnVar" lnVar
        finish (0.5 * (Tensor.power 2.0 mean + Tensor.exp lnVar - lnVar - 1.0))

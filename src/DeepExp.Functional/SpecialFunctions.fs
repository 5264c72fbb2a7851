namespace DeepExp.Functional

open System
open MathNet.Numerics

/// Special functions of real numbers: those of MathNet, and what it lacks.
[<RequireQualifiedAccess>]
module internal SpecialFunctions =

    let erf x = SpecialFunctions.Erf x
    let erfc x = SpecialFunctions.Erfc x

    let erfInv x =
        if abs x > 1.0 then nan else SpecialFunctions.ErfInv x

    let erfcInv x =
        if x < 0.0 || x > 2.0 then
            nan
        else
            SpecialFunctions.ErfcInv x

    // x² has twice as many digits as a number holds: e^(x²) needs those that are lost as well.
    let private expOfSquare (x: float) =
        let square = x * x
        let lost = Math.FusedMultiplyAdd(x, x, -square)

        if Double.IsInfinity square then
            infinity
        else
            exp square * (1.0 + lost)

    /// <summary>
    /// e^(x²) erfc(x). From 2 on by the continued fraction √π y = 1/(x + ½/(x + 1/(x + 3/2/(x + …)))), of which fewer steps are needed
    /// the larger x is (Abramowitz and Stegun 7.1.14); below 0 by erfc(x) = 2 - erfc(-x).
    /// </summary>
    let rec erfcx (x: float) =
        if x < 0.0 then
            2.0 * expOfSquare x - erfcx -x
        elif x < 2.0 then
            expOfSquare x * erfc x
        else
            let mutable rest = x

            for k = 10 + int (200.0 / (x * x)) downto 1 do
                rest <- x + 0.5 * float k / rest

            1.0 / (sqrt Math.PI * rest)

    // B₂ⱼ for j = 1, 2, ...
    let private bernoulli =
        [|
            1.0 / 6.0
            -1.0 / 30.0
            1.0 / 42.0
            -1.0 / 30.0
            5.0 / 66.0
            -691.0 / 2730.0
            7.0 / 6.0
            -3617.0 / 510.0
        |]

    /// B₂ⱼ / (2j)! for j = 1, 2, ...
    let private bernoulliOverFactorial =
        bernoulli
        |> Array.mapi (fun j b -> Seq.fold (fun quotient k -> quotient / float k) b (seq { 1 .. 2 * j + 2 }))

    let private isPole x = x <= 0.0 && x = floor x

    /// ζ(s, q) for s > 1 and q > 0: the first terms, and Euler and Maclaurin's formula for the rest, which begins beyond s.
    let private zetaAbove0 (s: float) (q: float) =
        let mutable at = q
        let mutable term = at ** -s
        let mutable sum = 0.0

        // All that follows is at most term · (1 + at / (s - 1)).
        while at < 12.0 + s && term * (1.0 + at / (s - 1.0)) > 1e-17 * sum do
            sum <- sum + term
            at <- at + 1.0
            term <- at ** -s

        let mutable rest = at ** (1.0 - s) / (s - 1.0) + 0.5 * term
        term <- term * s / at

        for j = 0 to bernoulli.Length - 1 do
            rest <- rest + bernoulliOverFactorial[j] * term
            let k = float (2 * j + 1)
            term <- term * ((s + k) / at) * ((s + k + 1.0) / at)

        if at < 12.0 + s then sum else sum + rest

    /// <summary>
    /// The Hurwitz zeta function Σ (k + q)^-s, s > 1. Below q = 0 the exponent is a whole number, and the terms below 0 are, but for
    /// the sign, those of a sum from 0 on.
    /// </summary>
    let zeta (s: float) (q: float) =
        if Double.IsNaN s || Double.IsNaN q || s < 1.0 then
            nan
        elif s = 1.0 || isPole q then
            infinity
        elif q > 0.0 then
            zetaAbove0 s q
        elif s <> floor s then
            nan
        else
            let first = ceil q - q
            let below = zetaAbove0 s first - zetaAbove0 s (1.0 - q)
            zetaAbove0 s (1.0 - first) + (if s % 2.0 = 0.0 then below else -below)

    // (-1)ᵏ ζ(k, 2) / k for k = 2, 3, ...
    let private logGammaSeries =
        Array.init 40 (fun i ->
            let k = float (i + 2)
            (if i % 2 = 0 then 1.0 else -1.0) * zeta k 2.0 / k)

    let private eulerGamma = 0.57721566490153286

    /// <summary>
    /// ln |Γ(x)|. Around 2, for x = 2 + z, it is z (1 - γ) + Σ (-1)ᵏ ζ(k, 2) zᵏ / k (Abramowitz and Stegun 6.1.33), exact at its zeros 2
    /// and 1; around 1 by Γ(x) = Γ(x + 1) / x; further on by Stirling's series (6.1.41); below 0 by Γ(x) Γ(1 - x) = π / sin πx.
    /// </summary>
    let rec logGamma (x: float) =
        if isPole x || Double.IsInfinity x then
            infinity
        elif x < 0.0 then
            log (Math.PI / abs (Double.SinPi x)) - logGamma (1.0 - x)
        elif x < 0.5 then
            logGamma (x + 1.0) - log x
        elif x <= 2.5 then
            let z = if x < 1.5 then x - 1.0 else x - 2.0
            let mutable sum = 0.0

            for i = logGammaSeries.Length - 1 downto 0 do
                sum <- (sum + logGammaSeries[i]) * z

            (sum + (1.0 - eulerGamma)) * z - (if x < 1.5 then log x else 0.0)
        elif x < 12.0 then
            logGamma (x - 1.0) + log (x - 1.0)
        else
            let mutable term = 1.0 / x
            let mutable series = 0.0

            for j = 1 to bernoulli.Length do
                series <- series + bernoulli[j - 1] / float (2 * j * (2 * j - 1)) * term
                term <- term / x / x

            (x - 0.5) * (log x - 1.0) + (0.5 * log (2.0 * Math.PI) - 0.5 + series)

    /// <summary>
    /// ψ(x) = Γ'(x) / Γ(x): from 10 on by the asymptotic series ln x - 1/2x - Σ B₂ⱼ / (2j x²ʲ), which ψ(x) = ψ(x + 1) - 1/x leads to; below
    /// 0 by reflection (Abramowitz and Stegun 6.3).
    /// </summary>
    let rec digamma (x: float) =
        if x = 0.0 then
            -1.0 / x
        elif isPole x || Double.IsNaN x then
            nan
        elif x < 0.0 then
            digamma (1.0 - x) - Math.PI / Double.TanPi x
        elif x < 10.0 then
            let mutable at = x
            let mutable shifted = 0.0

            while at < 10.0 do
                shifted <- shifted - 1.0 / at
                at <- at + 1.0

            shifted + digamma at
        else
            let mutable term = 1.0
            let mutable series = 0.0

            for j = 1 to bernoulli.Length do
                term <- term / x / x
                series <- series + bernoulli[j - 1] / float (2 * j) * term

            log x - 0.5 / x - series

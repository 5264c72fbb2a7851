namespace DeepExp.Functional

open System
open MathNet.Numerics

/// Special functions of real numbers: those of MathNet, and what it lacks.
[<RequireQualifiedAccess>]
module internal SpecialFunctions =

    let erf x = SpecialFunctions.Erf x
    let erfc x = SpecialFunctions.Erfc x
    let erfInv x = SpecialFunctions.ErfInv x
    let erfcInv x = SpecialFunctions.ErfcInv x

    /// e^(x²) erfc(x); far out, where erfc underflows, by 1/(x√π) · Σ (-1)ᵏ (2k-1)!! / (2x²)ᵏ (Abramowitz and Stegun 7.1.23).
    let erfcx (x: float) =
        if x < 25.0 then
            exp (x * x) * erfc x
        else
            let z = 1.0 / (2.0 * x * x)
            let series = 1.0 - z * (1.0 - 3.0 * z * (1.0 - 5.0 * z * (1.0 - 7.0 * z)))
            series / (x * sqrt Math.PI)

    /// ln |Γ(x)|, below ½ by the reflection Γ(x) Γ(1-x) = π / sin πx.
    let logGamma (x: float) =
        if x >= 0.5 then
            SpecialFunctions.GammaLn x
        else
            log (Math.PI / abs (Double.SinPi x)) - SpecialFunctions.GammaLn(1.0 - x)

    /// Γ'(x) / Γ(x): the asymptotic series from 10 on, reached by ψ(x) = ψ(x+1) - 1/x; below 0 by reflection (A. and S. 6.3).
    let rec digamma (x: float) =
        if Double.IsNaN x || Double.IsNegativeInfinity x then
            nan
        elif x <= 0.0 && x = floor x then
            nan
        elif x < 0.0 then
            digamma (1.0 - x) - Math.PI / Double.TanPi x
        else
            let mutable at = x
            let mutable shifted = 0.0

            while at < 10.0 do
                shifted <- shifted - 1.0 / at
                at <- at + 1.0

            let z = 1.0 / (at * at)

            let series =
                z
                * (1.0 / 12.0
                   - z
                     * (1.0 / 120.0
                        - z
                          * (1.0 / 252.0
                             - z * (1.0 / 240.0 - z * (1.0 / 132.0 - z * (691.0 / 32760.0 - z / 12.0))))))

            shifted + log at - 0.5 / at - series

    // B₂ⱼ / (2j)! for j = 1, 2, ...
    let private bernoulli =
        [|
            1.0 / 12.0
            -1.0 / 720.0
            1.0 / 30240.0
            -1.0 / 1209600.0
            1.0 / 47900160.0
            -691.0 / 1307674368000.0
            1.0 / 74724249600.0
            -3617.0 / 10670622842880000.0
        |]

    /// The Hurwitz zeta function Σ (k + q)^-s, s > 1: the first terms, and Euler and Maclaurin's formula for the rest.
    let zeta (s: float) (q: float) =
        if Double.IsNaN s || Double.IsNaN q || s < 1.0 || q <= 0.0 && s <> floor s then
            nan
        elif s = 1.0 || q <= 0.0 && q = floor q then
            infinity
        else
            let mutable at = q
            let mutable sum = 0.0

            while at < 12.0 do
                sum <- sum + at ** -s
                at <- at + 1.0

            let power = at ** -s
            let mutable rest = power * at / (s - 1.0) + 0.5 * power
            let mutable term = power * s / at

            for j = 0 to bernoulli.Length - 1 do
                rest <- rest + bernoulli[j] * term
                let k = float (2 * j + 1)
                term <- term * (s + k) * (s + k + 1.0) / (at * at)

            sum + rest

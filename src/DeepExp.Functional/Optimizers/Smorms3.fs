namespace DeepExp.Functional

open System
open DeepExp.Kernels
open DeepExp

/// The state of SMORMS3: the number of steps taken, the memory, and the means of gradients and of their squares.
type Smorms3State<'P> =
    {
        /// How many steps were taken.
        t: Count
        /// The memory: for how many steps the means hold.
        mem: 'P
        /// The decayed mean of g.
        g: 'P
        /// The decayed mean of g².
        g2: 'P
    }

/// <summary>
/// SMORMS3 (Funk, «RMSprop loses to SMORMS3 - beware the epsilon!», 2015): r = 1 / (mem + 1), g₁ ← (1-r) g₁ + r g,
/// g₂ ← (1-r) g₂ + r g², x = g₁² / (g₂ + ε), p ← p - g · min(x, lr) / (√g₂ + ε), mem ← 1 + mem (1-x). The memory begins as 1.
/// </summary>
/// <remarks>
/// \[ \begin{aligned}
/// r_t &amp;= \frac{1}{\text{mem}_{t-1} + 1} \\
/// m_t &amp;= (1 - r_t)\,m_{t-1} + r_t\,g_t \\
/// n_t &amp;= (1 - r_t)\,n_{t-1} + r_t\,g_t^2 \\
/// x_t &amp;= \frac{m_t^2}{n_t + \varepsilon} \\
/// p_t &amp;= p_{t-1} - g_t\,\frac{\min(x_t, \eta)}{\sqrt{n_t} + \varepsilon} \\
/// \text{mem}_t &amp;= 1 + \text{mem}_{t-1}\,(1 - x_t)
/// \end{aligned} \]
/// with the learning rate \( \eta \) and the states g \( m \) and g2 \( n \).
/// </remarks>
[<RequireQualifiedAccess>]
module Smorms3 =

    /// The optimizer whose learning rate and ε are asked for in each step.
    let internal following (values: Func<struct (float * float)>) : Optimizer<'P, Smorms3State<'P>> =
        let struct (lr, eps) = values.Invoke()
        Optimizer.requireFinite "SMORMS3" "lr" lr
        Optimizer.requireNotNegative "SMORMS3" "eps" eps

        let rule _ =
            let struct (lr, eps) = values.Invoke()
            Updates.Smorms3(lr, eps)

        {
            Init =
                fun parameters ->
                    let zeros = Optimizer.zeros parameters

                    {
                        t = Count.zero
                        mem = Parameters.map Tensor.onesLike parameters
                        g = zeros
                        g2 = zeros
                    }
            Update =
                fun state parameters gradients ->
                    let t = Count.next state.t

                    let states =
                        [|
                            struct ("state mem", state.mem)
                            struct ("state g", state.g)
                            struct ("state g2", state.g2)
                        |]

                    let p, next = Optimizer.update "SMORMS3" rule t parameters gradients states

                    p,
                    {
                        t = t
                        mem = next[0]
                        g = next[1]
                        g2 = next[2]
                    }
        }

    /// <summary>The optimizer with learning rate lr and ε (Chainer's defaults are 0.001 and 1e-16).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or eps is negative or not finite.</exception>
    let create (lr: float) (eps: float) : Optimizer<'P, Smorms3State<'P>> =
        following (Func<_>(fun () -> struct (lr, eps)))

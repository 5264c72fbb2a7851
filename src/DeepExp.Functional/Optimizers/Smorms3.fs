namespace DeepExp.Functional

open DeepExp

/// The state of SMORMS3: the number of steps taken, the memory, and the means of gradients and of their squares.
type Smorms3State<'P> = { t: int; mem: 'P; g: 'P; g2: 'P }

/// <summary>
/// SMORMS3 (Funk, «RMSprop loses to SMORMS3 - beware the epsilon!», 2015): r = 1 / (mem + 1), g₁ ← (1-r) g₁ + r g,
/// g₂ ← (1-r) g₂ + r g², x = g₁² / (g₂ + ε), p ← p - g · min(x, lr) / (√g₂ + ε), mem ← 1 + mem (1-x). The memory begins as 1.
/// </summary>
[<RequireQualifiedAccess>]
module Smorms3 =

    /// <summary>The optimizer with learning rate lr and ε (Chainer's defaults are 0.001 and 1e-16).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or eps is negative or not finite.</exception>
    let create (lr: float) (eps: float) : Optimizer<'P, Smorms3State<'P>> =
        Optimizer.requireFinite "SMORMS3" "lr" lr
        Optimizer.requireNotNegative "SMORMS3" "eps" eps

        let rule (p: Tensor) (g: Tensor) (mem: Tensor) (g1: Tensor) (g2: Tensor) =
            let r = 1.0 / (mem + 1.0)
            let g1 = (1.0 - r) * g1 + r * g
            let g2 = (1.0 - r) * g2 + r * g * g
            let x = g1 * g1 / (g2 + eps)
            p - g * Tensor.clip -infinity lr x / (Tensor.sqrt g2 + eps), (1.0 + mem * (1.0 - x), g1, g2)

        {
            Init =
                fun parameters ->
                    let zeros = Optimizer.zeros parameters

                    {
                        t = 0
                        mem = Parameters.map Tensor.onesLike parameters
                        g = zeros
                        g2 = zeros
                    }
            Update =
                fun state parameters gradients ->
                    let states = ("state mem", state.mem), ("state g", state.g), ("state g2", state.g2)
                    let p, mem, g, g2 = states |||> Optimizer.each3 "SMORMS3" rule parameters gradients

                    p,
                    {
                        t = state.t + 1
                        mem = mem
                        g = g
                        g2 = g2
                    }
        }

namespace DeepExp.Functional

open DeepExp.Kernels
open DeepExp

/// The hyperparameters of Adam.
type AdamOptions =
    {
        /// The step size α.
        alpha: float
        /// The decay β₁ of the mean of gradients, in [0, 1).
        beta1: float
        /// The decay β₂ of the mean of their squares, in [0, 1).
        beta2: float
        /// ε, added to √v.
        eps: float
        /// A factor η on the whole step, decay included.
        eta: float
        /// Decoupled weight decay: p loses η · weightDecayRate · p a step, α left out.
        weightDecayRate: float
    }

/// The state of Adam: the number of steps taken, and the decayed means of gradients and of their squares.
type AdamState<'P> = { t: int; m: 'P; v: 'P }

/// <summary>
/// Adam (Kingma and Ba, «Adam: a method for stochastic optimization», 2015), as Chainer computes it:
/// m ← m + (1-β₁)(g-m), v ← v + (1-β₂)(g²-v), α_t = α √(1-β₂ᵗ) / (1-β₁ᵗ), p ← p - η (α_t m / (√v + ε) + λ p).
/// The correction of both means stands in α_t, so ε is added to the uncorrected √v; in the paper it is added to the corrected
/// one. λ is the decoupled decay of AdamW (Loshchilov and Hutter, 2019).
/// </summary>
[<RequireQualifiedAccess>]
module Adam =

    /// α = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8, η = 1, no decay.
    let defaults =
        {
            alpha = 0.001
            beta1 = 0.9
            beta2 = 0.999
            eps = 1e-8
            eta = 1.0
            weightDecayRate = 0.0
        }

    let private step options alphaT (p: Tensor) (g: Tensor) (m: Tensor) (v: Tensor) =
        let like (x: Tensor) = Value.allocate x.DType x.Value.Shape
        let p', m', v' = like p, like m, like v

        let {
                beta1 = b1
                beta2 = b2
                eps = eps
                eta = eta
                weightDecayRate = decay
            } =
            options

        match p.Value.Elements, g.Value.Elements, m.Value.Elements, v.Value.Elements with
        | F32 p, F32 g, F32 m, F32 v ->
            match p'.Elements, m'.Elements, v'.Elements with
            | F32 p', F32 m', F32 v' -> Updates.Adam<float32>(p, g, m, v, alphaT, b1, b2, eps, eta, decay, p', m', v')
            | _ -> ()
        | F64 p, F64 g, F64 m, F64 v ->
            match p'.Elements, m'.Elements, v'.Elements with
            | F64 p', F64 m', F64 v' -> Updates.Adam<float>(p, g, m, v, alphaT, b1, b2, eps, eta, decay, p', m', v')
            | _ -> ()
        | _ -> fail "Adam" $"a parameter is {Value.describe p.Value}; parameters are float32 or float64."

        struct (Tensor p', Tensor m', Tensor v')

    /// <summary>The optimizer with the given hyperparameters.</summary>
    /// <exception cref="DeepExpException">A decay lies outside [0, 1), or a number is not finite.</exception>
    let create (options: AdamOptions) : Optimizer<'P, AdamState<'P>> =
        Optimizer.requireUnit "Adam" "beta1" options.beta1
        Optimizer.requireUnit "Adam" "beta2" options.beta2
        Optimizer.requireFinite "Adam" "alpha" options.alpha
        Optimizer.requireFinite "Adam" "eps" options.eps
        Optimizer.requireFinite "Adam" "eta" options.eta
        Optimizer.requireFinite "Adam" "weightDecayRate" options.weightDecayRate

        {
            Init =
                fun parameters ->
                    let zeros = Parameters.map Tensor.zerosLike parameters
                    { t = 0; m = zeros; v = zeros }
            Update =
                fun state parameters gradients ->
                    let t = state.t + 1

                    let alphaT =
                        options.alpha * sqrt (1.0 - options.beta2 ** float t)
                        / (1.0 - options.beta1 ** float t)

                    let p = Parameters.leaves parameters
                    let g = Optimizer.leavesLike "Adam" "gradients" p gradients
                    let m = Optimizer.leavesLike "Adam" "state m" p state.m
                    let v = Optimizer.leavesLike "Adam" "state v" p state.v
                    let next = Array.init p.Length (fun i -> step options alphaT p[i] g[i] m[i] v[i])

                    Parameters.rebuild parameters (next |> Array.map (fun struct (p, _, _) -> p)),
                    {
                        t = t
                        m = Parameters.rebuild state.m (next |> Array.map (fun struct (_, m, _) -> m))
                        v = Parameters.rebuild state.v (next |> Array.map (fun struct (_, _, v) -> v))
                    }
        }

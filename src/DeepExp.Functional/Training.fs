namespace DeepExp.Functional

open DeepExp

/// What one observes of training after a step.
type Progress<'P, 'S> =
    {
        /// The number of steps taken.
        Step: int
        /// The loss of the step's batch, before the step.
        Loss: float
        /// The parameters after the step.
        Parameters: 'P
        /// The optimizer's state after the step.
        State: 'S
    }

/// <summary>Training as a fold over batches, with parameters and optimizer state as what is folded.</summary>
[<RequireQualifiedAccess>]
module Training =

    /// <summary>One step: the gradient of the batch's loss, and the optimizer's update with it.</summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell_t = \ell(p_{t-1}, \text{batch}_t), \\
    /// g_t = \frac{\partial \ell_t}{\partial p_{t-1}}, \\
    /// (p_t, s_t) = \text{update}(s_{t-1}, p_{t-1}, g_t)
    /// \end{gathered} \]
    /// </remarks>
    let step (optimizer: Optimizer<'P, 'S>) (loss: 'P -> 'Batch -> Tensor) (parameters: 'P, state: 'S) (batch: 'Batch) =
        let value, gradients = Gradient.valueAndGrad (fun p -> loss p batch) parameters
        value, optimizer.Update state parameters gradients

    /// The parameters and the optimizer's state after all batches.
    let fold optimizer loss (parameters: 'P, state: 'S) (batches: 'Batch seq) : 'P * 'S =
        batches
        |> Seq.fold (fun at batch -> step optimizer loss at batch |> snd) (parameters, state)

    /// <summary>fold by a plan: the same numbers, without allocating in between.</summary>
    /// <exception cref="DeepExpException">The step cannot be made into a plan; see <c>Plan.step</c>.</exception>
    let foldCompiled optimizer loss (parameters: 'P, state: 'S) (batches: 'Batch seq) : 'P * 'S =
        Plan.fold (Plan.compile (step optimizer loss)) (parameters, state) batches

    /// Each step of the fold, as it is taken.
    let scan optimizer loss (parameters: 'P, state: 'S) (batches: 'Batch seq) : Progress<'P, 'S> seq =
        seq {
            let mutable at = parameters, state
            let mutable taken = 0

            for batch in batches do
                let value, next = step optimizer loss at batch
                at <- next
                taken <- taken + 1

                {
                    Step = taken
                    Loss = value.ToScalar()
                    Parameters = fst next
                    State = snd next
                }
        }

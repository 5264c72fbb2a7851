namespace DeepExp.Functional

open DeepExp

/// <summary>
/// An optimizer as a value: nothing is mutated, the state is threaded through. Updating takes the state, the parameters and
/// their gradients, and gives what goes on, with the next state. At the end of a chain what goes on are the next parameters;
/// before it (decay, clipping) the gradients, changed.
/// </summary>
type Optimizer<'P, 'S> =
    {
        /// The state before the first step.
        Init: 'P -> 'S
        /// state, parameters, gradients -> next parameters (or gradients), next state
        Update: 'S -> 'P -> 'P -> 'P * 'S
    }

/// Composing optimizers, and what their rules share.
[<RequireQualifiedAccess>]
module Optimizer =

    /// First changes the gradients, second uses what the first gives; the state is the pair of both.
    let chain (first: Optimizer<'P, 'S1>) (second: Optimizer<'P, 'S2>) : Optimizer<'P, 'S1 * 'S2> =
        {
            Init = fun p -> first.Init p, second.Init p
            Update =
                fun (s1, s2) p g ->
                    let g, s1 = first.Update s1 p g
                    let p, s2 = second.Update s2 p g
                    p, (s1, s2)
        }

    /// A change of the gradients that needs no state.
    let internal stateless (change: 'P -> 'P -> 'P) : Optimizer<'P, unit> =
        {
            Init = ignore
            Update = fun () p g -> change p g, ()
        }

    let internal requireFinite operation (name: string) (value: float) =
        if not (System.Double.IsFinite value) then
            fail operation $"{name} is {value}, but must be a finite number."

    let internal requireUnit operation (name: string) (value: float) =
        if not (value >= 0.0 && value < 1.0) then
            fail operation $"{name} is {value}, but must lie in [0, 1)."

    /// The leaves of a tree that a rule reads: as many as the parameters have, of their shapes and types, and not followed.
    let internal leavesLike operation (name: string) (parameters: Tensor[]) (tree: 'P) =
        let leaves = Parameters.leaves tree

        if leaves.Length <> parameters.Length then
            fail operation $"there are {parameters.Length} parameters but {leaves.Length} in {name}."

        for i = 0 to leaves.Length - 1 do
            let p, x = parameters[i], leaves[i]

            if not (Shape.same p.Value.Shape x.Value.Shape) || p.DType <> x.DType then
                fail
                    operation
                    $"a parameter is {Value.describe p.Value} but its {name} is {Value.describe x.Value}; they must agree."

            if x.IsTracked || p.IsTracked then
                fail
                    operation
                    "the update is not differentiable; detach parameters and gradients first (Tensor.detach)."

        leaves

namespace DeepExp.Functional

open DeepExp

/// <summary>Why layers need a non-linearity between them: without one, any number of linear layers is one linear layer.</summary>
[<RequireQualifiedAccess>]
module Collapse =

    /// <summary>
    /// The one layer that equals the given layers in sequence: of W₁, b₁ then W₂, b₂ it is W = W₂W₁, b = W₂b₁ + b₂, and so on;
    /// of three, W = W₃W₂W₁ and b = W₃W₂b₁ + W₃b₂ + b₃.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered} W_2 (W_1 x + b_1) + b_2 = W x + b, \\ W = W_2 W_1, \\ b = W_2 b_1 + b_2 \end{gathered} \]
    /// </remarks>
    /// <exception cref="DeepExpException">There is no layer.</exception>
    let line (layers: Linear list) : Linear =
        let after first second =
            let moved = first.b |> Option.map (Tensor.matmul second.W)

            {
                W = Tensor.matmul second.W first.W
                b =
                    match moved, second.b with
                    | Some moved, Some own -> Some(moved + own)
                    | moved, own -> Option.orElse own moved
            }

        match layers with
        | [] -> fail "Collapse.line" $"there is no layer to collapse; give at least one."
        | first :: rest -> List.fold after first rest

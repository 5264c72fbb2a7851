namespace DeepExp.Functional

open System.Collections.Generic
open DeepExp

/// <summary>
/// A distribution over classes 0, 1, … from which a draw takes one step however many they are: each of n columns of the same
/// height holds a class up to its Limit, and above that its Other (Walker, «An efficient method for generating discrete random
/// variables with general distributions», 1977).
/// </summary>
type AliasTable =
    private
        {
            /// Up to which height each column is its own class.
            Limit: float[]
            /// The class above that.
            Other: int[]
        }

    /// The number of classes.
    member table.Classes = table.Limit.Length

/// Making tables and drawing from them.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module AliasTable =

    /// <summary>The table of probabilities that are given up to a common factor.</summary>
    /// <remarks>\( p_k = \dfrac{w_k}{\sum_j w_j} \)</remarks>
    /// <exception cref="DeepExpException">There is no class, a number is negative or not finite, or all are 0.</exception>
    let ofWeights (weights: float[]) =
        let total = Array.sum weights

        if
            not (
                total > 0.0
                && System.Double.IsFinite total
                && Array.forall (fun w -> w >= 0.0) weights
            )
        then
            let shown = weights |> Seq.truncate 6 |> Seq.map string |> String.concat ", "

            fail
                "WalkerAlias"
                $"""the probabilities are [{shown}{if weights.Length > 6 then ", …" else ""}], but must be finite and at least 0, one of them above it."""

        let n = weights.Length
        let height = weights |> Array.map (fun w -> w * (float n / total))
        let limit, other = Array.create n 1.0, Array.init n id

        let below, above = Array.init n id |> Array.partition (fun i -> height[i] < 1.0)
        let low, high = Stack below, Stack above

        // What a low class leaves of its column is filled from a high one. What rounding leaves over fills its column alone.
        while low.Count > 0 && high.Count > 0 do
            let small, large = low.Pop(), high.Peek()
            limit[small] <- height[small]
            other[small] <- large
            height[large] <- height[large] - (1.0 - height[small])

            if height[large] < 1.0 then
                low.Push(high.Pop())

        { Limit = limit; Other = other }

    /// Independent draws as int32.
    let sample shape key (table: AliasTable) =
        let n = table.Classes

        (Key.uniform Float64 shape key).ToArray<float>()
        |> Array.map (fun u ->
            let column = min (n - 1) (int (u * float n))

            if u * float n - float column < table.Limit[column] then
                column
            else
                table.Other[column])
        |> Tensor.int32 shape

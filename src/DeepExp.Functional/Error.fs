namespace DeepExp

open System

/// <summary>
/// The one exception of the library. Its message names the operation, the shapes or values it was given, the rule
/// that they break and, where it helps, what to do: «Linear: x has 3 features (shape 100×3) but W expects 1 (shape 16×1).»
/// It is raised before any number is computed.
/// </summary>
[<Sealed>]
type DeepExpException
    /// An error of `operation` that breaks `rule`, and what it comes from.
    (operation: string, rule: string, inner: exn | null) =
    inherit Exception($"{operation}: {rule}", Unchecked.nonNull inner)

    /// An error of `operation` that breaks `rule`.
    new(operation, rule) = DeepExpException(operation, rule, null)

    /// The operation that was asked for, for instance "MatMul" or "LoadNpz".
    member _.Operation = operation

namespace DeepExp.Functional

open System
open DeepExp

/// Raising the library's exception from F#.
[<AutoOpen>]
module internal Errors =

    /// The text of an interpolation. F#'s own way to a string reads types by reflection, which ahead-of-time compilation leaves out.
    let text (interpolation: FormattableString) =
        FormattableString.Invariant interpolation

    /// Stops `operation` with the rule that is broken.
    let fail operation (rule: FormattableString) : 'a =
        raise (DeepExpException(operation, text rule))

    /// So many of a thing, as messages say it: «1 feature», «3 features».
    let counted (n: int) (thing: string) =
        if n = 1 then $"1 {thing}" else text $"{n} {thing}s"

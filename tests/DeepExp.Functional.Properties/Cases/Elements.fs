/// Definitions that the rows of arrays share: where in x each element of the result stands.
module DeepExp.Functional.Properties.Elements

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// An array of lengths whose elements are those of a, at the index that an index leads to.
let reading lengths (lead: int[] -> int[]) (a: Indexed) =
    { Lengths = lengths; At = lead >> a.At }

/// Arrays one after the other along an axis.
let inRow axis (xs: Indexed list) =
    let total = xs |> List.sumBy _.Lengths[axis]

    let rec find (index: int[]) (xs: Indexed list) =
        match xs with
        | [] -> invalidArg "index" "beyond the end"
        | x :: _ when index[axis] < x.Lengths[axis] -> x.At index
        | x :: rest -> find (Array.updateAt axis (index[axis] - x.Lengths[axis]) index) rest

    {
        Lengths = Array.updateAt axis total xs.Head.Lengths
        At = fun index -> find index xs
    }

/// Several arrays as one row of elements, as Calls.joined has tensors.
let joinedElements (xs: Indexed list) =
    let elements = xs |> List.map Indexed.elements |> Array.concat
    Indexed.ofElements [| elements.Length |] elements

/// One of the axes of a shape, perhaps counted from the end.
let axisOf (shape: Shape) =
    Gen.choose (-shape.Length, shape.Length - 1)

let counted (shape: Shape) axis =
    if axis < 0 then axis + shape.Length else axis

/// One to three tensors of a shape but for one axis, whose lengths are their own.
let alike (shape: Shape) axis =
    gen {
        let! count = Gen.choose (1, 3)
        let! lengths = Gen.listOfLength count (length 0)

        return!
            lengths
            |> Gen.collectToList (fun n -> tensor mixed (Array.updateAt axis n shape))
    }

/// One to three tensors of one shape.
let same (shape: Shape) =
    Gen.choose (1, 3)
    |> Gen.bind (fun count -> Gen.listOfLength count (tensor mixed shape))

/// A function of a list of tensors.
let listed
    names
    (draw: Gen<'A * Tensor list>)
    (f: 'A -> Tensor list -> Tensor)
    (definition: 'A -> Indexed list -> Indexed)
    =
    draw
    |> Gen.map (fun (arguments, xs) ->
        call arguments (Array.ofList xs) (List.ofArray >> f arguments) (List.ofArray >> definition arguments))
    |> case names

let ints (numbers: int[]) =
    Tensor.int32 [| numbers.Length |] numbers

/// The rows of the table of cases: how a call is drawn.
module DeepExp.Functional.Properties.Calls

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Generators

/// One call: the inputs, the function of them, and the definition it is held to.
type Call =
    {
        /// What the function is given besides tensors.
        Arguments: string
        Inputs: Tensor[]
        Function: Tensor[] -> Tensor
        Definition: Indexed[] -> Indexed
    }

    override this.ToString() =
        let inputs = this.Inputs |> Array.map string |> String.concat "; "
        $"{this.Arguments} of [{inputs}]"

type Case =
    {
        /// The primitive's name in Op, the public function's, or both.
        Names: string list
        Call: Gen<Call>
    }

    member this.Title = String.concat " = " this.Names

let call arguments inputs f definition =
    {
        Arguments = $"%A{arguments}"
        Inputs = inputs
        Function = f
        Definition = definition
    }

let none = Gen.constant ()

/// A function of one tensor, elements drawn as the arguments ask for.
let one names arguments shape values f definition =
    let draw =
        gen {
            let! arguments = arguments
            let! x = shape |> Gen.bind (tensor (values arguments))
            return call arguments [| x |] (fun xs -> f arguments xs[0]) (fun xs -> definition arguments xs[0])
        }

    { Names = names; Call = draw }

/// A function of one tensor, element by element.
let map names arguments values f definition =
    one names arguments shape values f (fun arguments -> Indexed.map (definition arguments))

/// A function of one tensor, with arguments that its shape allows.
let shaped names shape (arguments: Shape -> Gen<'A>) f definition =
    let draw =
        gen {
            let! shape = shape
            let! x = tensor mixed shape
            let! arguments = arguments shape
            return call arguments [| x |] (fun xs -> f arguments xs[0]) (fun xs -> definition arguments xs[0])
        }

    { Names = names; Call = draw }

/// A function of two tensors whose shapes are drawn together.
let two names arguments (shapes: 'A -> Gen<Shape[]>) values0 values1 f definition =
    let draw =
        gen {
            let! arguments = arguments
            let! shapes = shapes arguments
            let! x = tensor values0 shapes[0]
            let! y = tensor values1 shapes[1]

            return
                call arguments [| x; y |] (fun xs -> f arguments xs[0] xs[1]) (fun xs ->
                    definition arguments xs[0] xs[1])
        }

    { Names = names; Call = draw }

let zip names arguments values0 values1 f definition =
    two names arguments (fun _ -> meeting 2) values0 values1 f (fun arguments -> Indexed.map2 (definition arguments))

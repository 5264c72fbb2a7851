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
        /// The elements as the book defines them; None where Chainer's own numbers are what the function is held to.
        Definition: (Indexed[] -> Indexed) option
    }

    override this.ToString() =
        let inputs = this.Inputs |> Array.map string |> String.concat "; "
        $"{this.Arguments} of [{inputs}]"

/// A call that must fail before anything is computed, with an error of the operation whose message holds all the words.
type Misuse =
    {
        Operation: string
        Words: string list
        Use: unit -> unit
    }

type Case =
    {
        /// The primitive's name in Op, the public function's, or both.
        Names: string list
        Call: Gen<Call>
        Misuses: Misuse list
    }

    member this.Title = String.concat " = " this.Names

let private callWith arguments inputs f definition =
    {
        Arguments = $"%A{arguments}"
        Inputs = inputs
        Function = f
        Definition = definition
    }

let call arguments inputs f definition =
    callWith arguments inputs f (Some definition)

/// A call of a function that Chainer's own numbers hold to its definition.
let callOnly arguments inputs f = callWith arguments inputs f None

let case names draw =
    {
        Names = names
        Call = draw
        Misuses = []
    }

/// The row, with calls that are refused: an operation, words of its message, and the call.
let refusing (misuses: (string * string list * (unit -> 'T)) list) case =
    let misuse (operation, words, use') =
        {
            Operation = operation
            Words = words
            Use = use' >> ignore
        }

    { case with
        Misuses = case.Misuses @ List.map misuse misuses
    }

/// Several results as one row of elements.
let joined (xs: Tensor seq) =
    xs |> Seq.map (Tensor.reshape [| -1 |]) |> List.ofSeq |> Tensor.concat 0

let none = Gen.constant ()

let ones (shape: Shape) = Tensor.ones Float64 shape

/// A function of one tensor, elements drawn as the arguments ask for.
let one names arguments shape values f definition =
    let draw =
        gen {
            let! arguments = arguments
            let! x = shape |> Gen.bind (tensor (values arguments))
            return call arguments [| x |] (fun xs -> f arguments xs[0]) (fun xs -> definition arguments xs[0])
        }

    case names draw

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

    case names draw

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

    case names draw

let zip names arguments values0 values1 f definition =
    two names arguments (fun _ -> meeting 2) values0 values1 f (fun arguments -> Indexed.map2 (definition arguments))

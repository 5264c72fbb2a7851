/// The rows of x[…], what is read and what is added there.
module DeepExp.Functional.Properties.SubscriptCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

/// Where the places of an axis that a subscript speaks of stand: one place, a row of them, or a table read in step with others.
type private Places =
    | Place of int
    | Row of int[]
    | New
    | InStep of Indexed

/// The range as Python counts it, place by place.
let private rangeOf n (start: int option) (stop: int option) step =
    let fromEnd index = if index < 0 then index + n else index

    let first =
        start
        |> Option.map fromEnd
        |> Option.defaultValue (if step > 0 then 0 else n - 1)

    let last =
        stop |> Option.map fromEnd |> Option.defaultValue (if step > 0 then n else -1)

    let first = if step > 0 then max 0 first else min (n - 1) first

    Seq.initInfinite (fun i -> first + i * step)
    |> Seq.takeWhile (fun at -> at >= 0 && at < n && (if step > 0 then at < last else at > last))
    |> Array.ofSeq

let private range n =
    gen {
        let! start = optional (Gen.choose (-n - 2, n + 2))
        let! stop = optional (Gen.choose (-n - 2, n + 2))
        let! step = Gen.elements [ 1; 1; 2; -1; -2 ]
        return [ Subscript.Range(start, stop, step) ], [ Row(rangeOf n start stop step) ]
    }

let private index n =
    Gen.choose (-n, n - 1)
    |> Gen.map (fun at -> [ Subscript.At at ], [ Place(if at < 0 then at + n else at) ])

let private table (met: Shape) n =
    gen {
        let! lengths = within met
        let! indices = Gen.arrayOfLength (Shape.size lengths) (Gen.choose (-n, n - 1))
        let places = indices |> Array.map (fun at -> float (if at < 0 then at + n else at))
        return [ Subscript.Indices(Tensor.int32 lengths indices) ], [ InStep(Indexed.ofElements lengths places) ]
    }

/// What speaks of a shape, with tables that all meet in one shape, and what it means.
let private subscripts (shape: Shape) =
    gen {
        let! met = shapeOf 1 0 2

        let! ofAxes =
            shape
            |> Gen.collectToList (fun n ->
                if n = 0 then
                    range n
                else
                    Gen.frequency [ 3, range n; 2, index n; 3, table met n ])

        // Some axes are left over: an ellipsis stands for them, or nothing does at the end.
        let! first = Gen.choose (0, shape.Length)
        let! last = Gen.choose (first, shape.Length)
        let left = [ for n in shape[first .. last - 1] -> Row [| 0 .. n - 1 |] ]
        let! isWritten = Gen.elements [ true; last < shape.Length ]
        let ellipsis = if isWritten then [ [ Subscript.Ellipsis ], left ] else []
        let unwritten = if isWritten then [] else [ [], left ]
        let written = ofAxes[.. first - 1] @ ellipsis @ ofAxes[last..]

        let! count = Gen.choose (0, 2)
        let! places = Gen.listOfLength count (Gen.choose (0, written.Length))

        let all =
            List.fold (fun all at -> List.insertAt at ([ Subscript.NewAxis ], [ New ]) all) written places
            @ unwritten

        return List.collect fst all, List.collect snd all
    }

/// Element by element: the axes of the tables stand where the first of them was, or first.
let private reads (places: Places list) (a: Indexed) =
    let tables =
        places
        |> List.choose (function
            | InStep table -> Some table
            | _ -> None)

    let met =
        tables
        |> List.fold (fun lengths table -> Indexed.meet lengths table.Lengths) [||]

    let isRead place =
        match place with
        | InStep _ -> true
        | Place _ -> not tables.IsEmpty
        | Row _
        | New -> false

    let runs =
        places
        |> List.map isRead
        |> List.fold (fun runs read -> if Some read = List.tryHead runs then runs else read :: runs) []

    let isApart = runs |> List.filter id |> List.length > 1

    let own =
        places
        |> List.choose (function
            | Row places -> Some places.Length
            | New -> Some 1
            | Place _
            | InStep _ -> None)

    let ahead =
        if isApart then
            0
        else
            places
            |> List.takeWhile (isRead >> not)
            |> List.filter (function
                | Place _ -> false
                | _ -> true)
            |> List.length

    let lengths = own[.. ahead - 1] @ List.ofArray met @ own[ahead..] |> Array.ofList

    let lead (index: int[]) =
        let inStep = index[ahead .. ahead + met.Length - 1]

        let mutable rest =
            List.ofArray index[.. ahead - 1] @ List.ofArray index[ahead + met.Length ..]

        let next () =
            let at = rest.Head
            rest <- rest.Tail
            at

        [|
            for place in places do
                match place with
                | Place at -> at
                | Row places -> places[next ()]
                | New -> next () |> ignore
                | InStep table -> int ((Indexed.stretch met table).At inStep)
        |]

    reading lengths lead a

/// A shape that is not too large, and subscripts of it.
let private subscripted =
    gen {
        let! shape = shapeOf 0 0 3
        let! given, places = subscripts shape
        return shape, given, places
    }

/// The places that a mask marks, one table for each of its axes.
let private masked =
    gen {
        let! shape = shapeOf 0 1 3
        let! first = Gen.choose (0, shape.Length - 1)
        let! last = Gen.choose (first + 1, shape.Length)
        let lengths = shape[first .. last - 1]
        let! marks = Gen.arrayOfLength (Shape.size lengths) (Gen.elements [ true; false ])

        let marked =
            Indexed.indices lengths
            |> List.map Array.ofList
            |> List.indexed
            |> List.filter (fun (at, _) -> marks[at])
            |> List.map snd

        let tables =
            [
                for axis in 0 .. lengths.Length - 1 ->
                    InStep(Indexed.ofElements [| marked.Length |] [| for place in marked -> float place[axis] |])
            ]

        let around = List.map (fun n -> Row [| 0 .. n - 1 |]) << List.ofArray

        return
            shape,
            List.replicate first (Subscript.Range(None, None, 1))
            @ [ Subscript.Mask(lengths, marks) ],
            around shape[.. first - 1] @ tables @ around shape[last..]
    }

let private describe (subscripts: Subscript list) = $"%A{subscripts}"

let private added =
    gen {
        let! shape, given, places = Gen.oneof [ subscripted; masked ]
        let! a = tensor mixed shape
        let place = reads places (Indexed.ofTensor a)
        let! b = tensor mixed place.Lengths

        let definition (xs: Indexed[]) =
            // Of each element of a[…], where in a it stands.
            let origins =
                Indexed.elements (
                    reads
                        places
                        { xs[0] with
                            At = Indexed.position shape >> float
                        }
                )

            let y = Indexed.elements xs[0]

            Array.iter2
                (fun origin element -> y[int origin] <- y[int origin] + element)
                origins
                (Indexed.elements xs[1])

            Indexed.ofElements shape y

        return call (describe given) [| a; b |] (fun xs -> Indexing.scatterAdd given xs[1] xs[0]) definition
    }

let private item subscripts x = Indexing.getItem subscripts x

let rows =
    [
        case
            [ "Indexing.getItem" ]
            (gen {
                let! shape, given, places = Gen.frequency [ 3, subscripted; 1, masked ]
                let! x = tensor mixed shape

                return
                    call (describe given) [| x |] (fun xs -> Indexing.getItem given xs[0]) (fun xs ->
                        reads places xs[0])
            })
        |> refusing
            [
                "GetItem",
                [ "index 3"; "axis 1"; "2×3" ],
                (fun () -> item [ Subscript.Ellipsis; Subscript.At 3 ] (ones [| 2; 3 |]))
                "GetItem",
                [ "index -4"; "-3 to 2" ],
                (fun () -> item [ Subscript.Indices(ints [| 0; -4 |]) ] (ones [| 3 |]))
                "GetItem", [ "2 axes"; "shape 3" ], (fun () -> item [ Subscript.At 0; Subscript.At 0 ] (ones [| 3 |]))
                "GetItem", [ "ellipsis" ], (fun () -> item [ Subscript.Ellipsis; Subscript.Ellipsis ] (ones [| 3 |]))
                "GetItem", [ "step 0" ], (fun () -> item [ Subscript.Range(None, None, 0) ] (ones [| 3 |]))
                "GetItem", [ "float64"; "int32" ], (fun () -> item [ Subscript.Indices(ones [| 1 |]) ] (ones [| 3 |]))
                "GetItem",
                [ "mask of shape 2"; "shape 3" ],
                (fun () -> item [ Subscript.Mask([| 2 |], [| true; false |]) ] (ones [| 3 |]))
                "GetItem",
                [ "2 and 3" ],
                (fun () ->
                    item
                        [ Subscript.Indices(ints [| 0; 1 |]); Subscript.Indices(ints [| 0; 1; 2 |]) ]
                        (ones [| 3; 3 |]))
            ]
        case [ "Indexing.scatterAdd" ] added
        |> refusing
            [
                "ScatterAdd",
                [ "b is 2 float64"; "3 float64" ],
                (fun () -> Indexing.scatterAdd [] (ones [| 2 |]) (ones [| 3 |]))
                "ScatterAdd",
                [ "index 3" ],
                (fun () -> Indexing.scatterAdd [ Subscript.At 3 ] (ones [||]) (ones [| 3 |]))
            ]
    ]

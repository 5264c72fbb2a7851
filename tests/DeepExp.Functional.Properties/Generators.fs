/// What the properties are drawn from: shapes, values, tensors, directions and parameter trees.
module DeepExp.Functional.Properties.Generators

open System
open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional

/// A value, and the size and seed that it is drawn from. It shrinks by drawing again, smaller, from the same seed: so what
/// is drawn keeps all that its generator promises.
[<StructuredFormatDisplay("{Text}")>]
type Drawn<'T> =
    {
        Draw: 'T
        AtSize: int
        Seed: int64
    }

    member this.Text = $"{this.Draw} (size {this.AtSize}, seed {this.Seed})"

let private drawnAt (generator: Gen<'T>) size (seed: int64) =
    {
        Draw = generator |> Gen.sampleWithSeed (Rnd(uint64 seed)) size 1 |> Array.exactlyOne
        AtSize = size
        Seed = seed
    }

/// The law holds for whatever the generator draws.
let forAll (generator: Gen<'T>) (law: 'T -> 'Claim) : Property =
    let draw =
        Gen.sized (fun size -> Gen.choose64 (0L, Int64.MaxValue) |> Gen.map (drawnAt generator size))

    let smaller drawn =
        [ 0; drawn.AtSize / 2; drawn.AtSize - 1 ]
        |> Seq.filter (fun size -> size >= 0 && size < drawn.AtSize)
        |> Seq.distinct
        |> Seq.map (fun size -> drawnAt generator size drawn.Seed)

    Prop.forAll (Arb.fromGenShrink (draw, smaller)) (fun drawn -> law drawn.Draw)

/// Checks a property that is one of many of its kind, each with its own number of cases.
let check (cases: int) (property: Property) =
    Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(cases), property)

// Values

/// ±0.01 to ±990 at full size, and never 0: relative steps do not cross the kink there.
let nonZero =
    gen {
        let! size = Gen.sized Gen.constant
        let! digits = Gen.choose (10, 99)
        let! exponent = if size < 10 then Gen.constant -1 else Gen.choose (-3, 1)
        let! sign = Gen.elements [ 1.0; -1.0 ]
        return sign * float digits * 10.0 ** exponent
    }

/// Numbers of mixed magnitude, 0 among them.
let mixed = Gen.frequency [ 1, Gen.constant 0.0; 9, nonZero ]

let positive = Gen.map abs nonZero

/// Numbers between two bounds, in thousandths of their distance.
let between (low: float) (high: float) =
    Gen.choose (0, 1000)
    |> Gen.map (fun part -> low + (high - low) * float part / 1000.0)

/// Numbers in [-3, 3]: no function of the exponential saturates there.
let moderate = between -3.0 3.0

/// Numbers of size 0.1 to 1: no direction is too short to see.
let unit =
    gen {
        let! size = between 0.1 1.0
        let! sign = Gen.elements [ 1.0; -1.0 ]
        return sign * size
    }

// Shapes

/// Up to 5; 1 often and 0 sometimes where the least length allows it.
let length least =
    Gen.sized (fun size ->
        Gen.frequency
            [
                (if least = 0 then 1 else 0), Gen.constant 0
                4, Gen.constant 1
                8, Gen.choose (2, max 2 (min 5 (size / 8)))
            ])

/// Shapes of a rank between two, their lengths at least the least.
let shapeOf least lowest highest =
    Gen.sized (fun size -> Gen.choose (lowest, max lowest (min highest (size / 12))))
    |> Gen.bind (fun rank -> Gen.arrayOfLength rank (length least))

/// Shapes of rank 0 to 4, lengths 0 to 5.
let shape = shapeOf 0 0 4

/// Shapes that broadcast to the given one: leading axes absent, lengths 1.
let within (shape: Shape) =
    gen {
        let! absent = Gen.frequency [ 2, Gen.constant 0; 1, Gen.choose (0, shape.Length) ]

        return!
            shape[absent..]
            |> Gen.collectToArray (fun length -> Gen.frequency [ 3, Gen.constant length; 1, Gen.constant 1 ])
    }

/// Shapes that meet: any two of them broadcast.
let meeting count =
    gen {
        let! target = shape
        return! Gen.arrayOfLength count (within target)
    }

/// Some of the axes of a shape, in any order, some counted from the end.
let axes (shape: Shape) =
    gen {
        let! some = Gen.subListOf [ 0 .. shape.Length - 1 ]
        let! shuffled = Gen.shuffle some
        let! fromEnd = Gen.arrayOfLength shuffled.Length (Gen.elements [ true; false ])
        return Array.map2 (fun axis back -> if back then axis - shape.Length else axis) (Array.ofSeq shuffled) fromEnd
    }

/// Other shapes with as many elements; one length may be left to be inferred.
let reshapes (shape: Shape) =
    gen {
        let! cuts =
            shape
            |> Gen.collectToArray (fun length ->
                match length with
                | 4 -> Gen.elements [ [ 4 ]; [ 2; 2 ] ]
                | 1 -> Gen.elements [ [ 1 ]; [] ]
                | n -> Gen.elements [ [ n ]; [ n; 1 ]; [ 1; n ] ])

        let! lengths = cuts |> List.concat |> Gen.shuffle
        let lengths = Array.ofSeq lengths
        let! merge = Gen.elements [ true; false ]

        let merged =
            if merge && lengths.Length > 1 then
                Array.append [| lengths[0] * lengths[1] |] lengths[2..]
            else
                lengths

        let! inferred = Gen.choose (0, merged.Length)

        let known =
            merged
            |> Array.indexed
            |> Array.forall (fun (axis, length) -> axis = inferred || length > 0)

        return
            if inferred < merged.Length && known then
                Array.updateAt inferred -1 merged
            else
                merged
    }

// Tensors

/// Float64 tensors of a shape.
let tensor values (shape: Shape) =
    Gen.arrayOfLength (Shape.size shape) values |> Gen.map (Tensor.float64 shape)

let anyTensor = shape |> Gen.bind (tensor mixed)

/// A direction in which each element of x moves by a part of itself, and by a part of 1 where it is 0.
let direction (x: Tensor) =
    let along (part: float) (element: float) =
        if element = 0.0 then part else part * abs element

    Gen.arrayOfLength x.Size unit
    |> Gen.map (fun parts -> Tensor.float64 x.Shape (Array.map2 along parts (x.ToArray<float>())))

let directions xs = Gen.collectToArray direction xs

// Parameter trees

/// All that a parameter tree may be made of.
type Net =
    {
        name: string
        slope: float
        first: Linear
        layers: Linear list
        gains: Tensor[]
        pair: Tensor * Linear
        last: Tensor option
    }

let optional (generator: Gen<'T>) : Gen<'T option> =
    Gen.frequency [ 1, Gen.constant None; 2, Gen.map Some generator ]

let linearOf inputs outputs =
    gen {
        let! W = tensor (between -1.0 1.0) [| outputs; inputs |]
        let! b = optional (tensor (between -1.0 1.0) [| outputs |])
        return { W = W; b = b }
    }

let linear = Gen.zip (length 1) (length 1) |> Gen.bind (fun (m, n) -> linearOf m n)

let private few = Gen.choose (0, 3)

let net =
    gen {
        let small = shapeOf 0 0 2 |> Gen.bind (tensor mixed)
        let! slope = between 0.0 1.0
        let! first = linear
        let! layers = few |> Gen.bind (fun n -> Gen.listOfLength n linear)
        let! gains = few |> Gen.bind (fun n -> Gen.arrayOfLength n small)
        let! pair = Gen.zip small linear
        let! last = optional small

        return
            {
                name = "net"
                slope = slope
                first = first
                layers = layers
                gains = gains
                pair = pair
                last = last
            }
    }

/// A tree of the same shape with other values.
let like values (tree: 'P) : Gen<'P> =
    Parameters.leaves tree
    |> Gen.collectToArray (fun leaf -> tensor values leaf.Shape)
    |> Gen.map (Parameters.rebuild tree)

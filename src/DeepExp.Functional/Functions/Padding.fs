namespace DeepExp

/// What stands around a padded tensor.
type PadMode =
    /// Constant values.
    | Constant = 0
    /// The element at the edge.
    | Edge = 1
    /// A straight way from an end value up to the edge.
    | LinearRamp = 2
    /// The largest of the elements next to the edge.
    | Maximum = 3
    /// The mean of the elements next to the edge.
    | Mean = 4
    /// The median of the elements next to the edge.
    | Median = 5
    /// The smallest of the elements next to the edge.
    | Minimum = 6
    /// The tensor mirrored at its outermost elements.
    | Reflect = 7
    /// The tensor mirrored at its edges, the outermost elements twice.
    | Symmetric = 8
    /// The tensor from its other end.
    | Wrap = 9

/// How a mirrored margin continues a tensor.
type ReflectType =
    /// As it is in the mirror.
    | Even = 0
    /// Turned around the edge: 2 · edge - mirrored.
    | Odd = 1

namespace DeepExp.Functional

open System
open DeepExp

/// What the modes of padding ask for besides. Pairs are for the two ends of each axis, or one for all axes.
type PadOptions =
    {
        /// The values around the tensor (Constant).
        ConstantValues: struct (float * float)[]
        /// Where the ramps begin (LinearRamp).
        EndValues: struct (float * float)[]
        /// From how many elements next to the edge the number is taken, from all by default (Maximum, Mean, Median, Minimum).
        StatLength: struct (int * int)[] option
        /// How the margin continues the tensor (Reflect, Symmetric).
        ReflectType: ReflectType
    }

    /// Zeros, statistics of whole axes, plain mirrors.
    static member Defaults =
        {
            ConstantValues = [| struct (0.0, 0.0) |]
            EndValues = [| struct (0.0, 0.0) |]
            StatLength = None
            ReflectType = ReflectType.Even
        }

/// Tensors with a margin.
[<RequireQualifiedAccess>]
module Padding =

    let private lengthOf (axis: int) (x: Tensor) = x.Value.Shape[axis]

    let private constant axis width (value: float) (x: Tensor) =
        Tensor.full x.DType (Array.updateAt axis width x.Value.Shape) value

    let private spread axis width (x: Tensor) =
        Tensor.broadcastTo (Array.updateAt axis width x.Value.Shape) x

    /// Numbers along an axis, 1 along the others.
    let private along axis (x: Tensor) (numbers: float[]) =
        Tensor.create x.DType (Array.create x.Rank 1 |> Array.updateAt axis numbers.Length) numbers

    let private first axis x = Tensor.range axis 0 1 x

    let private last axis x =
        Tensor.range axis (lengthOf axis x - 1) (lengthOf axis x) x

    /// From an end value, i/width of the way to the edge at place i counted from outside.
    let private ramp axis (value: float) (way: float[]) edge =
        let way = along axis edge way
        value * (1.0 - way) + way * edge

    /// The middle one in order along an axis, or the mean of the middle two. The place in order is how many are smaller, or equal and
    /// further in front.
    let private median axis (x: Tensor) =
        let n = lengthOf axis x
        let x = x |> Manipulation.moveaxis [| axis |] [| -1 |]
        let column, row = Manipulation.expandDims -1 x, Manipulation.expandDims -2 x
        let difference = Tensor.detach (column - row)

        let inFront =
            Tensor.create x.DType [| n; n |] (Array.init (n * n) (fun at -> if at % n < at / n then 1.0 else 0.0))

        let place =
            Tensor.rectify 0.0 difference (Tensor.onesLike difference)
            + Tensor.equal column row * inFront
            |> Tensor.sumOver [| -1 |] false

        let at (k: int) =
            Tensor.rectify 0.0 (Tensor.equal place (Tensor.scalar x.DType (float k))) x
            |> Tensor.sumOver [| -1 |] true

        0.5 * (at ((n - 1) / 2) + at (n / 2))
        |> Manipulation.moveaxis [| -1 |] [| axis |]

    /// One number for each end of an axis, from the elements next to it.
    let private statistic mode axis (x: Tensor) =
        match mode with
        | PadMode.Maximum -> Tensor.maxOver [| axis |] true x
        | PadMode.Minimum -> -(Tensor.maxOver [| axis |] true -x)
        | PadMode.Mean -> Tensor.meanOver [| axis |] true x
        | _ -> median axis x

    /// The places from -before to n + after - 1 of an axis that goes on beyond its ends by mirrors. The mirrors of one period are the
    /// axis and its image; turned around the edges, each period is higher by twice the distance of the edges than that before.
    let private mirrored symmetric odd axis before after (x: Tensor) =
        let n = lengthOf axis x
        let period = if symmetric then 2 * n else max 1 (2 * (n - 1))
        let places = [| -before .. n + after - 1 |]
        let periods = places |> Array.map (fun at -> Math.Floor(float at / float period))
        let rests = Array.map2 (fun at (q: float) -> at - int q * period) places periods
        let isImage rest = rest >= n

        let indices =
            rests
            |> Array.map (fun rest ->
                if isImage rest then
                    period - rest - (if symmetric then 1 else 0)
                else
                    rest)

        let y = Tensor.gather axis (Tensor.int32 [| indices.Length |] indices) x

        if odd then
            let signs = rests |> Array.map (fun rest -> if isImage rest then -1.0 else 1.0)
            let offsets = rests |> Array.map (fun rest -> if isImage rest then 2.0 else 0.0)
            let first, last = first axis x, last axis x

            along axis x signs * y
            + along axis x offsets * last
            + along axis x (Array.map ((*) 2.0) periods) * (last - first)
        else
            y

    let private wrapped axis before after (x: Tensor) =
        let n = lengthOf axis x

        let indices =
            [| -before .. n + after - 1 |] |> Array.map (fun at -> ((at % n) + n) % n)

        Tensor.gather axis (Tensor.int32 [| indices.Length |] indices) x

    let private ofAxis name rank axis (pairs: struct ('T * 'T)[]) =
        if pairs.Length <> 1 && pairs.Length <> rank then
            fail
                "Pad"
                $"{name} holds {pairs.Length} pairs, but x has {rank} axes; give one pair for all axes, or one for each."

        pairs[if pairs.Length = 1 then 0 else axis]

    let private padAxis mode options axis (struct (before, after)) (x: Tensor) =
        let n = lengthOf axis x
        let between left right = Tensor.concat axis [ left; x; right ]

        match mode with
        | PadMode.Constant ->
            let struct (left, right) =
                ofAxis "constantValues" x.Rank axis options.ConstantValues

            between (constant axis before left x) (constant axis after right x)
        | PadMode.Edge -> between (spread axis before (first axis x)) (spread axis after (last axis x))
        | PadMode.LinearRamp ->
            let struct (left, right) = ofAxis "endValues" x.Rank axis options.EndValues

            let way width =
                Array.init width (fun i -> float i / float width)

            between (ramp axis left (way before) (first axis x)) (ramp axis right (Array.rev (way after)) (last axis x))
        | PadMode.Reflect
        | PadMode.Symmetric ->
            mirrored (mode = PadMode.Symmetric) (options.ReflectType = ReflectType.Odd) axis before after x
        | PadMode.Wrap -> wrapped axis before after x
        | PadMode.Maximum
        | PadMode.Mean
        | PadMode.Median
        | PadMode.Minimum ->
            let struct (left, right) =
                match options.StatLength with
                | Some lengths -> ofAxis "statLength" x.Rank axis lengths
                | None -> struct (n, n)

            if left < 1 || right < 1 then
                fail "Pad" $"statLength is ({left}, {right}); a statistic needs at least one element."

            between
                (Tensor.range axis 0 (min left n) x |> statistic mode axis |> spread axis before)
                (Tensor.range axis (n - min right n) n x
                 |> statistic mode axis
                 |> spread axis after)
        | _ -> fail "Pad" $"there is no mode {int mode}."

    /// <summary>
    /// x with so many elements more before and after each axis: a pair for each axis, or one for all. Axes are padded one after the
    /// other, so that corners are made of margins. The gradient is that of what stands there: of a margin that repeats elements,
    /// it goes back to these.
    /// </summary>
    /// <exception cref="DeepExpException">A width is negative, pairs are given for another number of axes, or an axis without elements
    /// is to go on by a mode other than Constant, or integers by one that computes.</exception>
    let pad mode options (widths: struct (int * int)[]) (x: Tensor) =
        let moves =
            match mode with
            | PadMode.Constant
            | PadMode.Edge
            | PadMode.Wrap -> true
            | PadMode.Reflect
            | PadMode.Symmetric -> options.ReflectType = ReflectType.Even
            | _ -> false

        let step (y: Tensor) axis =
            let struct (before, after) as width = ofAxis "padWidth" x.Rank axis widths

            if before < 0 || after < 0 then
                fail "Pad" $"padWidth of axis {axis} is ({before}, {after}); no width is negative."

            if before = 0 && after = 0 then
                y
            elif lengthOf axis y = 0 && mode <> PadMode.Constant then
                fail
                    "Pad"
                    $"axis {axis} of shape {Shape.format x.Value.Shape} has no elements that could go on; only Constant makes some of nothing."
            elif x.DType = Int32 && not moves then
                fail
                    "Pad"
                    $"x is {Value.describe x.Value}, but mode {mode} computes and is defined for float32 and float64; cast it first."
            else
                padAxis mode options axis width y

        List.fold step x [ 0 .. x.Rank - 1 ]

namespace DeepExp.Functional

open DeepExp

/// The weights and biases of one layer in one direction: first those that meet x, then those that meet h, gate by gate.
type NStepUnit =
    {
        /// The weights of each gate: U×in, or U×U for h.
        ws: Tensor list
        /// The biases of each: U.
        bs: Tensor list
    }

/// The parameters of a recurrent network over sequences: layer by layer, and within a layer forwards, then backwards if it goes
/// both ways.
type NStepLayers =
    {
        /// Layer by layer, and within a layer forwards, then backwards if it goes both ways.
        Units: NStepUnit list
        /// Whether each layer also runs from the last step to the first.
        BothWays: bool
    }

/// What networks over sequences share: xs and ys are sequences of any lengths in any order, each length×features; states are
/// (layers·directions)×N×U, and count as 0 where none is given. Between layers, what goes up is dropped with a probability, for
/// which a key is given.
[<RequireQualifiedAccess>]
module internal Sequences =

    let init gates dtype layers bothWays inSize outSize key =
        let directions = if bothWays then 2 else 1

        let weight features index =
            Initializers.lecunNormal 1.0 dtype [| outSize; features |] (Key.at index key)

        let unit index =
            let features = if index < directions then inSize else directions * outSize

            {
                NStepUnit.ws =
                    List.init (2 * gates) (fun gate ->
                        weight (if gate < gates then features else outSize) (index * 2 * gates + gate))
                bs = List.init (2 * gates) (fun _ -> Tensor.zeros dtype [| outSize |])
            }

        {
            NStepLayers.Units = List.init (layers * directions) unit
            BothWays = bothWays
        }

    let private indices (table: int seq) =
        let table = Array.ofSeq table
        Tensor.int32 [| table.Length |] table

    /// Runs a network over steps on sequences: the longest first, side by side, and back into their own order.
    let forward operation gates network (layer: NStepLayers) (states: Tensor option list) (xs: Tensor list) =
        let N = xs.Length

        let isSequence (x: Tensor) =
            x.Rank = 2 && x.Value.Shape[0] > 0 && x.Value.Shape[1] = xs.Head.Value.Shape[1]

        if N = 0 || not (List.forall isSequence xs) then
            fail
                operation
                $"""the sequences have shapes {xs |> List.map (fun x -> Shape.format x.Value.Shape) |> String.concat ", "}; at least one is needed, and each is length×features, with a length of at least 1 and as many features as the others."""

        let lengths = xs |> List.map (fun x -> x.Value.Shape[0]) |> Array.ofList
        let starts = Array.scan (+) 0 lengths
        let order = [| 0 .. N - 1 |] |> Array.sortBy (fun i -> -lengths[i])

        // The sequence and the step of each row, as steps have them.
        let places =
            [|
                for t in 0 .. lengths[order[0]] - 1 do
                    for i in order do
                        if t < lengths[i] then
                            i, t
            |]

        let steps = places |> Array.countBy snd |> Array.map snd |> List.ofArray

        let x =
            Tensor.concat 0 xs
            |> Tensor.gather 0 (indices (places |> Seq.map (fun (i, t) -> starts[i] + t)))

        let inverse table =
            let table = Array.ofSeq table
            indices (Array.init table.Length (fun at -> System.Array.IndexOf(table, at)))

        let directions = if layer.BothWays then 2 else 1
        let U = layer.Units.Head.ws[gates].Value.Shape[0]

        let shape = [| layer.Units.Length; N; U |]

        let state =
            function
            | Some(s: Tensor) when not (Shape.same s.Value.Shape shape) ->
                fail
                    operation
                    $"a state has shape {Shape.format s.Value.Shape}, but {layer.Units.Length} layers and directions, {N} sequences and {U} units need {Shape.format shape}."
            | Some s -> Tensor.gather 1 (indices order) s
            | None -> Tensor.zeros x.DType shape

        let states, ys =
            network
                (layer.Units.Length / directions)
                (layer.Units |> List.map _.ws)
                (layer.Units |> List.map _.bs)
                (List.map state states)
                (Recurrent.cutRows steps x)

        let back = Array.zeroCreate places.Length
        places |> Array.iteri (fun at (i, t) -> back[starts[i] + t] <- at)

        List.map (Tensor.gather 1 (inverse order)) states,
        Tensor.concat 0 ys
        |> Tensor.gather 0 (indices back)
        |> Recurrent.cutRows (List.ofArray lengths)

/// LSTM layers over sequences; see NStep.nStepLstm.
[<RequireQualifiedAccess>]
module NStepLstm =

    /// Layers with LeCun-normal weights and biases 0, forget gates too.
    let init dtype layers bothWays inSize outSize key =
        Sequences.init 4 dtype layers bothWays inSize outSize key

    /// <summary>
    /// (hy, cy, ys) for sequences of any lengths in any order, each length×in; hx and cx count as 0 where they are not given.
    /// </summary>
    /// <exception cref="DeepExpException">There is no sequence, one has no steps, or shapes do not fit.</exception>
    let forward
        (dropout: (float * Key) option)
        (layer: NStepLayers)
        (hx: Tensor option)
        (cx: Tensor option)
        (xs: Tensor list)
        : Tensor * Tensor * Tensor list =
        let function' =
            if layer.BothWays then
                NStep.nStepBiLstm
            else
                NStep.nStepLstm

        let network layers ws bs (states: Tensor list) xs =
            let hy, cy, ys = function' layers dropout ws bs states[0] states[1] xs
            [ hy; cy ], ys

        let states, ys = Sequences.forward "NStepLSTM" 4 network layer [ hx; cx ] xs
        states[0], states[1], ys

/// GRU layers over sequences; see NStep.nStepGru.
[<RequireQualifiedAccess>]
module NStepGru =

    /// Layers with LeCun-normal weights and biases 0.
    let init dtype layers bothWays inSize outSize key =
        Sequences.init 3 dtype layers bothWays inSize outSize key

    /// <summary>(hy, ys) for sequences of any lengths in any order, each length×in; hx counts as 0 where it is not given.</summary>
    /// <exception cref="DeepExpException">There is no sequence, one has no steps, or shapes do not fit.</exception>
    let forward
        (dropout: (float * Key) option)
        (layer: NStepLayers)
        (hx: Tensor option)
        (xs: Tensor list)
        : Tensor * Tensor list =
        let function' = if layer.BothWays then NStep.nStepBiGru else NStep.nStepGru

        let network layers ws bs (states: Tensor list) xs =
            let hy, ys = function' layers dropout ws bs states.Head xs
            [ hy ], ys

        let states, ys = Sequences.forward "NStepGRU" 3 network layer [ hx ] xs
        states.Head, ys

/// Layers of plain recurrent units over sequences; see NStep.nStepRnn.
[<RequireQualifiedAccess>]
module NStepRnn =

    /// Layers with LeCun-normal weights and biases 0.
    let init dtype layers bothWays inSize outSize key =
        Sequences.init 1 dtype layers bothWays inSize outSize key

    /// <summary>(hy, ys) for sequences of any lengths in any order, each length×in; hx counts as 0 where it is not given.</summary>
    /// <exception cref="DeepExpException">There is no sequence, one has no steps, or shapes do not fit.</exception>
    let forward
        activation
        (dropout: (float * Key) option)
        (layer: NStepLayers)
        (hx: Tensor option)
        (xs: Tensor list)
        : Tensor * Tensor list =
        let function' = if layer.BothWays then NStep.nStepBiRnn else NStep.nStepRnn

        let network layers ws bs (states: Tensor list) xs =
            let hy, ys = function' activation layers dropout ws bs states.Head xs
            [ hy ], ys

        let states, ys = Sequences.forward "NStepRNN" 1 network layer [ hx ] xs
        states.Head, ys

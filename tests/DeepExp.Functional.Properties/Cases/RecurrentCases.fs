/// The rows of recurrent cells, networks over sequences, and their layers.
module DeepExp.Functional.Properties.RecurrentCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

let private small = between -1.0 1.0

let private drawn (shapes: Shape list) =
    gen {
        let tensors = shapes |> List.map (tensor small)
        let mutable all = Gen.constant []

        for one in List.rev tensors do
            let rest = all
            all <- Gen.map2 (fun x xs -> x :: xs) one rest

        return! all
    }

let private cell names shapes f =
    drawn shapes
    |> Gen.map (fun inputs -> callOnly () (Array.ofList inputs) f)
    |> case names

let private both (c: Tensor, h: Tensor) = joined [ c; h ]

/// The parameters of a layer, drawn anew, and what else it is given.
let private layer names (template: 'L) others (f: 'L -> Tensor[] -> Tensor) =
    let leaves = Parameters.leaves template

    cell names ((leaves |> List.ofArray |> List.map (fun (leaf: Tensor) -> leaf.Shape)) @ others) (fun xs ->
        f (Parameters.rebuild template xs[.. leaves.Length - 1]) xs[leaves.Length ..])

let private key = Key.ofSeed 1

/// Two layers; in one direction over three sequences of 3, 2 and 1 steps of two units, in both directions over smaller ones.
let private network names gates directions states f =
    let lengths, U, I = if directions = 1 then [ 3; 2; 1 ], 2, 2 else [ 2; 1 ], 1, 2
    let units = 2 * directions
    let weights = 2 * gates

    let shapes =
        [
            for unit in 0 .. units - 1 do
                for gate in 0 .. weights - 1 do
                    if gate >= gates then [| U; U |]
                    elif unit < directions then [| U; I |]
                    else [| U; directions * U |]
            for _ in 1 .. units * weights do
                [| U |]
            for _ in 1..states do
                [| units; lengths.Head; U |]
            for n in lengths do
                [| n; I |]
        ]

    cell names shapes (fun xs ->
        let xs = List.ofArray xs
        let ws, rest = List.splitAt (units * weights) xs
        let bs, rest = List.splitAt (units * weights) rest
        let states, xs = List.splitAt states rest
        let group = List.chunkBySize weights
        f (group ws) (group bs) states xs |> joined)

let private withMemory f ws bs (states: Tensor list) xs =
    let hy, cy, ys = f 2 (Some(0.3, key)) ws bs states[0] states[1] xs
    hy :: cy :: ys

let private withoutMemory f ws bs (states: Tensor list) xs =
    let hy, ys = f 2 (Some(0.3, key)) ws bs states[0] xs
    hy :: ys

let private group n shape = [ List.replicate n (ones shape) ]

/// Calls that a network without memory refuses.
let private refused operation gates f =
    let n = 2 * gates
    let ws, bs = group n [| 2; 2 |], group n [| 2 |]

    let call ws bs hx xs =
        fun () -> f 1 None ws bs hx xs |> fst: Tensor

    refusing
        [
            operation,
            [ "step of 1"; "one of 2"; "descending length" ],
            call ws bs (ones [| 1; 1; 2 |]) [ ones [| 1; 2 |]; ones [| 2; 2 |] ]
            operation, [ "1×2×2"; "1×1×2" ], call ws bs (ones [| 1; 2; 2 |]) [ ones [| 1; 2 |] ]
            operation,
            [ $"{n + 1}"; $"needs {n}" ],
            call (group (n + 1) [| 2; 2 |]) bs (ones [| 1; 1; 2 |]) [ ones [| 1; 2 |] ]
            operation, [ "1 groups"; "2 and 1" ], call (ws @ ws) bs (ones [| 1; 1; 2 |]) [ ones [| 1; 2 |] ]
            operation, [ "no steps" ], call ws bs (ones [| 1; 1; 2 |]) []
        ]

let private sequences = [ [| 1; 2 |]; [| 2; 2 |] ]

let rows: Case list =
    [
        cell [ "Recurrent.lstm" ] [ [| 2; 1 |]; [| 1; 4 |] ] (fun xs -> Recurrent.lstm xs[0] xs[1] |> both)
        |> refusing
            [
                "LSTM",
                [ "2 rows"; "2×4"; "only 1" ],
                (fun () -> Recurrent.lstm (ones [| 1; 1 |]) (ones [| 2; 4 |]) |> fst)
                "LSTM", [ "2×6"; "N×4U" ], (fun () -> Recurrent.lstm (ones [| 2; 1 |]) (ones [| 2; 6 |]) |> fst)
                "LSTM",
                [ "cPrev"; "2×3"; "2×8"; "2×2" ],
                (fun () -> Recurrent.lstm (ones [| 2; 3 |]) (ones [| 2; 8 |]) |> fst)
            ]
        cell [ "Recurrent.slstm" ] [ [| 2; 1 |]; [| 2; 1 |]; [| 2; 4 |]; [| 2; 4 |] ] (fun xs ->
            Recurrent.slstm xs[0] xs[1] xs[2] xs[3] |> both)
        |> refusing
            [
                "SLSTM",
                [ "cPrev2"; "2×3"; "2×2" ],
                (fun () ->
                    Recurrent.slstm (ones [| 2; 2 |]) (ones [| 2; 3 |]) (ones [| 2; 8 |]) (ones [| 2; 8 |])
                    |> fst)
            ]
        cell [ "Recurrent.treeLstm" ] [ [| 2; 1 |]; [| 2; 1 |]; [| 2; 5 |] ] (fun xs ->
            Recurrent.treeLstm [ xs[0]; xs[1] ] xs[2] |> both)
        |> refusing
            [
                "TreeLSTM",
                [ "2×6"; "N×5U" ],
                (fun () -> Recurrent.treeLstm [ ones [| 2; 1 |]; ones [| 2; 1 |] ] (ones [| 2; 6 |]) |> fst)
            ]
        network [ "NStep.nStepLstm" ] 4 1 2 (withMemory NStep.nStepLstm)
        network [ "NStep.nStepBiLstm" ] 4 2 2 (withMemory NStep.nStepBiLstm)
        network [ "NStep.nStepGru" ] 3 1 1 (withoutMemory NStep.nStepGru)
        |> refused "NStepGRU" 3 NStep.nStepGru
        network [ "NStep.nStepBiGru" ] 3 2 1 (withoutMemory NStep.nStepBiGru)
        network [ "NStep.nStepRnn" ] 1 1 1 (withoutMemory (NStep.nStepRnn RnnActivation.Tanh))
        |> refused "NStepRNN" 1 (NStep.nStepRnn RnnActivation.ReLU)
        network [ "NStep.nStepBiRnn" ] 1 2 1 (withoutMemory (NStep.nStepBiRnn RnnActivation.Tanh))
        layer [ "Lstm.forward" ] (Lstm.init Float64 1 1 key) [ [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |] ] (fun layer xs ->
            Lstm.forward layer (Some xs[0]) (Some xs[1]) xs[2] |> both)
        layer [ "Lstm.step" ] (Lstm.init Float64 1 1 key) [ [| 2; 1 |]; [| 2; 1 |]; [| 1; 1 |] ] (fun layer xs ->
            let c, h, y = Lstm.step layer (Some xs[0]) (Some xs[1]) xs[2]
            joined [ c; h; y ])
        layer [ "Lstm.zoneout" ] (Lstm.init Float64 1 1 key) [ [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |] ] (fun layer xs ->
            Lstm.zoneout 0.5 0.5 key layer (Some xs[0]) (Some xs[1]) xs[2] |> both)
        layer
            [ "PeepholeLstm.forward" ]
            (PeepholeLstm.init Float64 1 1 key)
            [ [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |] ]
            (fun layer xs -> PeepholeLstm.forward layer (Some xs[0]) (Some xs[1]) xs[2] |> both)
        layer [ "Gru.forward" ] (Gru.init Float64 1 2 key) [ [| 2; 2 |]; [| 2; 1 |] ] (fun layer xs ->
            Gru.forward layer (Some xs[0]) xs[1])
        layer [ "Mgu.forward" ] (Mgu.init Float64 1 2 key) [ [| 2; 2 |]; [| 2; 1 |] ] (fun layer xs ->
            Mgu.forward layer (Some xs[0]) xs[1])
        layer
            [ "ChildSumTreeLstm.forward" ]
            (ChildSumTreeLstm.init Float64 1 1 key)
            [ [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |] ]
            (fun layer xs -> ChildSumTreeLstm.forward layer [ xs[0], xs[1]; xs[2], xs[3] ] xs[4] |> both)
        layer
            [ "NaryTreeLstm.forward" ]
            (NaryTreeLstm.init Float64 1 1 2 key)
            [ [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |]; [| 2; 1 |] ]
            (fun layer xs -> NaryTreeLstm.forward layer [ xs[0], xs[1]; xs[2], xs[3] ] xs[4] |> both)
        |> refusing
            [
                "NaryTreeLSTM",
                [ "0 children"; "for 2" ],
                (fun () ->
                    NaryTreeLstm.forward (NaryTreeLstm.init Float64 1 1 2 key) [] (ones [| 1; 1 |])
                    |> fst)
            ]
        layer [ "LayerNormalization.forward" ] (LayerNormalization.init Float64 3) [] (fun layer _ ->
            LayerNormalization.forward 1e-6 layer (Tensor.create layer.gamma.DType [| 1; 3 |] [| 1.0; -0.5; 2.0 |]))
        layer [ "GroupNormalization.forward" ] (GroupNormalization.init Float64 2) [] (fun layer _ ->
            GroupNormalization.forward
                1e-5
                1
                layer
                (Tensor.create layer.gamma.DType [| 1; 2; 2 |] [| 1.0; -0.5; 2.0; 0.3 |]))
        layer [ "NStepLstm.forward" ] (NStepLstm.init Float64 1 false 2 1 key) sequences (fun layer xs ->
            let hy, cy, ys = NStepLstm.forward None layer None None (List.ofArray xs)
            joined (hy :: cy :: ys))
        layer
            [ "NStepGru.forward" ]
            (NStepGru.init Float64 1 true 2 1 key)
            ([| 2; 2; 1 |] :: sequences)
            (fun layer xs ->
                let hy, ys = NStepGru.forward None layer (Some xs[0]) (List.ofArray xs[1..])
                joined (hy :: ys))
        layer [ "NStepRnn.forward" ] (NStepRnn.init Float64 2 false 2 1 key) sequences (fun layer xs ->
            let hy, ys = NStepRnn.forward RnnActivation.Tanh None layer None (List.ofArray xs)
            joined (hy :: ys))
        |> refusing
            [
                "NStepRNN",
                [ "0×2"; "at least 1" ],
                (fun () ->
                    NStepRnn.forward
                        RnnActivation.Tanh
                        None
                        (NStepRnn.init Float64 1 false 2 1 key)
                        None
                        [ ones [| 0; 2 |] ]
                    |> fst)
            ]
    ]

namespace DeepExp

/// How the units of a plain recurrent network answer.
type RnnActivation =
    /// tanh x
    | Tanh = 0
    /// max(x, 0)
    | ReLU = 1

namespace DeepExp.Functional

open DeepExp

/// Recurrent networks of several layers over whole sequences. xs holds the inputs step by step: x_t: B_t×I, where the sequences
/// stand sorted by descending length, so that B_t never grows, and B_0 = N. Weights and biases come for each layer, and within
/// it for each direction, first those that meet x (U×I, in further layers U×(directions·U)), then those that meet h (U×U). The
/// states hx, cx and hy, cy are (layers·directions)×N×U. ys has the steps of xs: y_t: B_t×(directions·U). Between layers, what
/// goes up is dropped with a probability, for which a key is given.
[<RequireQualifiedAccess>]
module NStep =

    /// What differs from network to network: how many gates, and the step from the gates' sums over x and over h and from the
    /// state, h first, to the next state.
    type private Cell =
        {
            Operation: string
            BothWays: string
            Gates: int
            Step: Tensor -> Tensor -> Tensor list -> Tensor list
        }

    let private lstm =
        {
            Operation = "NStepLSTM"
            BothWays = "NStepBiLSTM"
            Gates = 4
            Step =
                fun ofX ofH state ->
                    let gates = Recurrent.blocks 4 (ofX + ofH)
                    let i, f, a, o = gates[0], gates[1], gates[2], gates[3]
                    let c = Tensor.sigmoid i * Tensor.tanh a + Tensor.sigmoid f * state[1]
                    [ Tensor.sigmoid o * Tensor.tanh c; c ]
        }

    let private gru =
        {
            Operation = "NStepGRU"
            BothWays = "NStepBiGRU"
            Gates = 3
            Step =
                fun ofX ofH state ->
                    let x, u = Recurrent.blocks 3 ofX, Recurrent.blocks 3 ofH
                    let r, z = Tensor.sigmoid (x[0] + u[0]), Tensor.sigmoid (x[1] + u[1])
                    let candidate = Tensor.tanh (x[2] + r * u[2])
                    [ candidate + z * (state[0] - candidate) ]
        }

    let private rnn activation =
        let f =
            match activation with
            | RnnActivation.Tanh -> Tensor.tanh
            | RnnActivation.ReLU -> Activation.relu
            | other -> fail "NStepRNN" $"the activation is {other}, but must be tanh or relu."

        {
            Operation = "NStepRNN"
            BothWays = "NStepBiRNN"
            Gates = 1
            Step = fun ofX ofH _ -> [ f (ofX + ofH) ]
        }

    let private rows (x: Tensor) = x.Value.Shape[0]

    let private require cell layers directions (states: Tensor list) (ws: Tensor list list) (bs: Tensor list list) xs =
        let operation = if directions = 2 then cell.BothWays else cell.Operation
        let units = layers * directions

        if layers < 1 || ws.Length <> units || bs.Length <> units then
            fail
                operation
                $"{layers} layers in {directions} directions need {units} groups of weights and of biases, but {ws.Length} and {bs.Length} were given."

        for group in ws @ bs do
            if group.Length <> 2 * cell.Gates then
                fail operation $"a group has {group.Length} weights or biases, but needs {2 * cell.Gates}."

        if List.isEmpty xs then
            fail operation $"there are no steps; xs needs at least one."

        for x: Tensor in xs do
            if x.Rank <> 2 || x.Value.Shape[1] <> xs.Head.Value.Shape[1] then
                fail
                    operation
                    $"a step has shape {Shape.format x.Value.Shape} and the first {Shape.format xs.Head.Value.Shape}; each is B×I, with one I."

        for x, next in List.pairwise xs do
            if rows next > rows x then
                fail
                    operation
                    $"a step of {rows x} sequences is followed by one of {rows next}; sort sequences by descending length, so that steps never grow."

        let N, I = rows xs.Head, xs.Head.Value.Shape[1]
        let U = Array.tryHead ws.Head[cell.Gates].Value.Shape |> Option.defaultValue 0

        for unit, (weights, biases) in List.indexed (List.zip ws bs) do
            let below = if unit < directions then I else directions * U

            for i, (W, b) in List.indexed (List.zip weights biases) do
                let needed = [| U; (if i < cell.Gates then below else U) |]

                if not (Shape.same W.Value.Shape needed && Shape.same b.Value.Shape [| U |]) then
                    fail
                        operation
                        $"weight and bias {i} of group {unit} have shapes {Shape.format W.Value.Shape} and {Shape.format b.Value.Shape}, but {U} units over {below} features need {Shape.format needed} and {U}."

        for state in states do
            if not (Shape.same state.Value.Shape [| units; N; U |]) then
                fail
                    operation
                    $"a state has shape {Shape.format state.Value.Shape}, but {units} layers and directions, {N} sequences and {U} units need {Shape.format [| units; N; U |]}."

    /// One layer in one direction, from the gates' sums over x for each step: the h of each step, and the last state. The first
    /// rows go on at each step, the others wait for their turn or have had their last.
    let private run cell Wh bh state steps =
        let step state ofX =
            let going, waiting =
                state |> List.map (Recurrent.splitRows (rows ofX)) |> List.unzip

            let next = cell.Step ofX (Connection.linear Wh (Some bh) going.Head) going
            next.Head, List.map2 (fun x rest -> Tensor.concat 0 (x :: rest)) next waiting

        List.mapFold step state steps

    let private network cell layers directions dropout (states: Tensor list) ws bs (xs: Tensor list) =
        require cell layers directions states ws bs xs
        let lengths = xs |> List.map rows
        let apart = Recurrent.cutRows lengths

        let stacked group =
            let ofX, ofH = group |> List.splitAt cell.Gates
            Tensor.concat 0 ofX, Tensor.concat 0 ofH

        let direction x unit =
            let Wx, Wh = stacked (List.item unit ws)
            let bx, bh = stacked (List.item unit bs)
            let U = Wh.Value.Shape[1]

            let state =
                states
                |> List.map (fun s -> Tensor.range 0 unit (unit + 1) s |> Tensor.reshape [| -1; U |])

            let turn = if unit % directions = 1 then List.rev else id

            let hs, last =
                Connection.linear Wx (Some bx) x |> apart |> turn |> run cell Wh bh state

            Tensor.concat 0 (turn hs), last

        let layer (x, last) layer =
            let x =
                match dropout with
                | Some(ratio, key) when layer > 0 -> Noise.dropout ratio (Key.at layer key) x
                | _ -> x

            let hs, states =
                List.init directions (fun d -> direction x (layer * directions + d))
                |> List.unzip

            Tensor.concat 1 hs, last @ states

        let y, last = List.fold layer (Tensor.concat 0 xs, []) [ 0 .. layers - 1 ]

        let state i =
            last
            |> List.map (fun (state: Tensor list) ->
                Tensor.reshape (Array.append [| 1 |] state[i].Value.Shape) state[i])
            |> Tensor.concat 0

        List.init states.Length state, apart y

    let private withMemory directions layers dropout ws bs hx cx xs =
        match network lstm layers directions dropout [ hx; cx ] ws bs xs with
        | [ hy; cy ], ys -> hy, cy, ys
        | _ -> invalidOp "A network has as many states after as before."

    let private withoutMemory cell directions layers dropout ws bs hx xs =
        let states, ys = network cell layers directions dropout [ hx ] ws bs xs
        List.exactlyOne states, ys

    /// <summary>
    /// LSTM: with the sums of i, f, a, o over x and h, c' = s(i) tanh(a) + s(f) c and h' = s(o) tanh(c'). Eight weights and biases: of
    /// i, f, a, o for x, then for h; both biases are added. Gives (hy, cy, ys).
    /// </summary>
    /// <remarks>
    /// \[ \begin{aligned}
    /// i_t &amp;= \sigma(W_i x_t + U_i h_{t-1} + b_i) \\
    /// f_t &amp;= \sigma(W_f x_t + U_f h_{t-1} + b_f) \\
    /// a_t &amp;= \tanh(W_a x_t + U_a h_{t-1} + b_a) \\
    /// o_t &amp;= \sigma(W_o x_t + U_o h_{t-1} + b_o) \\
    /// c_t &amp;= i_t \odot a_t + f_t \odot c_{t-1} \\
    /// h_t &amp;= o_t \odot \tanh c_t
    /// \end{aligned} \]
    /// where each \( b \) is the sum of both biases.
    /// </remarks>
    /// <exception cref="DeepExpException">Numbers or shapes do not fit, or the sequences are not sorted.</exception>
    let nStepLstm
        layers
        (dropout: (float * Key) option)
        (ws: Tensor list list)
        (bs: Tensor list list)
        (hx: Tensor)
        (cx: Tensor)
        (xs: Tensor list)
        : Tensor * Tensor * Tensor list =
        withMemory 1 layers dropout ws bs hx cx xs

    /// <summary>
    /// nStepLstm in both directions of time; weights, biases and states are those of layer 0 forwards, layer 0 backwards, layer 1
    /// forwards, …. Gives (hy, cy, ys).
    /// </summary>
    /// <remarks>
    /// \[ y_t = (\overrightarrow{h}_t, \overleftarrow{h}_t) \]
    /// where \( \overrightarrow{h} \) goes from the first step to the last, and \( \overleftarrow{h} \) back.
    /// </remarks>
    /// <exception cref="DeepExpException">Numbers or shapes do not fit, or the sequences are not sorted.</exception>
    let nStepBiLstm
        layers
        (dropout: (float * Key) option)
        (ws: Tensor list list)
        (bs: Tensor list list)
        (hx: Tensor)
        (cx: Tensor)
        (xs: Tensor list)
        : Tensor * Tensor * Tensor list =
        withMemory 2 layers dropout ws bs hx cx xs

    /// <summary>
    /// GRU: r = s(Wr x + Ur h), z = s(Wz x + Uz h), h̄ = tanh(W x + r (U h)), h' = (1 - z) h̄ + z h, each product with its bias. Six
    /// weights and biases: of r, z, h̄ for x, then for h. Gives (hy, ys) (Cho et al., «Learning phrase representations», 2014).
    /// </summary>
    /// <remarks>
    /// \[ \begin{aligned}
    /// r_t &amp;= \sigma(W_r x_t + b_r + U_r h_{t-1} + c_r) \\
    /// z_t &amp;= \sigma(W_z x_t + b_z + U_z h_{t-1} + c_z) \\
    /// \bar h_t &amp;= \tanh \bigl( W x_t + b + r_t \odot (U h_{t-1} + c) \bigr) \\
    /// h_t &amp;= (1 - z_t) \odot \bar h_t + z_t \odot h_{t-1}
    /// \end{aligned} \]
    /// with biases \( b \) for \( x \) and \( c \) for \( h \).
    /// </remarks>
    /// <exception cref="DeepExpException">Numbers or shapes do not fit, or the sequences are not sorted.</exception>
    let nStepGru
        layers
        (dropout: (float * Key) option)
        (ws: Tensor list list)
        (bs: Tensor list list)
        (hx: Tensor)
        (xs: Tensor list)
        : Tensor * Tensor list =
        withoutMemory gru 1 layers dropout ws bs hx xs

    /// <summary>nStepGru in both directions of time; the order is that of nStepBiLstm. Gives (hy, ys).</summary>
    /// <remarks>\[ y_t = (\overrightarrow{h}_t, \overleftarrow{h}_t) \]</remarks>
    /// <exception cref="DeepExpException">Numbers or shapes do not fit, or the sequences are not sorted.</exception>
    let nStepBiGru
        layers
        (dropout: (float * Key) option)
        (ws: Tensor list list)
        (bs: Tensor list list)
        (hx: Tensor)
        (xs: Tensor list)
        : Tensor * Tensor list =
        withoutMemory gru 2 layers dropout ws bs hx xs

    /// <summary>
    /// h' = f(W x + U h), each product with its bias, where f is tanh or ReLU. Two weights and biases. Gives (hy, ys) (Elman,
    /// «Finding structure in time», 1990).
    /// </summary>
    /// <remarks>
    /// \[ h_t = f(W x_t + b + U h_{t-1} + c) \]
    /// with biases \( b \) for \( x \) and \( c \) for \( h \).
    /// </remarks>
    /// <exception cref="DeepExpException">Numbers or shapes do not fit, or the sequences are not sorted.</exception>
    let nStepRnn
        activation
        layers
        (dropout: (float * Key) option)
        (ws: Tensor list list)
        (bs: Tensor list list)
        (hx: Tensor)
        (xs: Tensor list)
        : Tensor * Tensor list =
        withoutMemory (rnn activation) 1 layers dropout ws bs hx xs

    /// <summary>nStepRnn in both directions of time; the order is that of nStepBiLstm. Gives (hy, ys).</summary>
    /// <remarks>\[ y_t = (\overrightarrow{h}_t, \overleftarrow{h}_t) \]</remarks>
    /// <exception cref="DeepExpException">Numbers or shapes do not fit, or the sequences are not sorted.</exception>
    let nStepBiRnn
        activation
        layers
        (dropout: (float * Key) option)
        (ws: Tensor list list)
        (bs: Tensor list list)
        (hx: Tensor)
        (xs: Tensor list)
        : Tensor * Tensor list =
        withoutMemory (rnn activation) 2 layers dropout ws bs hx xs

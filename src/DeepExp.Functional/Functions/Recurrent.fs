namespace DeepExp.Functional

open DeepExp

/// One step of memory cells, from the sums that reach their gates. s is the logistic function.
[<RequireQualifiedAccess>]
module Recurrent =

    let private rows (x: Tensor) =
        if x.Rank = 0 then 0 else x.Value.Shape[0]

    /// The shape of c with as many units as x has for each of so many gates.
    let private requireGates operation count (x: Tensor) (cs: (string * Tensor) list) =
        if x.Rank < 2 || x.Value.Shape[1] % count <> 0 then
            fail
                operation
                $"x has shape {Shape.format x.Value.Shape}, but needs the shape N×{count}U: {count} gates for each unit."

        let shape = x.Value.Shape |> Array.updateAt 1 (x.Value.Shape[1] / count)

        for name, c in cs do
            if not (Shape.same c.Value.Shape shape) then
                fail
                    operation
                    $"{name} has shape {Shape.format c.Value.Shape}, but x of shape {Shape.format x.Value.Shape} with {count} gates needs {Shape.format shape}."

    /// The gates of N×(gates·U): those of a unit side by side.
    let internal interleaved count (x: Tensor) =
        let shape = x.Value.Shape
        let units = shape[1] / count

        let apart =
            Tensor.reshape (Array.concat [ [| shape[0]; units; count |]; shape[2..] ]) x

        Array.init count (fun gate ->
            Tensor.range 2 gate (gate + 1) apart
            |> Tensor.reshape (Array.updateAt 1 units shape))

    /// The gates of N×(gates·U): one block of all units after the other.
    let internal blocks count (x: Tensor) =
        let units = x.Value.Shape[1] / count
        Array.init count (fun gate -> Tensor.range 1 (gate * units) ((gate + 1) * units) x)

    /// The first n rows of x, and what follows them, if anything does.
    let internal splitRows n (x: Tensor) =
        if n = rows x then
            x, []
        else
            Tensor.range 0 0 n x, [ Tensor.range 0 n (rows x) x ]

    /// x in pieces of so many rows each.
    let internal cutRows (lengths: int list) (x: Tensor) =
        List.scan (+) 0 lengths
        |> List.pairwise
        |> List.map (fun (start, stop) -> Tensor.range 0 start stop x)

    /// <summary>
    /// c = tanh(a) s(i) + s(f) cPrev and h = s(o) tanh(c), for cPrev: N×U and x: N×4U with the gates a, i, f, o of a unit side by
    /// side. x may have fewer rows: the rest of cPrev is copied to c. Gives (c, h) (Gers, Schmidhuber and Cummins, «Learning to
    /// forget», 2000).
    /// </summary>
    /// <remarks>
    /// \[ \begin{aligned}
    /// c &amp;= \sigma(i) \odot \tanh a + \sigma(f) \odot c_{\text{prev}} \\
    /// h &amp;= \sigma(o) \odot \tanh c
    /// \end{aligned} \]
    /// </remarks>
    /// <exception cref="DeepExpException">x has not four gates a unit, or more rows than cPrev.</exception>
    let lstm (cPrev: Tensor) (x: Tensor) : Tensor * Tensor =
        if rows cPrev < rows x then
            fail
                "LSTM"
                $"x has {rows x} rows (shape {Shape.format x.Value.Shape}) and cPrev only {rows cPrev} (shape {Shape.format cPrev.Value.Shape}); x has at most as many."

        let going, rest = splitRows (rows x) cPrev
        requireGates "LSTM" 4 x [ "cPrev", going ]
        let gates = interleaved 4 x
        let a, i, f, o = gates[0], gates[1], gates[2], gates[3]
        let c = Tensor.tanh a * Tensor.sigmoid i + Tensor.sigmoid f * going
        Tensor.concat 0 (c :: rest), Tensor.sigmoid o * Tensor.tanh c

    /// <summary>
    /// The memories of two cells made one: c = tanh(a₁) s(i₁) + tanh(a₂) s(i₂) + s(f₁) cPrev1 + s(f₂) cPrev2 and
    /// h = s(o₁ + o₂) tanh(c), each x: N×4U as lstm has it. Gives (c, h) (Zhu, Sobhani and Guo, «Long short-term memory over tree
    /// structures», 2015).
    /// </summary>
    /// <remarks>
    /// \[ \begin{aligned}
    /// c &amp;= \sigma(i_1) \odot \tanh a_1 + \sigma(f_1) \odot c_{\text{prev},1} \\
    /// &amp;\quad + \sigma(i_2) \odot \tanh a_2 + \sigma(f_2) \odot c_{\text{prev},2} \\
    /// h &amp;= \sigma(o_1 + o_2) \odot \tanh c
    /// \end{aligned} \]
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not fit.</exception>
    let slstm (cPrev1: Tensor) (cPrev2: Tensor) (x1: Tensor) (x2: Tensor) : Tensor * Tensor =
        requireGates "SLSTM" 4 x1 [ "cPrev1", cPrev1; "cPrev2", cPrev2 ]
        requireGates "SLSTM" 4 x2 [ "cPrev1", cPrev1 ]

        let part x (c: Tensor) =
            let gates = interleaved 4 x
            let a, i, f, o = gates[0], gates[1], gates[2], gates[3]
            Tensor.tanh a * Tensor.sigmoid i + Tensor.sigmoid f * c, o

        let c1, o1 = part x1 cPrev1
        let c2, o2 = part x2 cPrev2
        let c = c1 + c2
        c, Tensor.sigmoid (o1 + o2) * Tensor.tanh c

    /// <summary>
    /// The memories of the children c₁, c₂, … of a node, each N×U, made one: c = tanh(a) s(i) + Σₖ s(fₖ) cₖ and h = s(o) tanh(c), for
    /// x: N×(3 + children)U in blocks a, i, o, f₁, f₂, …. Gives (c, h) (Tai, Socher and Manning, «Improved semantic
    /// representations from tree-structured LSTM networks», 2015).
    /// </summary>
    /// <remarks>
    /// \[ \begin{aligned}
    /// c &amp;= \sigma(i) \odot \tanh a + \sum_k \sigma(f_k) \odot c_k \\
    /// h &amp;= \sigma(o) \odot \tanh c
    /// \end{aligned} \]
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not fit.</exception>
    let treeLstm (cs: Tensor list) (x: Tensor) : Tensor * Tensor =
        let count = 3 + cs.Length
        requireGates "TreeLSTM" count x (cs |> List.mapi (fun k c -> text $"c{k + 1}", c))
        let gates = blocks count x
        let a, i, o = gates[0], gates[1], gates[2]

        let c =
            cs
            |> List.mapi (fun k c -> Tensor.sigmoid gates[3 + k] * c)
            |> List.fold (+) (Tensor.tanh a * Tensor.sigmoid i)

        c, Tensor.sigmoid o * Tensor.tanh c

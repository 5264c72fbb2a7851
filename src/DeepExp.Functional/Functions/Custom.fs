namespace DeepExp.Functional

open DeepExp

/// <summary>
/// Functions that their author differentiates. <c>forward</c> computes y from inputs that nobody follows; <c>backward</c> takes
/// the inputs, y and the gradient gy that comes back, and gives the gradient of each input, None where there is none.
/// </summary>
[<RequireQualifiedAccess>]
module Custom =

    let private requireLike name (xs: Tensor[]) (gradients: Tensor option[]) =
        if gradients.Length <> xs.Length then
            fail
                name
                $"backward gave {gradients.Length} gradients for {xs.Length} inputs; it gives one for each, or None."

        Array.zip xs gradients
        |> Array.iteri (fun i (x, gradient) ->
            match gradient with
            | Some g when not (Shape.same g.Value.Shape x.Value.Shape) || g.DType <> x.DType ->
                fail
                    name
                    $"backward gave {Value.describe g.Value} as the gradient of input {i}, which is {Value.describe x.Value}; they must agree."
            | _ -> ())

    let private untracked = Array.map (fun (value: Value) -> Tensor value)

    let private apply
        name
        (forward: Tensor[] -> Tensor)
        (backward: Tensor[] -> Tensor -> Tensor -> Tensor option[])
        (xs: Tensor[])
        =
        let op =
            { new Differentiable(name) with
                member _.Run values = (forward (untracked values)).Value

                member _.Gradients(xs, y, gy) =
                    let gradients = backward xs y gy
                    requireLike name xs gradients
                    gradients |> Array.map ValueOption.ofOption
            }

        Tensor.Apply(Op.Custom op, xs)

    /// <summary>
    /// A function of several tensors whose backward is written with this library's functions, so that it can be differentiated
    /// again.
    /// </summary>
    /// <exception cref="DeepExpException">While gradients flow: a gradient has not the shape and type of its input.</exception>
    let define name forward backward : Tensor[] -> Tensor = apply name forward backward

    /// A backward that computes with numbers: its results are right, but asked for their own derivative they refuse.
    let private once name (backward: Tensor[] -> Tensor option[]) (all: Tensor[]) =
        let refuse _ _ _ =
            fail
                name
                $"the function has no second derivative: its backward was written for numbers, not with functions that can be differentiated."

        let gradients = backward (Array.map Tensor.detach all)

        if Array.exists (fun (x: Tensor) -> x.IsTracked) all then
            gradients
            |> Array.map (Option.map (fun gradient -> apply name (fun _ -> gradient) refuse all))
        else
            gradients

    /// <summary>
    /// A function of several tensors whose backward computes with numbers that this library cannot follow. Its gradient is
    /// right, but has no derivative: who asks for one gets an error.
    /// </summary>
    /// <exception cref="DeepExpException">The gradient is differentiated, or has not the shape and type of its input.</exception>
    let defineOnce name forward (backward: Tensor[] -> Tensor -> Tensor -> Tensor option[]) : Tensor[] -> Tensor =
        apply name forward (fun xs y gy ->
            let n = xs.Length

            once name (fun all -> backward all[.. n - 1] all[n] all[n + 1]) (Array.append xs [| y; gy |]))

    let private flat (ys: Tensor[]) =
        ys |> List.ofArray |> List.map (Tensor.reshape [| -1 |]) |> Tensor.concat 0

    let private packed name (forward: Tensor[] -> Tensor[]) backward (xs: Tensor[]) =
        let mutable shapes: Shape[] = [||]

        let apart (packed: Tensor) =
            let ends = shapes |> Array.scan (fun at shape -> at + Shape.size shape) 0

            shapes
            |> Array.mapi (fun i shape -> Tensor.range 0 ends[i] ends[i + 1] packed |> Tensor.reshape shape)

        let forward xs =
            let ys = forward xs
            shapes <- ys |> Array.map (fun y -> y.Value.Shape)
            flat ys

        apply name forward (fun xs y gy -> backward xs (apart y) (apart gy)) xs |> apart

    /// <summary>
    /// A function of several tensors with several results of one type: backward takes the inputs, the results and the gradients
    /// that come back to them, and is written with this library's functions, so that it can be differentiated again.
    /// </summary>
    /// <exception cref="DeepExpException">While gradients flow: a gradient has not the shape and type of its input.</exception>
    let defineSeveral
        name
        forward
        (backward: Tensor[] -> Tensor[] -> Tensor[] -> Tensor option[])
        : Tensor[] -> Tensor[] =
        packed name forward backward

    /// <summary>A function of several tensors with several results of one type, whose backward computes with numbers.</summary>
    /// <exception cref="DeepExpException">The gradient is differentiated, or has not the shape and type of its input.</exception>
    let defineSeveralOnce
        name
        forward
        (backward: Tensor[] -> Tensor[] -> Tensor[] -> Tensor option[])
        : Tensor[] -> Tensor[] =
        packed name forward (fun xs ys gys ->
            let n, m = xs.Length, ys.Length

            once
                name
                (fun all -> backward all[.. n - 1] all[n .. n + m - 1] all[n + m ..])
                (Array.concat [ xs; ys; gys ]))

    /// The tensors followed from now on, and a birth older than theirs and younger than all that was.
    let private follow (xs: Tensor[]) =
        let since = (Tensor.scalar Float64 0.0).Followed(null).Birth
        since, xs |> Array.map (fun x -> if x.DType = DType.Int32 then x else x.Followed null)

    /// <summary>
    /// f of the tensors, several results of one type, without keeping what it computes on the way: gradients compute it again.
    /// Memory is traded for time (Chen et al., «Training deep nets with sublinear memory cost», 2016). f must give the same again.
    /// What it uses besides its arguments receives its gradient too.
    /// </summary>
    /// <exception cref="DeepExpException">The results are of several types, or there are none.</exception>
    let forgetSeveral (f: Tensor[] -> Tensor[]) (xs: Tensor[]) : Tensor[] =
        let since, followed = follow (Array.map Tensor.detach xs)
        let ys = f followed

        // What was there before, and what first became a variable when f used it, as parameters do.
        let others =
            Trace.nodesSince since ys
            |> Array.filter (fun other ->
                other.Birth < since
                || other.Origin.IsVariable
                   && not (Array.exists (fun (own: Tensor) -> own.Birth = other.Birth) followed))

        let births = others |> Array.map _.Birth |> Set.ofArray

        let backward (all: Tensor[]) _ gys =
            let since, followed = follow all[.. xs.Length - 1]
            let recorded = all |> Array.exists _.IsTracked
            let gradients = System.Collections.Generic.Dictionary<int64, Tensor>()

            Gradient.backwardTo
                (fun x -> births.Contains x.Birth)
                [| struct (flat (f followed), flat gys) |]
                recorded
                since
                (fun x gradient ->
                    gradients[x.Birth] <- gradient
                    true)

            Array.append followed others
            |> Array.map (fun x ->
                match gradients.TryGetValue x.Birth with
                | true, gradient -> Some gradient
                | _ -> None)

        packed "Forget" (fun _ -> Array.map Tensor.detach ys) backward (Array.append xs others)

    /// <summary>forgetSeveral of one result.</summary>
    let forget (f: Tensor[] -> Tensor) (xs: Tensor[]) : Tensor =
        forgetSeveral (fun xs -> [| f xs |]) xs |> Array.exactlyOne

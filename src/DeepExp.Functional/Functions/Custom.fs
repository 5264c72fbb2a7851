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

    /// <summary>
    /// A function of several tensors whose backward computes with numbers that this library cannot follow. Its gradient is
    /// right, but has no derivative: who asks for one gets an error.
    /// </summary>
    /// <exception cref="DeepExpException">The gradient is differentiated, or has not the shape and type of its input.</exception>
    let defineOnce name forward (backward: Tensor[] -> Tensor -> Tensor -> Tensor option[]) : Tensor[] -> Tensor =
        let refuse _ _ _ =
            fail
                name
                "the function has no second derivative: its backward was written for numbers, not with functions that can be differentiated."

        let backward (xs: Tensor[]) (y: Tensor) (gy: Tensor) =
            let all = Array.append xs [| y; gy |]

            if Array.exists (fun (x: Tensor) -> x.IsTracked) all then
                let detached = Array.map Tensor.detach all

                backward detached[.. xs.Length - 1] detached[xs.Length] detached[xs.Length + 1]
                |> Array.map (Option.map (fun gradient -> apply name (fun _ -> gradient) refuse all))
            else
                backward xs y gy

        apply name forward backward

    /// <summary>
    /// A function of several tensors with several results of one type, given by forward and backward over all of them:
    /// backward takes the inputs, the results and the gradients that come back to them.
    /// </summary>
    let defineSeveral
        name
        (forward: Tensor[] -> Tensor[])
        (backward: Tensor[] -> Tensor[] -> Tensor[] -> Tensor option[])
        (xs: Tensor[])
        : Tensor[] =
        let mutable shapes: Shape[] = [||]
        let flat = List.ofArray >> List.map (Tensor.reshape [| -1 |]) >> Tensor.concat 0

        let apart (packed: Tensor) =
            let ends = shapes |> Array.scan (fun at shape -> at + Shape.size shape) 0

            shapes
            |> Array.mapi (fun i shape -> Tensor.range 0 ends[i] ends[i + 1] packed |> Tensor.reshape shape)

        let packed =
            apply
                name
                (fun xs ->
                    let ys = forward xs
                    shapes <- ys |> Array.map (fun y -> y.Value.Shape)
                    flat ys)
                (fun xs y gy -> backward xs (apart y) (apart gy))
                xs

        apart packed

    /// <summary>
    /// f of the tensors, without keeping what it computes on the way: gradients compute it again. Memory is traded for time
    /// (Chen et al., «Training deep nets with sublinear memory cost», 2016). f must give the same again.
    /// </summary>
    let forget (f: Tensor[] -> Tensor) : Tensor[] -> Tensor =
        apply "Forget" f (fun xs _ gy -> snd (Gradient.pullback f xs) gy |> Array.map Some)

namespace DeepExp.Functional

open DeepExp

/// Classes by their numbers, and indices of words, as int32.
[<RequireQualifiedAccess>]
module internal Labels =

    /// Refuses labels that are not int32 or not of the shape.
    let require operation name (shape: Shape) (t: Tensor) =
        if t.DType <> Int32 || not (Shape.same t.Value.Shape shape) then
            fail operation $"{name} is {Value.describe t.Value}, but must be {Shape.format shape} int32."

    /// The labels, once they are known to be int32 and of the shape, to decide what is computed.
    let read operation name (shape: Shape) (t: Tensor) =
        require operation name shape t
        Recording.read operation t.Value
        t.Value.Elements.Of<int>()

    /// What follows from labels number by number, as one work: f of the labels says what stands at each place.
    let private table name dtype shape (f: int[] -> int -> float) (t: Tensor) =
        let y = Value.allocate dtype shape

        Recording.compute name [| t.Value |] [| y |] (fun xs ys () ->
            let labels = xs[0].Elements.Of<int>()

            match ys[0].Elements with
            | F32 y ->
                for i = 0 to y.Length - 1 do
                    y[i] <- float32 (f labels i)
            | F64 y ->
                for i = 0 to y.Length - 1 do
                    y[i] <- f labels i
            | I32 y ->
                for i = 0 to y.Length - 1 do
                    y[i] <- int (f labels i)
            | _ -> ForwardElements.unreachable ())

        Tensor y

    /// Labels from labels, by their place and number.
    let map name (f: int -> int -> int) (t: Tensor) =
        table name Int32 t.Value.Shape (fun labels i -> float (f i labels[i])) t

    /// Numbers by which samples are weighed, from their labels.
    let weigh name dtype (f: int -> float) (t: Tensor) =
        table name dtype t.Value.Shape (fun labels i -> f labels[i]) t

    /// For N labels N×classes numbers, from the class and the label.
    let spread name dtype classes (f: int -> int -> float) (t: Tensor) =
        table
            name
            dtype
            [| t.Size; classes |]
            (fun labels at ->
                let struct (sample, label) = struct (at / classes, at % classes)
                f label labels[sample])
            t

    /// A name by which a work is known from one that ignores another label.
    let ignoring (ignored: int option) name =
        match ignored with
        | Some label when Recording.isOn () -> text $"{name} ignoring {label}"
        | _ -> name

    /// How many labels are counted, but at least 1.
    let count name dtype (isCounted: int -> bool) (t: Tensor) =
        table
            name
            dtype
            [||]
            (fun labels _ ->
                let mutable n = 0

                for label in labels do
                    if isCounted label then
                        n <- n + 1

                float (max 1 n))
            t

    /// Refuses a label that is none of the classes, but for the one that is ignored.
    let requireClass operation name classes ignored label =
        if (label < 0 || label >= classes) && Some label <> ignored then
            fail operation $"{name} holds {label}, but there are {classes} classes, counted from 0."

    /// Refuses labels of which one is none of the classes and not the one that is ignored.
    let requireClasses operation name classes ignored (labels: int[]) =
        for label in labels do
            requireClass operation name classes ignored label

    /// The labels, once each is known to be one of a few.
    let among operation name (allowed: int list) (t: Tensor) =
        t
        |> map operation (fun _ label ->
            if not (List.contains label allowed) then
                let allowed = allowed |> List.map string |> String.concat ", "
                fail operation $"{name} holds {label}, but its labels are {allowed}."

            label)

    /// The labels, once each is known to be a class; the one that is ignored becomes -1.
    let classes operation name classes ignored (t: Tensor) =
        t
        |> map (ignoring ignored operation) (fun _ label ->
            requireClass operation name classes ignored label

            match ignored with
            | Some i when i = label -> -1
            | _ -> label)

    /// x[n, labelₙ…, …] for x: N×C×… and labels of shape N×…; 0 where a label is -1.
    let pick (labels: Tensor) (x: Tensor) =
        let classes = x.Value.Shape[1]
        let classesLast = Array.append (Array.removeAt 1 [| 0 .. x.Rank - 1 |]) [| 1 |]

        let places =
            labels
            |> map "Places" (fun i label -> if label < 0 then -1 else i * classes + label)
            |> Tensor.reshape (Array.removeAt 1 x.Value.Shape)

        Tensor.permute classesLast x
        |> Tensor.reshape [| -1 |]
        |> Tensor.gather 0 places

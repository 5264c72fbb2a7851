namespace DeepExp.Functional

open System
open DeepExp

/// The primitives that slide windows over the spatial axes of x and compute with what they see.
[<RequireQualifiedAccess>]
module internal ForwardWindows =

    let private lengths w groups samples channels outputs =
        Kernels.ConvolutionShape(samples, channels, outputs, groups, w.Size, w.Kernel, w.Stride, w.Pad, w.Dilate, w.Out)

    /// y = W ⋆ x + b, and where there is a slope, slope · of it where it is not above 0.
    let output (slope: float voption) w groups (xs: Value[]) (y: Value) : unit -> unit =
        let x, kernel = xs[0], xs[1]
        let shape = lengths w groups x.Shape[0] x.Shape[1] y.Shape[1]
        let slope = ValueOption.toNullable slope

        fun () ->
            match x.Elements, kernel.Elements, y.Elements with
            | F32 x, F32 kernel, F32 y ->
                let b = if xs.Length = 3 then xs[2].Elements.Of<float32>() else [||]
                Kernels.Convolution.Output<float32>(shape, x, kernel, Kernels.Epilogue<float32>(b, slope, false), y)
            | F64 x, F64 kernel, F64 y ->
                let b = if xs.Length = 3 then xs[2].Elements.Of<float>() else [||]
                Kernels.Convolution.Output<float>(shape, x, kernel, Kernels.Epilogue<float>(b, slope, false), y)
            | _ -> ForwardElements.unreachable ()

    let convolve side w groups (xs: Value[]) (y: Value) : unit -> unit =
        let a, b = xs[0], xs[1]
        let samples = a.Shape[0]

        match side with
        | Output -> output ValueNone w groups xs y
        | Input ->
            let shape = lengths w groups samples y.Shape[1] a.Shape[1]

            fun () ->
                match a.Elements, b.Elements, y.Elements with
                | F32 gy, F32 kernel, F32 gx -> Kernels.Convolution.Input<float32>(shape, gy, kernel, gx)
                | F64 gy, F64 kernel, F64 gx -> Kernels.Convolution.Input<float>(shape, gy, kernel, gx)
                | _ -> ForwardElements.unreachable ()
        | Kernel ->
            let shape = lengths w groups samples a.Shape[1] b.Shape[1]

            fun () ->
                match a.Elements, b.Elements, y.Elements with
                | F32 x, F32 gy, F32 gW -> Kernels.Convolution.Kernel<float32>(shape, x, gy, gW)
                | F64 x, F64 gy, F64 gW -> Kernels.Convolution.Kernel<float>(shape, x, gy, gW)
                | _ -> ForwardElements.unreachable ()

    let peak w within (x: Value) (y: Value) =
        let planes = x.Shape[0] * x.Shape[1]

        match x.Elements, y.Elements with
        | F32 a, I32 b ->
            Kernels.Peaks.Find<float32>(a, planes, w.Size, w.Kernel, w.Stride, w.Pad, w.Dilate, w.Out, within, b)
        | F64 a, I32 b ->
            Kernels.Peaks.Find<float>(a, planes, w.Size, w.Kernel, w.Stride, w.Pad, w.Dilate, w.Out, within, b)
        | _ -> ForwardElements.unreachable ()

namespace DeepExp.Functional

open DeepExp

/// The parameters of a convolution along any number of axes: W: out×(in/groups)×kernel…, b: out, or no b.
[<RequireQualifiedAccess>]
type ConvolutionND =
    {
        /// The kernels: out×(in/groups)×kernel….
        W: Tensor
        /// The biases: out; none is 0.
        b: Tensor option
    }

/// <summary>Convolution as a layer: y = W ⋆ x + b.</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ConvolutionND =

    /// <summary>A layer with LeCun-normal W: outChannels×(inChannels/groups)×kernel… and b = 0.</summary>
    /// <exception cref="DeepExpException">The groups do not divide the channels.</exception>
    let init dtype groups inChannels outChannels (kernel: int[]) key : ConvolutionND =
        Require.divides "ConvolutionND" groups [ "inChannels", inChannels; "outChannels", outChannels ]

        {
            W = Initializers.lecunNormal 1.0 dtype (Array.append [| outChannels; inChannels / groups |] kernel) key
            b = Some(Tensor.zeros dtype [| outChannels |])
        }

    /// y = W ⋆ x + b for x: N×C×size…; see Convolution.convolution.
    let forward options (layer: ConvolutionND) x =
        Convolution.convolution options layer.W layer.b x

/// The parameters of a transposed convolution along any number of axes: W: in×(out/groups)×kernel…, b: out, or no b.
[<RequireQualifiedAccess>]
type DeconvolutionND =
    {
        /// The kernels: in×(out/groups)×kernel….
        W: Tensor
        /// The biases: out; none is 0.
        b: Tensor option
    }

/// <summary>The transpose of convolution as a layer.</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module DeconvolutionND =

    /// <summary>A layer with LeCun-normal W: inChannels×(outChannels/groups)×kernel… and b = 0.</summary>
    /// <exception cref="DeepExpException">The groups do not divide the channels.</exception>
    let init dtype groups inChannels outChannels (kernel: int[]) key : DeconvolutionND =
        Require.divides "DeconvolutionND" groups [ "inChannels", inChannels; "outChannels", outChannels ]

        {
            W = Initializers.lecunNormal 1.0 dtype (Array.append [| inChannels; outChannels / groups |] kernel) key
            b = Some(Tensor.zeros dtype [| outChannels |])
        }

    /// The transposed convolution of x: N×C×size…; see Convolution.deconvolution.
    let forward options outsize (layer: DeconvolutionND) x =
        Convolution.deconvolution options outsize layer.W layer.b x

/// The parameters of a convolution of each channel with kernels of its own: W: multiplier×channels×kernel…, b: channels·multiplier.
[<RequireQualifiedAccess>]
type DepthwiseConvolution =
    {
        /// The kernels: multiplier×channels×kernel….
        W: Tensor
        /// The biases: channels·multiplier; none is 0.
        b: Tensor option
    }

/// <summary>Each channel convolved with kernels of its own, as a layer.</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module DepthwiseConvolution =

    /// <summary>A layer with LeCun-normal W: multiplier×channels×kernel… and b = 0.</summary>
    let init dtype channels multiplier (kernel: int[]) key : DepthwiseConvolution =
        {
            W = Initializers.lecunNormal 1.0 dtype (Array.append [| multiplier; channels |] kernel) key
            b = Some(Tensor.zeros dtype [| channels * multiplier |])
        }

    /// y: N×(C·multiplier)×out… for x: N×C×size…; see Convolution.depthwiseConvolution.
    let forward options (layer: DepthwiseConvolution) x =
        Convolution.depthwiseConvolution options layer.W layer.b x

/// The parameters of a convolution with a kernel of its own at every place: W: out×places…×in×kernel…, b: out×places….
[<RequireQualifiedAccess>]
type LocalConvolution =
    {
        /// A kernel for each place: out×places…×in×kernel….
        W: Tensor
        /// A bias for each place: out×places…; none is 0.
        b: Tensor option
    }

/// <summary>Convolution with a kernel of its own at every place, as a layer.</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LocalConvolution =

    /// <summary>A layer with LeCun-normal W: outChannels×places…×inChannels×kernel… and b = 0.</summary>
    let init dtype inChannels outChannels (places: int[]) (kernel: int[]) key : LocalConvolution =
        {
            W =
                Initializers.lecunNormal
                    1.0
                    dtype
                    (Array.concat [ [| outChannels |]; places; [| inChannels |]; kernel ])
                    key
            b = Some(Tensor.zeros dtype (Array.append [| outChannels |] places))
        }

    /// y: N×out×places… for x: N×in×size…; see Convolution.localConvolution.
    let forward stride (layer: LocalConvolution) x =
        Convolution.localConvolution stride layer.W layer.b x

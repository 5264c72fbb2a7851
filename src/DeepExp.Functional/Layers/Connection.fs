namespace DeepExp.Functional

open DeepExp

/// A vector for each of a number of words: W: words×out.
[<RequireQualifiedAccess>]
type EmbedID =
    {
        /// The vectors, a row for each word: words×out.
        W: Tensor
    }

/// <summary>A table of vectors as a layer.</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module EmbedID =

    /// <summary>A layer with W ~ N(0, 1).</summary>
    let init dtype inSize outSize key : EmbedID =
        {
            W = Initializers.normal 1.0 dtype [| inSize; outSize |] key
        }

    /// Row x[i] of W for each index of x (int32); see Connection.embedId.
    let forward ignoreLabel (layer: EmbedID) x =
        Connection.embedId ignoreLabel layer.W x

/// The linear part of a bilinear layer: V1: left×out, V2: right×out, b: out.
[<RequireQualifiedAccess>]
type BilinearPart =
    {
        /// The weights of e1: left×out.
        V1: Tensor
        /// The weights of e2: right×out.
        V2: Tensor
        /// The biases: out.
        b: Tensor
    }

/// The parameters of a bilinear layer: W: left×right×out, and the linear part, or none.
[<RequireQualifiedAccess>]
type Bilinear =
    {
        /// The weights of the products: left×right×out.
        W: Tensor
        /// The linear part; none is 0.
        linear: BilinearPart option
    }

/// <summary>y[n, l] = Σ e1[n, j] e2[n, k] W[j, k, l] + e1 V1 + e2 V2 + b as a layer.</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Bilinear =

    /// <summary>A layer with LeCun-normal W, V1 and V2, and b = 0.</summary>
    let init dtype leftSize rightSize outSize key : Bilinear =
        let draw i shape =
            Initializers.lecunNormal 1.0 dtype shape (Key.at i key)

        {
            W = draw 0 [| leftSize; rightSize; outSize |]
            linear =
                Some
                    {
                        V1 = draw 1 [| leftSize; outSize |]
                        V2 = draw 2 [| rightSize; outSize |]
                        b = Tensor.zeros dtype [| outSize |]
                    }
        }

    /// y: N×out for e1: N×left and e2: N×right; see Connection.bilinear.
    let forward (layer: Bilinear) e1 e2 =
        Connection.bilinear layer.W (layer.linear |> Option.map (fun part -> part.V1, part.V2, part.b)) e1 e2

/// The layers of a highway.
[<RequireQualifiedAccess>]
type Highway =
    {
        /// The layer that x goes through: W is D×D, b is D.
        plain: Linear
        /// How much of it is taken, before the sigmoid: W is D×D, b is D.
        transform: Linear
    }

/// <summary>
/// y = t ⊙ activate(plain x) + (1 - t) ⊙ x with t = sigmoid(transform x): a layer that lets through what it does not change
/// (Srivastava et al., «Highway networks», 2015).
/// </summary>
/// <remarks>
/// \[ y = t \odot f(W x + b) + (1 - t) \odot x, \qquad t = \sigma(W_t x + b_t) \]
/// with the activation \( f \), the layer plain with \( W \) and \( b \), and transform with \( W_t \) and \( b_t \).
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Highway =

    /// <summary>A layer with LeCun-normal W; b is 0 in plain, and -1 in transform, so that much is let through.</summary>
    let init dtype size key : Highway =
        let linear i b =
            { Linear.init dtype size size (Key.at i key) with
                b = Some(Tensor.full dtype [| size |] b)
            }

        {
            plain = linear 0 0.0
            transform = linear 1 -1.0
        }

    /// y: N×D for x: N×D.
    let forward (activate: Tensor -> Tensor) (layer: Highway) x =
        Elementary.linearInterpolate
            (Tensor.sigmoid (Linear.forward layer.transform x))
            (activate (Linear.forward layer.plain x))
            x

/// The convolutions of an Inception module.
[<RequireQualifiedAccess>]
type Inception =
    {
        /// 1×1, to out1 channels.
        conv1: ConvolutionND
        /// 1×1, before conv3.
        proj3: ConvolutionND
        /// 3×3, to out3 channels.
        conv3: ConvolutionND
        /// 1×1, before conv5.
        proj5: ConvolutionND
        /// 5×5, to out5 channels.
        conv5: ConvolutionND
        /// 1×1, after the max pooling.
        projp: ConvolutionND
    }

/// <summary>
/// relu(concat(conv1 x, conv3 relu(proj3 x), conv5 relu(proj5 x), projp(max pooling of x))): convolutions of several sizes side by
/// side, which keep height and width (Szegedy et al., «Going deeper with convolutions», 2015).
/// </summary>
/// <remarks>
/// \[ y = \operatorname{relu} \bigl( \operatorname{conv}_1 x,\ \operatorname{conv}_3 \operatorname{relu}
/// \operatorname{proj}_3 x,\ \operatorname{conv}_5 \operatorname{relu} \operatorname{proj}_5 x,\ \operatorname{proj}_p
/// \operatorname{maxpool} x \bigr) \]
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Inception =

    /// <summary>A module to out1 + out3 + out5 + projPool channels, with LeCun-normal W and b = 0.</summary>
    let init dtype inChannels out1 proj3 out3 proj5 out5 projPool key : Inception =
        let convolution i channels outChannels size =
            ConvolutionND.init dtype 1 channels outChannels [| size; size |] (Key.at i key)

        {
            conv1 = convolution 0 inChannels out1 1
            proj3 = convolution 1 inChannels proj3 1
            conv3 = convolution 2 proj3 out3 3
            proj5 = convolution 3 inChannels proj5 1
            conv5 = convolution 4 proj5 out5 5
            projp = convolution 5 inChannels projPool 1
        }

    /// y: N×(out1 + out3 + out5 + projPool)×H×W for x: N×C×H×W.
    let forward (layer: Inception) x =
        let by pad layer x =
            ConvolutionND.forward
                { Convolution.defaults with
                    pad = [| pad; pad |]
                }
                layer
                x

        [
            by 0 layer.conv1 x
            x |> by 0 layer.proj3 |> Activation.relu |> by 1 layer.conv3
            x |> by 0 layer.proj5 |> Activation.relu |> by 2 layer.conv5
            Pooling.maxPooling [| 3; 3 |] (Some [| 1; 1 |]) [| 1; 1 |] true x
            |> by 0 layer.projp
        ]
        |> Tensor.concat 1
        |> Activation.relu

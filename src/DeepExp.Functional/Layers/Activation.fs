namespace DeepExp.Functional

open DeepExp

/// The linear functions among which maxout chooses: features·pool of them.
[<RequireQualifiedAccess>]
type Maxout =
    {
        /// All the linear functions: W is outSize·poolSize×inSize, b is outSize·poolSize.
        linear: Linear
    }

/// <summary>The largest of several linear functions for each feature (Goodfellow et al., «Maxout networks», 2013).</summary>
/// <remarks>
/// \[ y_{ik} = \max_{0 \le j &lt; p} \bigl( x W^\top + b \bigr)_{i,\,k p + j} \]
/// with the pool size \( p \).
/// </remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Maxout =

    /// <summary>A layer with LeCun-normal W: outSize·poolSize×inSize and b = 0.</summary>
    let init dtype inSize outSize poolSize key : Maxout =
        {
            linear = Linear.init dtype inSize (outSize * poolSize) key
        }

    /// y: N×out for x: N×in.
    let forward poolSize (layer: Maxout) x =
        Activation.maxout poolSize 1 (Linear.forward layer.linear x)

/// The slopes W of a ReLU for negative x, of the shape of x's first axes after the batch.
[<RequireQualifiedAccess>]
type PReLU =
    {
        /// The slopes for negative x, of the shape of x's first axes after the batch; 0.25 at first.
        W: Tensor
    }

/// <summary>x where x ≥ 0, W x elsewhere (He et al., «Delving deep into rectifiers», 2015).</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module PReLU =

    /// Slopes 0.25.
    let init dtype shape : PReLU = { W = Tensor.full dtype shape 0.25 }

    /// x where x ≥ 0, W x elsewhere.
    let forward (layer: PReLU) x = Activation.prelu layer.W x

/// The factor beta of a swish, of the shape of x's first axes after the batch.
[<RequireQualifiedAccess>]
type Swish =
    {
        /// The factors, of the shape of x's first axes after the batch; 1 at first.
        beta: Tensor
    }

/// <summary>x · sigmoid(beta x) (Ramachandran et al., «Searching for activation functions», 2017).</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Swish =

    /// beta = 1.
    let init dtype shape : Swish = { beta = Tensor.ones dtype shape }

    /// x · sigmoid(beta x)
    let forward (layer: Swish) x = Activation.swish layer.beta x

/// A shift b, whose axes are those of x from a given one on.
[<RequireQualifiedAccess>]
type Bias =
    {
        /// The shift; 0 at first.
        b: Tensor
    }

/// <summary>x + b</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Bias =

    /// b = 0.
    let init dtype shape : Bias = { b = Tensor.zeros dtype shape }

    /// x + b, the axes of b being those of x from the given one on.
    let forward axis (layer: Bias) x = Elementary.bias axis layer.b x

/// Factors W, whose axes are those of x from a given one on, and a shift, or none.
[<RequireQualifiedAccess>]
type Scale =
    {
        /// The factors; 1 at first.
        W: Tensor
        /// The shift; none is 0.
        bias: Bias option
    }

/// <summary>x W + b</summary>
/// <remarks>\[ y_{i k \ldots} = x_{i k \ldots} W_k + b_k \]</remarks>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Scale =

    /// W = 1 and b = 0.
    let init dtype shape : Scale =
        {
            W = Tensor.ones dtype shape
            bias = Some(Bias.init dtype shape)
        }

    /// x W + b, the axes of both being those of x from the given one on.
    let forward axis (layer: Scale) x =
        let y = Elementary.scale axis layer.W x

        match layer.bias with
        | Some bias -> Bias.forward axis bias y
        | None -> y

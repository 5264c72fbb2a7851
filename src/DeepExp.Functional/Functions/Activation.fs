namespace DeepExp.Functional

open DeepExp

/// Non-linearities, element by element; the result has the shape of x.
[<RequireQualifiedAccess>]
module Activation =

    /// <summary>x where x &gt; 0, slope · x elsewhere; Chainer's slope is 0.2. At 0 the derivative is the slope.</summary>
    let leakyRelu slope (x: Tensor) = Tensor.rectify slope x x

    /// max(x, 0); at 0 the derivative is 0.
    let relu (x: Tensor) = Tensor.rectify 0.0 x x

    /// (e^x - e^-x) / (e^x + e^-x), with derivative 1 - y².
    let tanh (x: Tensor) = Tensor.tanh x

    /// 1 / (1 + e^-x), with derivative y (1 - y).
    let sigmoid (x: Tensor) = Tensor.sigmoid x

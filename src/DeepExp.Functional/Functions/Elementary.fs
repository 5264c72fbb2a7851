namespace DeepExp.Functional

open System
open DeepExp

/// Elementary functions, element by element: the result has the shape of x, or the shape in which the arguments meet.
[<RequireQualifiedAccess>]
module Elementary =

    /// <summary>arcsin x, an angle from -π/2 to π/2; NaN beyond ±1.</summary>
    /// <remarks>\( y = \arcsin x \)</remarks>
    let arcsin x = Tensor.Apply(Asin, x)

    /// <summary>arctan x, an angle from -π/2 to π/2.</summary>
    /// <remarks>\( y = \arctan x \)</remarks>
    let arctan x = Tensor.Apply(Atan, x)

    /// <summary>The angle of the point (x2, x1), from -π to π: arctan (x1 / x2) in the right quadrant.</summary>
    /// <remarks>\( y = \arg(x_2 + \mathrm{i}\,x_1) \)</remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast, or the types differ.</exception>
    let arctan2 x1 x2 = Tensor.Apply(Atan2, x1, x2)

    /// <summary>arccos x, the angle of the point (x, √(1 - x²)), from 0 to π; NaN beyond ±1.</summary>
    /// <remarks>\( y = \arccos x \)</remarks>
    let arccos (x: Tensor) =
        arctan2 (Tensor.sqrt ((1.0 - x) * (1.0 + x))) x

    /// <summary>e^x - 1, exact near 0.</summary>
    /// <remarks>\( y = e^x - 1 \)</remarks>
    let expm1 x = Tensor.Apply(Expm1, x)

    /// <summary>ln(1 + x), exact near 0.</summary>
    /// <remarks>\( y = \ln(1 + x) \)</remarks>
    let log1p x = Tensor.Apply(Log1p, x)

    /// <summary>The logarithm of x to the base 2.</summary>
    /// <remarks>\( y = \log_2 x = \dfrac{\ln x}{\ln 2} \)</remarks>
    let log2 x : Tensor = Tensor.log x / Math.Log 2.0

    /// <summary>The logarithm of x to the base 10.</summary>
    /// <remarks>\( y = \log_{10} x = \dfrac{\ln x}{\ln 10} \)</remarks>
    let log10 x : Tensor = Tensor.log x / Math.Log 10.0

    /// <summary>artanh x = ½ ln((1 + x) / (1 - x)); NaN beyond ±1.</summary>
    /// <remarks>\( y = \operatorname{artanh} x = \dfrac{1}{2} \ln \dfrac{1 + x}{1 - x} \)</remarks>
    let arctanh (x: Tensor) = 0.5 * (log1p x - log1p -x)

    /// <summary>sinh x = ½ (e^x - e^-x)</summary>
    /// <remarks>\( y = \sinh x = \dfrac{e^x - e^{-x}}{2} \)</remarks>
    let sinh (x: Tensor) = 0.5 * (expm1 x - expm1 -x)

    /// <summary>cosh x = ½ (e^x + e^-x)</summary>
    /// <remarks>\( y = \cosh x = \dfrac{e^x + e^{-x}}{2} \)</remarks>
    let cosh (x: Tensor) = 0.5 * (Tensor.exp x + Tensor.exp -x)

    /// <summary>tan x = sin x / cos x</summary>
    /// <remarks>\( y = \tan x = \dfrac{\sin x}{\cos x} \)</remarks>
    let tan (x: Tensor) = Tensor.sin x / Tensor.cos x

    /// <summary>1 / √x</summary>
    /// <remarks>\( y = \dfrac{1}{\sqrt{x}} \)</remarks>
    let rsqrt x : Tensor = 1.0 / Tensor.sqrt x

    /// <summary>x²</summary>
    /// <remarks>\( y = x^2 \)</remarks>
    let square x = Tensor.power 2.0 x

    /// <summary>
    /// x^exponent, both tensors: the shapes broadcast. NaN where x &lt; 0 and the exponent is no whole number; the derivative with
    /// respect to the exponent is x^exponent ln x.
    /// </summary>
    /// <remarks>
    /// \[ y = x^a, \qquad \frac{\partial y}{\partial x} = a\,x^{a-1}, \qquad
    /// \frac{\partial y}{\partial a} = x^a \ln x \]
    /// with the exponent \( a \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast, or the types differ.</exception>
    let pow (exponent: Tensor) (x: Tensor) = Tensor.Apply(Raise, x, exponent)

    /// <summary>c^exponent for a number c.</summary>
    /// <remarks>\( y = c^a \) with the exponent \( a \).</remarks>
    let powOf (c: float) (exponent: Tensor) =
        pow exponent (Tensor.scalar exponent.DType c)

    /// <summary>The smallest whole number that is not below x; its derivative is 0 wherever it has one.</summary>
    /// <remarks>\( y = \lceil x \rceil \)</remarks>
    let ceil (x: Tensor) = -(Tensor.floor -x)

    /// <summary>
    /// x - divisor · trunc(x / divisor), with the sign of x; the shapes broadcast. The derivative with respect to the divisor is
    /// -trunc(x / divisor).
    /// </summary>
    /// <remarks>\( y = x - d \operatorname{trunc} \dfrac{x}{d} \) with the divisor \( d \).</remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast, or the types differ.</exception>
    let fmod (divisor: Tensor) (x: Tensor) = Tensor.Apply(Remainder, x, divisor)

    let private larger operation (x1: Tensor) (x2: Tensor) =
        Shape.broadcast operation x1.Value.Shape x2.Value.Shape |> ignore
        Tensor.where (Tensor.equal x2 x2) (Tensor.where (x2 - x1) x2 x1) x2

    /// <summary>max(x1, x2); the shapes broadcast. Where both are equal, the gradient goes to x1. NaN on either side stays.</summary>
    /// <remarks>\( y = \max(x_1, x_2) \)</remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast.</exception>
    let maximum (x1: Tensor) (x2: Tensor) = larger "Maximum" x1 x2

    /// <summary>min(x1, x2); the shapes broadcast. Where both are equal, the gradient goes to x1. NaN on either side stays.</summary>
    /// <remarks>\( y = \min(x_1, x_2) \)</remarks>
    /// <exception cref="DeepExpException">The shapes do not broadcast.</exception>
    let minimum (x1: Tensor) (x2: Tensor) = -(larger "Minimum" -x1 -x2)

    /// <summary>The sum of the tensors; the shapes broadcast.</summary>
    /// <remarks>\( y = \sum_i x_i \)</remarks>
    /// <exception cref="DeepExpException">There is no tensor.</exception>
    let add (xs: Tensor list) =
        match xs with
        | [] -> fail "Add" $"there is no tensor; at least one is needed."
        | _ -> List.reduce (+) xs

    let private requireEqual operation (named: (string * Tensor) list) =
        let _, first = named.Head

        if
            named
            |> List.exists (fun (_, x) -> not (Shape.same x.Value.Shape first.Value.Shape))
        then
            let shapes =
                named
                |> List.map (fun (name, x) -> $"{name} has shape {Shape.format x.Value.Shape}")
                |> String.concat ", "

            fail operation $"{shapes}; they must be equal."

    /// <summary>p x + (1 - p) y, for p, x and y of one shape.</summary>
    /// <remarks>\( z = p\,x + (1 - p)\,y \)</remarks>
    /// <exception cref="DeepExpException">The shapes differ.</exception>
    let linearInterpolate (p: Tensor) (x: Tensor) (y: Tensor) =
        requireEqual "LinearInterpolate" [ "p", p; "x", x; "y", y ]
        p * x + (1.0 - p) * y

    /// y with axes of length 1 after its own, so that its axes meet those of x from the given one on.
    let private alongside operation axis (y: Tensor) (x: Tensor) =
        let shape, own = x.Value.Shape, y.Value.Shape
        let first = if axis < 0 then axis + shape.Length else axis

        if
            first < 0
            || first > shape.Length - own.Length
            || not (Shape.same own shape[first .. first + own.Length - 1])
        then
            fail
                operation
                $"y has shape {Shape.format own}, which is not that of x ({Shape.format shape}) from axis {axis} on; each length must be equal."

        Tensor.reshape (Array.append own (Array.create (shape.Length - first - own.Length) 1)) y

    /// <summary>
    /// x + y, the axes of y being those of x from the given one on; Chainer's axis is 1. y is repeated along the other axes of x.
    /// </summary>
    /// <remarks>\( z_{i k \ldots} = x_{i k \ldots} + y_k \)</remarks>
    /// <exception cref="DeepExpException">y has not the lengths of those axes.</exception>
    let bias axis (y: Tensor) (x: Tensor) = x + alongside "Bias" axis y x

    /// <summary>
    /// x · y, the axes of y being those of x from the given one on; Chainer's axis is 1. y is repeated along the other axes of x.
    /// </summary>
    /// <remarks>\( z_{i k \ldots} = x_{i k \ldots}\, y_k \)</remarks>
    /// <exception cref="DeepExpException">y has not the lengths of those axes.</exception>
    let scale axis (y: Tensor) (x: Tensor) = x * alongside "Scale" axis y x

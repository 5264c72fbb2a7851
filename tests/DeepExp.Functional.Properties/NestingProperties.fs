/// Derivatives within derivatives: each follows its own variable and no other.
module DeepExp.Functional.Properties.NestingProperties

open FsCheck.Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators
open DeepExp.Functional.Properties.GradientProperties

[<Property>]
let ``d/dx [x · d/dy (x y)] = 2x`` () =
    forAll point (fun at ->
        let inner x y =
            Gradient.grad (fun y -> Tensor.sum (x * y)) y

        equal (2.0 * at.x) (Gradient.grad (fun x -> Tensor.sum (x * inner x at.v)) at.x))

[<Property>]
let ``d/dx [x · d/dy (x + y)] = 1`` () =
    forAll point (fun at ->
        let inner x y =
            Gradient.grad (fun y -> Tensor.sum (x + y)) y

        equal (Tensor.onesLike at.x) (Gradient.grad (fun x -> Tensor.sum (x * inner x at.v)) at.x))

[<Property>]
let ``d/dx [d/dy e^(xy) at y = x] = (1 + 2x²) e^x²`` () =
    forAll point (fun at ->
        let inner x =
            Gradient.grad (fun y -> Tensor.sum (Tensor.exp (x * y))) x

        let expected = (1.0 + 2.0 * at.x * at.x) * Tensor.exp (at.x * at.x)
        equal expected (Gradient.grad (inner >> Tensor.sum) at.x))

[<Property>]
let ``d/dx [d/dy f(x)] = 0: the inner variable is not the outer`` () =
    forAll point (fun at ->
        let inner x =
            Gradient.grad (fun (_: Tensor) -> Tensor.sum (at.f.Of x)) x

        sameBits (Tensor.zerosLike at.x) (Gradient.grad (fun x -> Tensor.sum (x * inner x)) at.x))

[<Property>]
let ``three deep, each level captures the ones outside`` () =
    forAll point (fun at ->
        // d/dx [x · d/dy (y · d/dz (x y z²) at z = y) at y = x] for single elements: d/dz = 2xyz = 2xy²; d/dy 2xy³ = 6xy²;
        // at y = x it is 6x³; d/dx 6x⁴ = 24x³.
        let dz x y =
            Gradient.grad (fun z -> Tensor.sum (x * y * z * z)) y

        let dy x =
            Gradient.grad (fun y -> Tensor.sum (y * dz x y)) x

        equal (24.0 * at.x ** 3.0) (Gradient.grad (fun x -> Tensor.sum (x * dy x)) at.x))

[<Property>]
let ``a pullback inside a gradient is followed, what comes back included`` () =
    forAll point (fun at ->
        // Jᵀ f(x) is the gradient of ‖f‖²/2.
        let pulled x =
            let y, pull = Gradient.pullback at.f.Of x
            pull y

        let gradient = Gradient.grad (fun x -> 0.5 * Tensor.dot (at.f.Of x) (at.f.Of x))
        equal (gradient at.x) (pulled at.x)

        let along f =
            Gradient.grad (f >> Tensor.dot at.v) at.x

        equal (along gradient) (along pulled))

[<Property>]
let ``a pullback may leave the gradient that it was made in`` () =
    forAll point (fun at ->
        let mutable escaped: (Tensor -> Tensor) option = None

        let gradient =
            Gradient.grad
                (fun x ->
                    let y, pull = Gradient.pullback at.f.Of x
                    escaped <- Some pull
                    Tensor.sum y)
                at.x

        sameBits gradient (escaped.Value(Tensor.onesLike at.x)))

/// The rules of differentiation, for functions drawn at random.
module DeepExp.Functional.Properties.GradientProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

/// A smooth function that keeps its argument's shape, bounded so that compositions stay in range.
[<StructuredFormatDisplay("{Text}")>]
type Smooth = { Text: string; Of: Tensor -> Tensor }

/// Two functions, a point, gradients that come back and directions, all of one shape.
type Point =
    {
        f: Smooth
        g: Smooth
        x: Tensor
        gy: Tensor
        v: Tensor
        w: Tensor
    }

let private smooth shape =
    gen {
        let! a = tensor unit shape

        let steps =
            [
                "tanh x", Tensor.tanh
                "x²/2", (fun x -> 0.5 * x * x)
                "x / (1 + x²)", (fun x -> x / (1.0 + x * x))
                "a x", (fun x -> a * x)
                "a - x", (fun x -> a - x)
                "x Σax", (fun x -> x * Tensor.dot a x / float (max 1 a.Size))
                "e^-x²", (fun x -> Tensor.exp -(x * x))
            ]

        let! taken =
            Gen.choose (1, 3) |> Gen.bind (fun n -> Gen.listOfLength n (Gen.elements steps))

        return
            {
                Text = taken |> List.map fst |> String.concat ", then "
                Of = taken |> List.map snd |> List.reduce (>>)
            }
    }

// Of arrays as large as the last ones, gradients take the places of those that went on.
let point =
    gen {
        let! shape =
            Gen.frequency
                [
                    3, shapeOf 0 0 3
                    1, Gen.elements [ [| 300 |]; [| 17; 20 |]; [| 4; 8; 10 |] ]
                ]

        let! f = smooth shape
        let! g = smooth shape
        let! x = tensor (between -2.0 2.0) shape
        let! gy = tensor unit shape
        let! v = tensor unit shape
        let! w = tensor unit shape

        return
            {
                f = f
                g = g
                x = x
                gy = gy
                v = v
                w = w
            }
    }

let private scalar (x: float) = Tensor.scalar Float64 x

/// Three steps at most, each summing at most 340 terms of order 10: what is equal in exact numbers differs by less.
let equal expected actual =
    nearTensor 1e-11 (1.0 + largest expected) expected actual

let private back f x gy = snd (Gradient.pullback f x) gy

[<Property>]
let ``chain rule: the pullback of g ∘ f is that of g, then that of f`` () =
    forAll point (fun at ->
        let y, backF = Gradient.pullback at.f.Of at.x
        let _, backG = Gradient.pullback at.g.Of y
        equal (backF (backG at.gy)) (back (at.f.Of >> at.g.Of) at.x at.gy))

[<Property>]
let ``chain rule forwards: J of g ∘ f along v is J of g along J of f along v`` () =
    forAll point (fun at ->
        let inner = Gradient.jvp at.f.Of at.x at.v
        equal (Gradient.jvp at.g.Of (at.f.Of at.x) inner) (Gradient.jvp (at.f.Of >> at.g.Of) at.x at.v))

[<Property>]
let ``the derivative is linear in the function`` () =
    forAll point (fun at ->
        let combined x = 2.0 * at.f.Of x - 3.0 * at.g.Of x

        equal (2.0 * back at.f.Of at.x at.gy - 3.0 * back at.g.Of at.x at.gy) (back combined at.x at.gy))

[<Property>]
let ``the gradient of a sum is the sum of gradients`` () =
    forAll point (fun at ->
        let grad (f: Smooth) = Gradient.grad (f.Of >> Tensor.sum) at.x

        equal (grad at.f + grad at.g) (Gradient.grad (fun x -> Tensor.sum (at.f.Of x) + Tensor.sum (at.g.Of x)) at.x))

[<Property>]
let ``product rule`` () =
    forAll point (fun at ->
        let expected =
            back at.f.Of at.x (at.gy * at.g.Of at.x)
            + back at.g.Of at.x (at.gy * at.f.Of at.x)

        equal expected (back (fun x -> at.f.Of x * at.g.Of x) at.x at.gy))

[<Property>]
let ``second derivatives commute: ⟨w, Hv⟩ = ⟨v, Hw⟩`` () =
    forAll point (fun at ->
        let gradient = Gradient.grad (at.f.Of >> at.g.Of >> Tensor.dot at.gy)

        let hessian along =
            Gradient.grad (fun x -> Tensor.dot (gradient x) along) at.x

        let vHw = Tensor.dot at.v (hessian at.w)
        near 1e-10 (1.0 + abs (vHw.ToScalar())) (vHw.ToScalar()) ((Tensor.dot at.w (hessian at.v)).ToScalar()))

[<Property>]
let ``what f does not depend on has a gradient of zeros of its shape`` () =
    forAll (Gen.zip point anyTensor) (fun (at, other) ->
        let gx, gOther =
            Gradient.grad (fun (x, _: Tensor) -> Tensor.sum (at.f.Of x)) (at.x, other)

        sameBits (Gradient.grad (at.f.Of >> Tensor.sum) at.x) gx
        sameBits (Tensor.zerosLike other) gOther
        sameBits (Tensor.zerosLike other) (Gradient.grad (fun _ -> Tensor.sum at.x) other)
        sameBits (Tensor.zerosLike at.x) (Gradient.jvp (fun (_: Tensor) -> at.x) other other))

[<Property>]
let ``a tensor at two places of the parameters has two gradients, which add up to that of the shared one`` () =
    forAll point (fun at ->
        let loss x y = Tensor.dot (at.f.Of x) (at.g.Of y)
        let gx, gy = Gradient.grad (fun (x, y) -> loss x y) (at.x, at.x)
        equal (Gradient.grad (fun x -> loss x x) at.x) (gx + gy))

[<Property>]
let ``detached tensors are constants: the gradient of x · detach x is x`` () =
    forAll point (fun at -> sameBits at.x (Gradient.grad (fun x -> Tensor.dot x (Tensor.detach x)) at.x))

[<Property>]
let ``values and gradients that nobody follows carry no trace`` () =
    forAll point (fun at ->
        let value, gradient = Gradient.valueAndGrad (at.f.Of >> Tensor.sum) at.x
        sameBits (Tensor.sum (at.f.Of at.x)) value

        Assert.False(
            value.IsTracked
            || gradient.IsTracked
            || (Gradient.jvp at.f.Of at.x at.v).IsTracked
        ))

[<Property>]
let ``a pullback gives the same bits again, whatever came back before`` () =
    forAll point (fun at ->
        let _, pull = Gradient.pullback at.f.Of at.x
        let first = pull at.gy
        let other = pull at.w
        sameBits first (pull at.gy)
        sameBits other (back at.f.Of at.x at.w))

[<Property>]
let ``gradients of pieces that were cut out are the piece's in its place`` () =
    forAll (point |> Gen.filter (fun at -> at.x.Rank > 0)) (fun at ->
        let n = at.x.Shape[0]
        let piece i = Tensor.range 0 (i * n) ((i + 1) * n)

        let ofPieces x =
            Tensor.dot at.gy (at.f.Of(piece 0 x)) + Tensor.dot at.w (at.g.Of(piece 1 x))

        let gx = Gradient.grad ofPieces (Tensor.concat 0 [ at.x; at.v ])
        equal (back at.f.Of at.x at.gy) (piece 0 gx)
        equal (back at.g.Of at.v at.w) (piece 1 gx))

[<Property>]
let ``what was computed stays as it is while gradients come back elsewhere`` () =
    forAll (Gen.zip point point) (fun (at, other) ->
        let y, pull = Gradient.pullback (at.f.Of >> at.g.Of) at.x
        let results = [| y; pull at.gy; Gradient.jvp at.f.Of at.x at.v |]
        let copies = results |> Array.map (fun x -> x.ToArray<float>())

        for there in [ at; other; at ] do
            there.f.Of >> there.g.Of |> (fun f -> back f there.x there.w) |> ignore

        Array.iter2 (fun copy (x: Tensor) -> Assert.Equal<float[]>(copy, x.ToArray<float>())) copies results)

[<Fact>]
let ``a trace deeper than a thread's stack is differentiated`` () =
    let deep (x: Tensor) =
        Seq.fold (fun (y: Tensor) _ -> 0.5 * (y + x)) x [ 1..100_000 ]

    Assert.Equal(1.0, (Gradient.grad deep (scalar 3.0)).ToScalar())

[<Property>]
let ``the gradient of a tree has the tree's type, fields that are no tensors included`` () =
    forAll net (fun net ->
        let gradient = Gradient.grad (fun net -> 0.5 * Parameters.dot net net) net
        Assert.Equal(net.name, gradient.name)
        Assert.Equal(net.slope, gradient.slope)
        Assert.Equal<string>(Parameters.names net, Parameters.names gradient)
        nearTree 1e-15 1e3 net gradient)

/// The derivatives of each row of the table, of first, second and third order.
module DeepExp.Functional.Properties.DerivativeProperties

open FsCheck.FSharp
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Cases
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

/// A call, a gradient that comes back to its result, and directions of its inputs.
type Probe =
    {
        Call: Call
        gy: Tensor
        v: Tensor[]
        ws: Tensor[] list
    }

let private probe (case: Case) =
    gen {
        let! call = case.Call

        let! gy = tensor unit (call.Function call.Inputs).Shape

        let! v = directions call.Inputs
        let! ws = Gen.listOfLength 2 (directions call.Inputs)

        return { Call = call; gy = gy; v = v; ws = ws }
    }

let rows = TableProperties.rows

let private holds cases title law =
    check cases (forAll (probe (titled title)) law)

/// Σ |a·b|: the size of the terms of an inner product.
let private termsOf a b =
    Array.map2 (fun a b -> (Tensor.dot (Tensor.abs a) (Tensor.abs b)).ToScalar()) a b
    |> Array.sum

/// ⟨gy, f(x)⟩, then its derivatives along each of the directions in turn.
let private contracted probe directions =
    let along f w xs = Parameters.dot (Gradient.grad f xs) w
    List.scan along (fun xs -> Tensor.dot probe.gy (probe.Call.Function xs)) directions

/// A derivative along v by differences, by the gradient, and the size of the terms that both sum.
type Comparison =
    {
        Numerical: float
        Computed: float
        Scale: float
    }

/// The five-point rule with step h is wrong by h⁴φ⁽⁵⁾/30 and rounds by about ε/h: with h = 5e-4 and directions that move each
/// element by at most itself both stay under 1e-10 of the terms that are summed, here and in each of the derivatives before.
/// Where all terms cancel, as in what is centred, the differences still round by ε/h, about 1e-12, of the numbers that go in.
let private compare probe before =
    let h = 5e-4
    let xs, v = probe.Call.Inputs, probe.v
    let fs = contracted probe before
    let f = List.last fs

    let at (step: float) =
        (f (Array.map2 (fun (x: Tensor) v -> x + step * v) xs v)).ToScalar()

    let numerical = (8.0 * (at h - at -h) - (at (2.0 * h) - at (-2.0 * h))) / (12.0 * h)
    let gradients = fs |> List.map (fun f -> Gradient.grad f xs)

    let terms =
        termsOf [| probe.gy |] [| probe.Call.Function xs |]
        + List.sum (List.map2 termsOf gradients (before @ [ v ]))

    let largestInput = Array.fold (fun most x -> max most (largest x)) 1.0 xs

    {
        Numerical = numerical
        Computed = (Parameters.dot (List.last gradients) v).ToScalar()
        Scale = terms + 1e-3 * largestInput
    }

/// What numerical and computed may differ by, as a part of the scale.
let allowed = 1e-9

let private agreesWithDifferences probe before =
    let it = compare probe before
    near allowed it.Scale it.Numerical it.Computed

/// The largest |numerical - computed| / scale of the first and of the second derivative, over cases of growing size, the same ones
/// each time.
let largestErrors cases (case: Case) =
    let probes =
        [
            for i in 1..cases do
                yield! probe case |> Gen.sampleWithSeed (FsCheck.Rnd(uint64 i)) (100 * i / cases) 1
        ]

    let largest order =
        let error probe =
            let it = compare probe (List.truncate (order - 1) probe.ws)
            abs (it.Numerical - it.Computed) / it.Scale

        probes |> List.map error |> List.max

    largest 1, largest 2

[<Theory; MemberData(nameof rows)>]
let ``the gradient agrees with differences`` title =
    holds 100 title (fun probe -> agreesWithDifferences probe [])

[<Theory; MemberData(nameof rows)>]
let ``the gradient of the gradient agrees with differences`` title =
    holds 100 title (fun probe -> agreesWithDifferences probe (List.truncate 1 probe.ws))

[<Theory; MemberData(nameof rows)>]
let ``the third derivative agrees with differences`` title =
    holds 25 title (fun probe -> agreesWithDifferences probe probe.ws)

[<Theory; MemberData(nameof rows)>]
let ``pullback and Jacobian product are transposes: ⟨gy, Jv⟩ = ⟨Jᵀgy, v⟩`` title =
    holds 100 title (fun probe ->
        let y, back = Gradient.pullback probe.Call.Function probe.Call.Inputs
        let gx = back probe.gy
        let Jv = Gradient.jvp probe.Call.Function probe.Call.Inputs probe.v
        Assert.Equal<int>(y.Shape, Jv.Shape)

        let size a b =
            (Tensor.dot (Tensor.abs a) (Tensor.abs b)).ToScalar()

        // Both sides sum the same products in different orders.
        let scale = size probe.gy Jv + (Array.map2 size gx probe.v |> Array.sum)
        near 1e-12 scale ((Tensor.dot probe.gy Jv).ToScalar()) ((Parameters.dot gx probe.v).ToScalar()))

[<Theory; MemberData(nameof rows)>]
let ``the pullback is linear in what comes back, and gives gradients of the inputs' shapes`` title =
    holds 100 title (fun probe ->
        let y, back = Gradient.pullback probe.Call.Function probe.Call.Inputs
        let other = Tensor.onesLike y

        let apart =
            Array.map2 (fun (a: Tensor) b -> 2.0 * a - 0.5 * b) (back probe.gy) (back other)

        let together = back (2.0 * probe.gy - 0.5 * other)

        for x, g in Array.zip probe.Call.Inputs together do
            Assert.Equal<int>(x.Shape, g.Shape)
            Assert.Equal(x.DType, g.DType)

        let scale = Array.fold (fun most g -> max most (largest g)) 0.0 (back other)
        nearTree 1e-11 (1.0 + scale) apart together)

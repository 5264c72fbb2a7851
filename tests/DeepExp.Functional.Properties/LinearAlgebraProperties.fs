/// What inverses, factors and transforms are for.
module DeepExp.Functional.Properties.LinearAlgebraProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private identity n =
    Tensor.float64 [| n; n |] (Array.init (n * n) (fun at -> if at / n = at % n then 1.0 else 0.0))

let private square = LinearAlgebraCases.matrices [ 1..6 ] [||]

[<Property>]
let ``a matrix times its inverse is the identity`` () =
    forAll square (fun a -> nearTensor 1e-13 1.0 (identity a.Shape[0]) (Tensor.matmul a (LinearAlgebra.inv a)))

[<Fact>]
let ``0 has no inverse`` () =
    refuses "Inv" [ "1×1"; "singular" ] (fun () -> LinearAlgebra.inv (Tensor.zeros Float64 [| 1; 1 |]))

[<Fact>]
let ``a matrix is not singular because its determinant is too small for a number`` () =
    let small = 1e-200 * identity 3
    nearTensor 1e-14 1e200 (1e200 * identity 3) (LinearAlgebra.inv small)

[<Property>]
let ``a matrix is the product of its Cholesky factor and that one's transpose`` () =
    forAll square (fun a ->
        let symmetric = a + Tensor.transpose a
        let L = LinearAlgebra.cholesky symmetric
        nearTensor 1e-13 (largest symmetric) symmetric (Tensor.matmul L (Tensor.transpose L))

        for i in 0 .. a.Shape[0] - 1 do
            for j in i + 1 .. a.Shape[0] - 1 do
                Assert.Equal(0.0, L[i, j]))

[<Property>]
let ``the gradient of a Cholesky factor is symmetric`` () =
    forAll square (fun a ->
        let gradient =
            Gradient.grad (LinearAlgebra.cholesky >> Tensor.sum) (a + Tensor.transpose a)

        nearTensor 1e-13 (1.0 + largest gradient) gradient (Tensor.transpose gradient))

[<Property>]
let ``the inverse Fourier transform takes the transform back`` () =
    forAll (shapeOf 1 1 3 |> Gen.bind (fun shape -> Gen.two (tensor moderate shape))) (fun (real, imaginary) ->
        let real', imaginary' = Fourier.ifft (Fourier.fft (real, imaginary))
        nearTensor 1e-14 10.0 real real'
        nearTensor 1e-14 10.0 imaginary imaginary')

(**
---
title: How the gradients are verified
category: Concepts
categoryindex: 3
index: 11
---
*)
(*** hide ***)
#load "../.site/page.fsx"
#r "../../tests/DeepExp.Functional.Properties/bin/Release/net10.0/FsCheck.dll"
#r "../../tests/DeepExp.Functional.Properties/bin/Release/net10.0/DeepExp.Functional.Properties.dll"
open Page

let properties file name =
    let name = System.Text.RegularExpressions.Regex.Escape name
    part $"tests/DeepExp.Functional.Properties/{file}.fs" $"let (private )?{name} "
(**
# How the gradients are verified

A wrong gradient does not crash. It trains, a little worse, and nobody knows. So every function of this library is held to
laws of mathematics that a wrong gradient breaks.

A law is checked as a property: inputs are drawn at random, in many shapes, empty ones among them, and the law must hold for all. When
one fails, the smallest such input is looked for and reported. Below stands each law with the property that checks it, cut
out of its source while this page was made.

## One table of functions

The functions stand in a table, a row for each: how its inputs are drawn, the call, and its definition as the book writes it. A test
compares the table with the library. A public function of tensors without a row is an error; so it is
not possible to add a function and not verify it. A few are exempt by name, those that have no derivative to check, as
`Tensor.argMax`; they have tests of their own.
*)
(*** hide ***)
properties "TableProperties" "``each primitive and each public function of tensors has one row``"
(*** include-it-raw ***)
(**
## The derivative is the limit of differences

For a function $f$, inputs $x$, a gradient $g_y$ that comes back and a direction $v$, all drawn at random, let

$$$
\varphi(x) = \langle g_y, f(x) \rangle .
*)
(**
Backpropagation says how fast $\varphi$ changes along $v$. So do differences, which know nothing of backpropagation, only $f$:

$$$
\langle J^\mathsf{T} g_y, v \rangle \;\approx\;
\frac{8\,\big(\varphi(x + hv) - \varphi(x - hv)\big) - \big(\varphi(x + 2hv) - \varphi(x - 2hv)\big)}{12\,h}
*)
(**
with $h = 5 \cdot 10^{-4}$. The rule of five points is wrong by $h^4 \varphi^{(5)} / 30$, and its rounding by about $\epsilon / h$. In float64 both are about
$10^{-12}$. The inputs are drawn away from kinks, where there is no derivative to compare with.
*)
(*** hide ***)
properties "DerivativeProperties" "compare"
(*** include-it-raw ***)
(*** hide ***)
properties "DerivativeProperties" "``the gradient agrees with differences``"
(*** include-it-raw ***)
(**
## So are the second and the third

A gradient is a function, and its gradient is held to differences in the same way:

$$$
\varphi_1(x) = \langle \nabla \varphi(x), w \rangle, \qquad
\langle \nabla \varphi_1(x), v \rangle = \langle w, H v \rangle .
*)
(*** hide ***)
properties "DerivativeProperties" "``the gradient of the gradient agrees with differences``"
(*** include-it-raw ***)
(*** hide ***)
properties "DerivativeProperties" "``the third derivative agrees with differences``"
(*** include-it-raw ***)
(**
## Forwards and backwards are transposes

$$$
\langle g_y, J v \rangle = \langle J^\mathsf{T} g_y, v \rangle
*)
(**
Nothing is approximated here, so both sides agree to $10^{-12}$.
*)
(*** hide ***)
properties "DerivativeProperties" "``pullback and Jacobian product are transposes: ⟨gy, Jv⟩ = ⟨Jᵀgy, v⟩``"
(*** include-it-raw ***)
(**
## What comes back is linear

$$$
J^\mathsf{T} (\alpha\, a + \beta\, b) = \alpha\, J^\mathsf{T} a + \beta\, J^\mathsf{T} b
*)
(*** hide ***)
properties "DerivativeProperties" "``the pullback is linear in what comes back, and gives gradients of the inputs' shapes``"
(*** include-it-raw ***)
(**
## The rules of calculus

For functions $f$ and $g$ that are composed at random:

$$$
J_{g \circ f} = J_g\, J_f, \qquad
(fg)' = f' g + f g', \qquad
\langle w, H v \rangle = \langle v, H w \rangle .
*)
(*** hide ***)
properties "GradientProperties" "``chain rule: the pullback of g ∘ f is that of g, then that of f``"
(*** include-it-raw ***)
(*** hide ***)
properties "GradientProperties" "``product rule``"
(*** include-it-raw ***)
(*** hide ***)
properties "GradientProperties" "``second derivatives commute: ⟨w, Hv⟩ = ⟨v, Hw⟩``"
(*** include-it-raw ***)
(**
## Without a bend, layers are one layer

$$$
W_3 (W_2 (W_1 x + b_1) + b_2) + b_3 = (W_3 W_2 W_1)\, x + (W_3 W_2 b_1 + W_3 b_2 + b_3)
*)
(**
Linear layers in sequence are one linear layer. With a leaky ReLU between two of them they are none: this is why a network has one.
*)
(*** hide ***)
properties "CollapseProperties" "``of three layers W = W₃W₂W₁ and b = W₃W₂b₁ + W₃b₂ + b₃``"
(*** include-it-raw ***)
(*** hide ***)
properties "CollapseProperties" "``two layers with a leaky ReLU between them are no line at all``"
(*** include-it-raw ***)
(**
## Functions are pure

A call changes none of its arguments, and the same call gives the same bits, whatever was computed in between.
*)
(*** hide ***)
properties "TableProperties" "``no call, gradient or Jacobian product changes its arguments, and each gives the same bits again``"
(*** include-it-raw ***)
(**
## A plan is the fold

$$$
\texttt{foldCompiled}\;\mathit{step}\;\theta_0\;(b_1, \dots, b_n) =
\mathit{step}(\dots \mathit{step}(\mathit{step}(\theta_0, b_1), b_2) \dots, b_n)
*)
(**
bit by bit, for networks and batches that are drawn at random, here with Adam. Other properties take other optimizers.
*)
(*** hide ***)
properties "PlanProperties" "``a plan gives the bits of the fold``"
(*** include-it-raw ***)
(**
## The façade is the core

Each function of the C# face has a row with its counterpart in the core. Result and gradient are the same bits.
*)
(*** hide ***)
part "tests/DeepExp.Tests/Functions/FunctionsTests.cs" @"p.* SameAsCore\("
(*** include-it-raw ***)
(**
## The numbers are Chainer's

Laws cannot say which convention was meant: whether a variance is divided by $n$ or $n - 1$, on which side of a kink a point lies. There
Chainer is asked. Its outputs and gradients for its functions and links, and the steps of its optimizers, were recorded in float64
once; what this library computes from the same inputs differs by at most $10^{-9}$ of the largest element. (For the few functions that either side
only approximates it is $10^{-7}$.)
*)
(*** hide ***)
part "tests/DeepExp.Conformance/Agree.cs" @"p.* Within\("
(*** include-it-raw ***)
(**
## Can these tests fail?

A gradient that is wrong is found, and the message names an element where it disagrees with the differences. Here is one, with a sine
where the cosine belongs, and what the checker that the library gives you says to it.
*)
open DeepExp
open DeepExp.Functional

let wrong =
    let backward (xs: Tensor[]) _ (gy: Tensor) =
        [| Some(gy * Tensor.sin xs[0]) |]

    Custom.define "Sine" (fun xs -> Tensor.sin xs[0]) backward

let f x = Tensor.sum (wrong [| x |])

try
    Tensor.float64 [| 3 |] [| 0.5; 1.0; 1.5 |]
    |> GradientCheck.verify "Sine" GradientCheck.defaults (Key.ofSeed 0) f
with :? DeepExpException as refused ->
    printfn $"{refused.Message}"
(*** include-output ***)
(**
## All functions, and their largest errors

While this page was made, inputs were drawn for each row of the table, small ones and large ones, always the same. The error of a case
is the difference between both derivatives as a part of the terms that they sum:

$$$
e = \frac{\big|\, D_h \varphi - \langle \nabla \varphi, v \rangle \,\big|}
{\sum |g_y\, f(x)| + \sum |\nabla\varphi \; v| + 10^{-3} \max(1, \max |x|)}
*)
(**
and for the second derivative with the terms $\sum |\nabla\varphi\; w| + \sum |\nabla\varphi_1\; v|$. The last term stands for the rounding of
$x$ itself, where everything else cancels.
*)
(*** hide ***)
open DeepExp.Functional.Properties
open DeepExp.Plotting

let cases = 20
let table = Verification.table cases
let largest = table |> List.map (fun row -> max row.First row.Second) |> List.max
(*** hide ***)
let short (error: float) = error.ToString "0.0e-00"
printfn $"{table.Length} rows, {cases} cases each. Largest error: {short largest}. Allowed: {short Verification.allowed}."
(*** include-output ***)
(*** hide ***)
let curve name error =
    let errors = table |> List.map error |> List.sort |> Array.ofList
    Series(name, Array.init errors.Length (fun i -> float (i + 1)), errors)

let bound =
    Series("allowed", [| 1.0; float table.Length |], Array.create 2 Verification.allowed, Mark.Reference)

Pictures.Curves(
    "The largest error of each function",
    Axis "functions, by their error",
    Axis("e", Scale.Log10),
    [| curve "first derivative" _.First; curve "second derivative" _.Second; bound |]
)
|> show
(*** include-it-raw ***)
(**
Where a curve has not begun, the error is 0, for both derivatives are: the first of what rounds or compares, the second of what is
linear in what is drawn, as a layer's normalization is in $\gamma$ and $\beta$.
*)
(*** hide ***)
let cell error = if error = 0.0 then "0" else short error

let link (name: string) =
    let code = $"<code>{System.Net.WebUtility.HtmlEncode name}</code>"

    match name.Split '.' with
    | [| place; f |] ->
        let isTwofold = not (isNull (typeof<Linear>.Assembly.GetType $"DeepExp.Functional.{place}Module"))
        let page = place.ToLowerInvariant() + (if isTwofold then "module" else "")
        $"""<a href="../reference/deepexp-functional-{page}.html#{f}">{code}</a>"""
    | _ -> code

let row (row: Verification.Row) =
    let names = row.Names |> List.map link |> String.concat " = "
    $"<tr><td>{names}</td><td>{cell row.First}</td><td>{cell row.Second}</td></tr>"

table
|> List.sortBy (fun row -> List.last row.Names)
|> List.map row
|> String.concat "\n"
|> sprintf "<table><thead><tr><th>function</th><th>first derivative</th><th>second derivative</th></tr></thead><tbody>\n%s\n</tbody></table>"
(*** include-it-raw ***)

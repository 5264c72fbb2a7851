(**
---
title: Contributing
category: About
categoryindex: 6
index: 3
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Contributing

## Build and test

```bash
dotnet test DeepExp.Functional.sln -c Release
```

needs the .NET 10 SDK and nothing before it. `.ci/run` does all that is checked: formats, warnings, tests, the tutorial and the site.
Formats are decided by `dotnet csharpier format .` and `dotnet fantomas src tests docs/samples`.

```bash
dotnet build docs/.site
```

makes the documentation site in `site/` (with `npm`, which brings what pages need in a browser). Pages are Markdown or F# scripts
that run while they are made; C# and properties on them are shown from files that are compiled and tested (`csharp` and `part` in
`docs/.site/page.fsx`). The C# of the concepts, `docs/concepts/*.cs`, is also run by its pages and by `tests/DeepExp.Tests/Site`, which
looks up each name in the tables of `docs/coming-from` too. All pages lie in folders of one level, so that `../` is the root and the
site works wherever it is put.

```bash
dotnet test tests/DeepExp.Site -c Release
```

makes the site and opens every page of it in a headless Chromium: errors, links, pictures, formulas, a phone's width, contrast in
light and dark, the search. It needs npm and Chromium (or Chrome; `CHROME_PATH` says where), so it is no part of the solution, whose
tests need the SDK alone. With `DEEPEXP_SITE=site` it looks at the site as it lies there, without making it anew.

Packages go through Paket, whose one source is the folder `.paket/feed`; a build fills it with the packages of `paket.lock`
from whatever feeds the machine is configured for. To add or update a package, edit `paket.dependencies`, then
`dotnet restore .paket/Feed.proj -p:Update=true` and `dotnet paket install`, and commit `paket.lock`.

The version is in `Directory.Build.props`, for all four packages that `dotnet pack` makes: they see each other's internals, so
each asks for the others in just its own version. `tests/DeepExp.Tests/Packages` runs the programs of their readmes
(`src/*/README.md`) with nothing else.

`docs/samples` holds programs of at most 60 lines, which `tests/DeepExp.Tests/Samples` runs as their first lines say; a test fails
for a sample that no other test runs.

A change of the public API shows as a change of a text file in `tests/DeepExp.Tests/PublicApi`; the failing test says how to
accept it.

## Adding a function

Three places: the core, the façade, the rows. Take leaky ReLU.

### The core

`src/DeepExp.Functional/Functions` has it as a composition of primitives, documented with formula, shapes, defaults and errors. The
formula stands there twice: as text in the summary, for editors, and as TeX in the remarks, for the reference.
*)
(*** hide ***)
part "src/DeepExp.Functional/Functions/Activation.fs" "let leakyRelu "
(*** include-it-raw ***)
(**
### The façade

`src/DeepExp/Functions` calls it, with Chainer's name, arguments and defaults.
*)
(*** hide ***)
part "src/DeepExp/Functions/Activation.cs" @"public static Variable LeakyRelu\("
(*** include-it-raw ***)
(**
`Floats`, `FloatsLike` and `Traced` (`src/DeepExp/Argument.cs`) refuse null, integers and mixed types under the name of the
function and of the argument. The remarks are those of the core's function of the same name (`Formulas.xslt`); where the name is
another, `/// <inheritdoc cref="TensorModule.abs" path="/remarks"/>` says whose.

### The rows

A row of the laws says how inputs are drawn, what the function is, and what the book says that it gives:
*)
(*** hide ***)
part "tests/DeepExp.Functional.Properties/Cases/PrimitiveCases.fs" @"map \[ ""Activation\.leakyRelu"""
(*** include-it-raw ***)
(**
Every law is checked for every row: first, second and third derivative against finite differences, the products with the
Jacobian against each other, purity, float32, what is refused (`|> refusing [ ... ]` names wrong calls and words of their
messages). A row of the façade has the call through it and the same in the core, which must agree bit for bit:
*)
(*** hide ***)
part "tests/DeepExp.Tests/Functions/ActivationRows.cs" @"new\(""LeakyRelu"", .*, 0\."
(*** include-it-raw ***)
(**
Tests fail for a function of the core without an entry in the façade, for either without a row, and for an entry that is not
its own; and the file of the public API wants the new names reviewed. Chainer's own numbers need no row: `tests/DeepExp.Conformance` finds each function and link of its golden files in the
façade by name, binds Chainer's arguments, and compares outputs and gradients. What the façade refuses goes with its whole
message into a table of `tests/DeepExp.Tests/WrongCalls`.

A composition becomes a primitive only where a benchmark shows that it must. A primitive is a case of `Op`; the compiler
then asks for its shape (`OpShape.fs`), its computation (`Forward.fs`), its derivative (`Backward.fs`) and its plain source (`Source/PlainSource.fs`).

## What is expected

- Formulas as they stand in the book, in the field's letters: x, y, t, W, b, gy, gx, gW.
- Messages that name the operation, the shapes and the rule.
- Properties in float64, away from kinks by construction; a failing seed becomes a fixed example.
- Speed is shown in `tests/DeepExp.Benchmarks`, as medians and ratios in one run, never asserted by a test.
*)

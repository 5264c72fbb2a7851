namespace DeepExp

/// A language in which a network can be written out.
[<RequireQualifiedAccess>]
type SourceLanguage =
    /// A static C# class.
    | CSharp
    /// A C99 file.
    | C

namespace DeepExp.Functional

open System
open System.Globalization
open DeepExp

/// What C and C# share but for the names of functions: numbers, loops over the indices of a shape, places in row-major arrays.
[<RequireQualifiedAccess>]
module internal SourceText =

    let indent = List.map (fun line -> if line = "" then "" else "    " + line)

    let scalarType =
        function
        | Float32 -> "float"
        | Float64 -> "double"
        | Int32 -> "int"

    let private infinity language dtype isNegative =
        match language with
        | SourceLanguage.C -> if isNegative then "-INFINITY" else "INFINITY"
        | SourceLanguage.CSharp ->
            text $"""{scalarType dtype}.{if isNegative then "Negative" else "Positive"}Infinity"""

    let number language dtype (value: float) =
        if Double.IsNaN value then
            fail "Export" $"the network holds {value}, which is no number that plain source can state."

        let isInfinite, text =
            match dtype with
            | Float32 -> Single.IsInfinity(float32 value), (float32 value).ToString("R", CultureInfo.InvariantCulture)
            | _ -> Double.IsInfinity value, value.ToString("R", CultureInfo.InvariantCulture)

        if isInfinite then
            infinity language dtype (value < 0.0)
        else
            let text =
                if dtype <> Int32 && text.IndexOfAny [| '.'; 'E' |] < 0 then
                    text + ".0"
                else
                    text

            if dtype = Float32 then text + "f" else text

    /// A function of the mathematical library, by its name in C.
    let call language dtype (name: string) =
        match language, dtype with
        | SourceLanguage.C, Float32 -> name + "f"
        | SourceLanguage.C, _ -> name
        | SourceLanguage.CSharp, Float32 -> text $"MathF.{Char.ToUpperInvariant name[0]}{name[1..]}"
        | SourceLanguage.CSharp, _ -> text $"Math.{Char.ToUpperInvariant name[0]}{name[1..]}"

    let block head body = [ head; "{" ] @ indent body @ [ "}" ]

    let loop variable start stop body =
        block (text $"for (int {variable} = {start}; {variable} < {stop}; {variable}++)") body

    /// One loop for each axis of the shape that is longer than 1, around the lines inside; i0 counts the first axis.
    let loops (shape: Shape) inside =
        let around axis inside =
            if shape[axis] = 1 then
                inside
            else
                loop (text $"i{axis}") 0 shape[axis] inside

        Array.foldBack around [| 0 .. shape.Length - 1 |] inside

    let term variable stride =
        match stride with
        | 0 -> []
        | 1 -> [ variable ]
        | _ -> [ text $"{variable} * {stride}" ]

    /// Of the loops over a shape, what each adds to a place.
    let terms (shape: Shape) (strides: int[]) =
        [
            for axis in 0 .. shape.Length - 1 do
                if shape[axis] <> 1 then
                    yield! term (text $"i{axis}") strides[axis]
        ]

    let sum terms =
        if List.isEmpty terms then
            "0"
        else
            String.concat " + " terms

    /// The place that the loops over a shape stand at, from a start.
    let placeFrom start shape strides =
        match terms shape strides with
        | [] -> string<int> start
        | terms when start < 0 -> text $"{sum terms} - {-start}"
        | terms when start > 0 -> text $"{sum terms} + {start}"
        | terms -> sum terms

    /// The place, in an array of the shape itself, that the loops over it stand at.
    let place (shape: Shape) = placeFrom 0 shape (Shape.strides shape)

    let clear (y: string) size = loop "i" 0 size [ text $"{y}[i] = 0;" ]

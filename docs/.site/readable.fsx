/// What the generator cannot read is written otherwise in the copies that it reads: `readable.fsx FOLDER ASSEMBLY…`.
open System
open System.IO
open System.Text
open System.Text.RegularExpressions

let folder = fsi.CommandLineArgs[1]

let serialized (text: string) =
    [| byte text.Length; yield! Encoding.UTF8.GetBytes text |]

/// It leaves a type out when one of its attributes names a type, as C#'s [CollectionBuilder(typeof(T), "Create")] does: here that name
/// becomes null.
let withoutBuilder (name: string) (bytes: byte[]) =
    let rest = serialized "Create"
    let blob = [| 1uy; 0uy; yield! serialized name; yield! rest; 0uy; 0uy |]
    let start = bytes.AsSpan().IndexOf(blob.AsSpan())

    if start >= 0 then
        let without = [| 1uy; 0uy; 255uy; yield! rest |]
        Array.fill bytes start blob.Length 0uy
        without.CopyTo(bytes, start)

/// It looks for conversions without what they give, and for arrays of two axes under F#'s name of them. Of conversions that differ
/// in what they give alone, it takes what the first one says.
let withItsNames (comments: string) =
    Regex.Replace(
        comments,
        "<member name=\"[^\"]*\"",
        fun name -> Regex.Replace(name.Value.Replace("[0:,0:]", "[0:]"), "~[^\"]*", "")
    )

for name in fsi.CommandLineArgs[2..] do
    let library = Path.Combine(folder, $"{name}.dll")
    let bytes = File.ReadAllBytes library
    withoutBuilder "DeepExp.Extents" bytes
    File.WriteAllBytes(library, bytes)
    let comments = Path.Combine(folder, $"{name}.xml")
    File.WriteAllText(comments, withItsNames (File.ReadAllText comments))

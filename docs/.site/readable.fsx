/// The generator leaves a type out when one of its attributes names a type, as C#'s [CollectionBuilder(typeof(T), "Create")] does.
/// In the copy of the library that it reads, that name becomes null.
open System
open System.IO
open System.Text

let serialized (text: string) =
    [| byte text.Length; yield! Encoding.UTF8.GetBytes text |]

let library = fsi.CommandLineArgs[1]
let bytes = File.ReadAllBytes library

for name in fsi.CommandLineArgs[2..] do
    let rest = serialized "Create"
    let blob = [| 1uy; 0uy; yield! serialized name; yield! rest; 0uy; 0uy |]
    let start = bytes.AsSpan().IndexOf(blob.AsSpan())

    if start >= 0 then
        let without = [| 1uy; 0uy; 255uy; yield! rest |]
        Array.fill bytes start blob.Length 0uy
        without.CopyTo(bytes, start)

File.WriteAllBytes(library, bytes)

module internal DeepExp.Functional.AssemblyInfo

open System.Runtime.CompilerServices

[<assembly: InternalsVisibleTo "DeepExp">]
[<assembly: InternalsVisibleTo "DeepExp.Functional.Properties">]
do ()

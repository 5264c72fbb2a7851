/// What the documentation shows of the properties: how far derivatives are from differences, for each function.
module DeepExp.Functional.Properties.Verification

/// What an error may be.
let allowed = DerivativeProperties.allowed

/// A row of the table of cases: its names, and the largest error of its first and of its second derivative; see DerivativeProperties.largestErrors.
type Row =
    {
        Names: string list
        First: float
        Second: float
    }

/// All rows, each with the same number of cases.
let table cases =
    Cases.all
    |> List.map (fun case ->
        let first, second = DerivativeProperties.largestErrors cases case

        {
            Names = case.Names
            First = first
            Second = second
        })

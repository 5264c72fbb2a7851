namespace DeepExp.Functional

open DeepExp

/// Functions of one and two elements as expressions of C and C#.
[<RequireQualifiedAccess>]
module internal SourceExpression =

    let unsupported op : 'a =
        fail "Export" $"the network uses {Op.name op}, which is not among the functions that plain source can state."

    let unary language dtype f (x: string) =
        let number = SourceText.number language dtype
        let call = SourceText.call language dtype

        match f with
        | Scale factor -> text $"{number factor} * {x}"
        | Shift term -> text $"{x} + {number term}"
        | Power exponent -> text $"""{call "pow"}({x}, {number exponent})"""
        | Abs -> text $"{x} < 0 ? -{x} : {x}"
        | Sign -> text $"{x} > 0 ? 1 : {x} < 0 ? -1 : 0"
        | Floor -> text $"""{call "floor"}({x})"""
        | Exp -> text $"""{call "exp"}({x})"""
        // (e^x - 1) / (e^x + 1) = tanh(x/2): nothing cancels.
        | Expm1 -> text $"""{call "tanh"}({number 0.5} * {x}) * ({call "exp"}({x}) + 1)"""
        | Log -> text $"""{call "log"}({x})"""
        // ln(1 + x) = 2 artanh(x / (2 + x)): near 0 nothing cancels.
        | Log1p ->
            text
                $"""{x} > {number -0.5} && {x} < {number 0.5} ? 2 * {call "atanh"}({x} / (2 + {x})) : {call "log"}(1 + {x})"""
        | Sqrt -> text $"""{call "sqrt"}({x})"""
        | Sin -> text $"""{call "sin"}({x})"""
        | Cos -> text $"""{call "cos"}({x})"""
        | Asin -> text $"""{call "asin"}({x})"""
        | Atan -> text $"""{call "atan"}({x})"""
        | Tanh -> text $"""{call "tanh"}({x})"""
        | Sigmoid -> text $"""1 / (1 + {call "exp"}(-{x}))"""
        // max(x, 0) + ln(1 + e^-|x|), the logarithm as in Log1p.
        | Softplus ->
            text $"""({x} > 0 ? {x} : 0) + 2 * {call "atanh"}(1 / (1 + 2 * {call "exp"}({x} > 0 ? {x} : -{x})))"""
        | Clip(low, high) -> text $"{x} < {number low} ? {number low} : {x} > {number high} ? {number high} : {x}"
        | Erf
        | Erfc
        | Erfcx
        | ErfInv
        | ErfcInv
        | LogGamma
        | Digamma -> unsupported (Unary f)

    let binary language dtype f (a: string) (b: string) =
        let call = SourceText.call language dtype

        match f with
        | Add -> text $"{a} + {b}"
        | Subtract -> text $"{a} - {b}"
        | Multiply -> text $"{a} * {b}"
        | Divide -> text $"{a} / {b}"
        | Raise -> text $"""{call "pow"}({a}, {b})"""
        | Remainder ->
            match language with
            | SourceLanguage.C -> text $"""{call "fmod"}({a}, {b})"""
            | SourceLanguage.CSharp -> text $"{a} %% {b}"
        | Atan2 -> text $"""{call "atan2"}({a}, {b})"""
        | Equal -> text $"{a} == {b} ? 1 : 0"
        // Asked this way round, NaN passes; and 0 · ∞ is not computed.
        | Rectify 0.0 -> text $"{a} <= 0 ? 0 : {b}"
        | Rectify slope -> text $"{a} <= 0 ? {SourceText.number language dtype slope} * {b} : {b}"
        | Zeta -> unsupported (Binary f)

/// Special functions are right to the last digits, from one end of the numbers to the other.
module DeepExp.Functional.Properties.SpecialFunctionProperties

open System
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims

let private functions =
    Map
        [
            "erf", Special.erf
            "erfc", Special.erfc
            "erfcx", Special.erfcx
            "erfInv", Special.erfInv
            "erfcInv", Special.erfcInv
            "lgamma", Special.lgamma
            "digamma", Special.digamma
            "ndtr", Special.ndtr
            "ndtri", Special.ndtri
            "logNdtr", Special.logNdtr
        ]

let private at name x =
    (functions[name](Tensor.scalar Float64 x)).ToScalar()

let private close (expected: float) actual =
    near 1e-13 (abs expected) expected actual

/// Computed with 60 digits.
let private digits =
    [
        "erf", 1.0e-300, 1.1283791670955126e-300
        "erf", 1.0e-05, 1.1283791670579e-05
        "erf", 0.3, 0.3286267594591274
        "erf", 1.0, 0.8427007929497149
        "erf", -2.5, -0.999593047982555
        "erf", 5.9, 0.9999999999999999
        "erfc", -5.0, 1.9999999999984626
        "erfc", -0.1, 1.1124629160182848
        "erfc", 1.0e-20, 1.0
        "erfc", 0.47, 0.5062549491139179
        "erfc", 1.0, 0.15729920705028513
        "erfc", 3.0, 2.209049699858544e-05
        "erfc", 10.0, 2.088487583762545e-45
        "erfc", 26.0, 5.663192408856143e-296
        "erfcx", -26.0, 7.657724931490568e+293
        "erfcx", -2.0, 108.94090438997797
        "erfcx", -1.0e-09, 1.0000000011283792
        "erfcx", 0.5, 0.6156903441929259
        "erfcx", 1.99, 0.2564678367195299
        "erfcx", 2.0, 0.25539567631050575
        "erfcx", 3.7, 0.1474349975371851
        "erfcx", 25.0, 0.02254957243264136
        "erfcx", 300.0, 0.0018806214973780646
        "erfcx", 10000000000.0, 5.641895835477563e-11
        "erfcx", 1.0e+200, 5.641895835477563e-201
        "erfInv", 1.0e-200, 8.86226925452758e-201
        "erfInv", -0.3, -0.2724627147267543
        "erfInv", 0.9, 1.1630871536766743
        "erfInv", 0.9999999999, 4.572824958544925
        "erfcInv", 1.0e-300, 26.209469960516124
        "erfcInv", 1.0e-20, 6.601580622355143
        "erfcInv", 0.01, 1.8213863677184496
        "erfcInv", 0.999999, 8.862269254784741e-07
        "erfcInv", 1.5, -0.4769362762044699
        "erfcInv", 1.9999999, -3.7665625814958155
        "lgamma", 1.0e-300, 690.7755278982137
        "lgamma", 1.0e-09, 20.723265836369194
        "lgamma", 0.3, 1.0957979948180756
        "lgamma", 0.4999, 0.5725613186041184
        "lgamma", 1.0000000001, -5.772157125783244e-11
        "lgamma", 1.3, -0.10817480950786047
        "lgamma", 1.5, -0.12078223763524522
        "lgamma", 1.9999999999, -4.2278437004755317e-11
        "lgamma", 2.2, 0.09694746679063887
        "lgamma", 2.6, 0.35741186354897986
        "lgamma", 7.7, 7.926541356269005
        "lgamma", 11.99, 17.477885575426185
        "lgamma", 12.01, 17.526738806509965
        "lgamma", 171.5, 709.1431630309282
        "lgamma", 10000000000.0, 220258509288.81058
        "lgamma", 1.0e+300, 6.897755278982137e+302
        "lgamma", -0.5, 1.2655121234846454
        "lgamma", -3.7, -1.3797399049658245
        "lgamma", -100.3, -363.7662061826763
        "lgamma", -1000000.25, -12815520.347232489
        "digamma", 1.0e-300, -9.999999999999999e+299
        "digamma", 1.0e-06, -1000000.5772140201
        "digamma", 0.5, -1.9635100260214235
        "digamma", 1.0, -0.5772156649015329
        "digamma", 2.5, 0.7031566406452432
        "digamma", 9.99, 2.250700372831201
        "digamma", 10.01, 2.2528037003181356
        "digamma", 100000.0, 11.512920464961896
        "digamma", 1.0e+300, 690.7755278982137
        "digamma", -0.5, 0.03648997397857652
        "digamma", -3.7, -0.8450768588704194
        "digamma", -1000000.25, 16.957103961553827
        "ndtr", -20.0, 2.7536241186062337e-89
        "ndtr", -5.0, 2.866515718791939e-07
        "ndtr", 0.0, 0.5
        "ndtr", 0.7, 0.758036347776927
        "ndtr", 9.0, 1.0
        "ndtri", 1.0e-300, -37.0470962993612
        "ndtri", 1.0e-10, -6.361340902404057
        "ndtri", 0.3, -0.5244005127080408
        "ndtri", 0.7, 0.5244005127080407
        "ndtri", 0.99, 2.3263478740408408
        "logNdtr", -1.0e+100, -5.0e+199
        "logNdtr", -100000.0, -5000000012.431864
        "logNdtr", -40.0, -804.6084420137538
        "logNdtr", -20.0, -203.91715537109727
        "logNdtr", -3.0, -6.607726221510349
        "logNdtr", -1.001, -1.8425471807560767
        "logNdtr", -1.0, -1.8410216450092636
        "logNdtr", -0.999, -1.839496910164778
        "logNdtr", 0.0, -0.6931471805599453
        "logNdtr", 5.0, -2.866516129637636e-07
        "logNdtr", 8.0, -6.220960574271786e-16
        "logNdtr", 20.0, -2.7536241186062337e-89
    ]

[<Fact>]
let ``digits are those of 60-digit arithmetic`` () =
    for name, x, y in digits do
        close y (at name x)

let private zetas =
    [
        1.0001, 0.5, 10001.963645377935
        1.5, 1.0e-100, 1.0e+150
        2.0, 1.0, 1.6449340668482264
        2.0, 1000000.0, 1.0000005000001667e-06
        3.0, 0.1, 1000.9307286891718
        7.0, 12.0, 7.111595356135794e-08
        33.0, 2.5, 7.378808767672583e-14
        100.0, 12.5, 2.0379627329918625e-110
        100.0, 1.0, 1.0
        300.0, 1.0, 1.0
        2.0, -0.5, 8.934802200544679
        3.0, -0.3, -33.81954059994158
        8.0, -7.7, 15259.064351772997
        3.0, -1000.25, -62.01255286134892
    ]

[<Fact>]
let ``digits of zeta are those of 60-digit arithmetic`` () =
    for s, q, y in zetas do
        close y ((Special.zeta (Tensor.scalar Float64 s) (Tensor.scalar Float64 q)).ToScalar())

let private polygammas =
    [
        0, 2.5, 0.7031566406452432
        1, 0.3, 12.245364546107732
        2, 7.7, -0.01919812143532196
        3, -0.4, 281.78204104534575
        5, 1000.0, 2.4060059999944e-14
        10, 2.0, -1793.311606628713
    ]

[<Fact>]
let ``digits of polygamma are those of 60-digit arithmetic`` () =
    for n, x, y in polygammas do
        close y ((Special.polygamma (Tensor.scalar Int32 (float n)) (Tensor.scalar Float64 x)).ToScalar())

[<Fact>]
let ``poles, ends and what lies beyond`` () =
    let same expected name x = Assert.Equal(expected, at name x)

    same infinity "erfcx" -27.0
    same 0.0 "erfcx" infinity
    same infinity "erfInv" 1.0
    same -infinity "erfInv" -1.0
    same nan "erfInv" 1.5
    same infinity "erfcInv" 0.0
    same -infinity "erfcInv" 2.0
    same nan "erfcInv" -0.1
    same 0.0 "lgamma" 1.0
    same 0.0 "lgamma" 2.0
    same infinity "lgamma" -3.0
    same -infinity "digamma" 0.0
    same nan "digamma" -3.0

    for name in functions.Keys do
        same nan name nan

[<Fact>]
let ``far below 0 the logarithm of the normal distribution still has its slope -x - 1/x`` () =
    for x in [ -1e2; -1e4; -1e8 ] do
        let slope = Gradient.grad Special.logNdtr (Tensor.scalar Float64 x)
        near 1e-7 (abs x) (-x - 1.0 / x) (slope.ToScalar())

[<Fact>]
let ``arccos keeps its digits beside 1 and -1, where it is steep`` () =
    let arccos x =
        (Elementary.arccos (Tensor.scalar Float64 x)).ToScalar()

    for k in 1..52 do
        let x = 1.0 - 2.0 ** -float k
        near 1e-15 (Math.Acos x) (Math.Acos x) (arccos x)
        near 1e-15 Math.PI (Math.Acos -x) (arccos -x)

    Assert.Equal((0.0, Math.PI), (arccos 1.0, arccos -1.0))

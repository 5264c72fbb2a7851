using F = DeepExp.Functions;

namespace DeepExp.Tests;

public partial class WrongCalls
{
    private static Table Basics =>
        new()
        {
            {
                "Linear: x has 3 features (shape 100×3) but W expects 1 (shape 16×1).",
                () => F.Linear(Ones(100, 3), Ones(16, 1))
            },
            {
                "MeanSquaredError: y has shape 2 and t has shape 2×1; they must be equal.",
                () => F.MeanSquaredError(Ones(2), Ones(2, 1))
            },
            {
                "Reshape: shape 2×3 has 6 elements, 4 would have 4; a reshape keeps their number.",
                () => F.Reshape(Ones(2, 3), 4)
            },
            {
                "Sum: axis 2 does not exist in shape 2×3; axes go from -2 to 1.",
                () => F.Sum(Ones(2, 3), axis: 2)
            },
            {
                "Exp: x is 2 int32, but the function is defined for float32 and float64; cast it first.",
                () => F.Exp(Labels(0, 1))
            },
            {
                "Multiply: x is 2 float32 and y is 2 float64; element types are never mixed: cast one of them.",
                () => (Variable)Ones(2) * Ones64(2)
            },
        };
}

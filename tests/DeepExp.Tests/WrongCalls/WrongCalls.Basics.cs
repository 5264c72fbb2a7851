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
                "MeanSquaredError: shapes 2 and 2×1 differ; they must be equal.",
                () => F.MeanSquaredError(Ones(2), Ones(2, 1))
            },
            {
                "Relu: x is 2 int32, but the function is defined for float32 and float64; cast it first.",
                () => F.Relu(Labels(0, 1))
            },
            {
                "Linear: x is 2×3 float32 and W is 4×3 float64; element types are never mixed: cast one of them.",
                () => F.Linear(Ones(2, 3), Ones64(4, 3))
            },
            {
                "Mean: axis 2 does not exist in shape 2×3; axes go from -2 to 1.",
                () => F.Mean(Ones(2, 3), axis: 2)
            },
            {
                "Average: axis 2 does not exist in shape 2×3; axes go from -2 to 1.",
                () => F.Average(Ones(2, 3), axis: 2)
            },
            {
                "Tile: shape 100000×1×100000×1 has more elements than an array can hold (2147483591).",
                () => F.Tile(Ones(1, 1), 100_000, 100_000)
            },
            {
                "Hyperparam: there is no hyperparameter «lr»; there are [alpha, beta1, beta2, eps, eta, weightDecayRate, amsgrad, adabound, finalLr, gamma, initialAlpha].",
                () => new Adam().Hyperparam["lr"]
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

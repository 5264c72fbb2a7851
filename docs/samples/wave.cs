// An LSTM learns to continue sine waves, with gradients that go back 20 steps:
//   dotnet run -c Release docs/samples/wave.cs
#:project ../../src/DeepExp
using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

Rng.Seed(0);
var lstm = new L.LSTM(1, 32);
var model = new Sequential(lstm, new L.Linear(32, 1));
var optimizer = new Adam(alpha: 0.005).Setup(model);
for (var sequence = 0; sequence < 100; sequence++)
{
    lstm.ResetState();
    var phase = Math.Tau * (Variable)Rng.Uniform(32, 1);
    for (var start = 0; start < 100; start += 20)
    {
        var loss = Enumerable
            .Range(start, 20)
            .Select(step => Loss(Sine(phase, step), Sine(phase, step + 1)))
            .Aggregate((sum, one) => sum + one);
        model.ClearGrads();
        loss.Backward();
        loss.UnchainBackward();
        optimizer.Update();
    }
}

// It hears the wave for 50 steps, and then only itself.
using var test = Config.TestMode();
using var noBackprop = Config.NoBackpropMode();
lstm.ResetState();
Variable zero = new float[1, 1];
var y = zero;
for (var step = 0; step < 50; step++)
    y = model.Forward(Sine(zero, step));
var squares = 0.0;
for (var step = 50; step < 150; step++)
{
    var error = y.Item() - Math.Sin(0.3 * step);
    squares += error * error;
    y = model.Forward(y);
}
Console.WriteLine($"RMSE of the 100 steps that it continues: {Math.Sqrt(squares / 100):F4}");

static Variable Sine(Variable phase, int step) => F.Sin(phase + 0.3 * step);

Variable Loss(Variable x, Variable next) => F.MeanSquaredError(model.Forward(x), next);

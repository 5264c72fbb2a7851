// A model that answers over HTTP, many requests at once:
//   dotnet run -c Release docs/samples/serve.cs --urls http://127.0.0.1:5000
//   curl 'http://127.0.0.1:5000/predict?x=0.2'
#:sdk Microsoft.NET.Sdk.Web
#:project ../../src/DeepExp
using System.Globalization;
using DeepExp;
using F = DeepExp.Functions;
using L = DeepExp.Links;

Rng.Seed(0);
var model = new Sequential(new L.Linear(1, 16), F.LeakyRelu, new L.Linear(16, 1));
var optimizer = new Adam(alpha: 0.01).Setup(model);
for (var step = 0; step < 5000; step++)
{
    Variable x = Rng.Uniform(100, 1);
    optimizer.Update(Loss, x, F.Exp(x));
}

var app = WebApplication.Create(args);
app.MapGet("/predict", (float x) => Predict(x).ToString(CultureInfo.InvariantCulture));
app.Run();

// Nothing in a trained model changes in TestMode, and all threads may use it at once. Links that keep something of each call are
// the exception, as L.LSTM its state and L.Classifier its loss: let each request have a model.Copy() of its own.
// Config belongs to the thread: its scopes stand around the call, with no await within.
double Predict(float x)
{
    using var test = Config.TestMode();
    using var noBackprop = Config.NoBackpropMode();
    Variable input = new[] { x };
    return model.Forward(input.Reshape(1, 1)).Item();
}

Variable Loss(Variable x, Variable t) => F.MeanSquaredError(model.Forward(x), t);

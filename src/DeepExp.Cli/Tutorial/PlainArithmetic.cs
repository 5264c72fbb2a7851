namespace DeepExp.Cli.Tutorial;

/// <summary>The trained network without the library: loops, sums and products.</summary>
internal sealed class PlainArithmetic(
    float[,] W1,
    float[] b1,
    float[,] W2,
    float[] b2,
    float[,] W3,
    float[] b3
)
{
    public float Get(float x) => Layer(Layer(Layer([x], W1, b1), W2, b2), W3, b3)[0];

    private static float[] Layer(float[] x, float[,] W, float[] b)
    {
        var y = new float[b.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var sum = b[i];
            for (var j = 0; j < x.Length; j++)
                sum += W[i, j] * x[j];
            y[i] = sum > 0 ? sum : 0.2f * sum;
        }
        return y;
    }
}

using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// y[n, l] = Σ e1[n, j] e2[n, k] W[j, k, l] + e1 V1 + e2 V2 + b, with parameters W: J×K×L, V1: J×L, V2: K×L and b: L.
/// </summary>
public sealed class Bilinear : Link
{
    /// <summary>A layer from two vectors to one.</summary>
    /// <param name="leftSize">The number J of features of e1.</param>
    /// <param name="rightSize">The number K of features of e2.</param>
    /// <param name="outSize">The number L of features of y.</param>
    /// <param name="nobias">Whether to leave out V1, V2 and b.</param>
    /// <param name="initialW">How W begins; LeCun-normal by default, with the fan-in of W's own shape: K · L.</param>
    /// <param name="initialBias">How V1, V2 and b begin; LeCun-normal and 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public Bilinear(
        int leftSize,
        int rightSize,
        int outSize,
        bool nobias = false,
        Initializer? initialW = null,
        (Initializer V1, Initializer V2, Initializer B)? initialBias = null
    )
    {
        Sizes.RequirePositive(
            "Bilinear",
            ("leftSize", leftSize),
            ("rightSize", rightSize),
            ("outSize", outSize)
        );
        var lecun = Initializer.LeCunNormal();
        W = AddParam("W", [leftSize, rightSize, outSize], initializer: initialW ?? lecun);
        if (nobias)
            return;
        V1 = AddParam("V1", [leftSize, outSize], initializer: initialBias?.V1 ?? lecun);
        V2 = AddParam("V2", [rightSize, outSize], initializer: initialBias?.V2 ?? lecun);
        B = AddParam("b", [outSize], initializer: initialBias?.B ?? 0.0);
    }

    /// <summary>The form, J×K×L.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The weights of e1, J×L; null without bias.</summary>
    public DeepExp.Parameter? V1 { get; }

    /// <summary>The weights of e2, K×L; null without bias.</summary>
    public DeepExp.Parameter? V2 { get; }

    /// <summary>The biases, L; null without bias.</summary>
    public DeepExp.Parameter? B { get; }

    /// <summary>y: N×L for e1: N×J and e2: N×K.</summary>
    public Variable Forward(Variable e1, Variable e2) =>
        V1 is null || V2 is null || B is null
            ? F.Bilinear(e1, e2, W)
            : F.Bilinear(e1, e2, W, V1, V2, B);
}

using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// y = t ⊙ activate(plain x) + (1 - t) ⊙ x with t = sigmoid(transform x): a layer that lets through what it does not change
/// (Srivastava et al., «Highway networks», 2015). Its links plain and transform are <see cref="Linear"/>.
/// </summary>
public sealed class Highway : Chain
{
    private readonly Func<Variable, Variable> activate;
    private readonly Linear plain;
    private readonly Linear transform;

    /// <summary>A layer from <paramref name="inOutSize"/> to as many features.</summary>
    /// <param name="inOutSize">The number of features of x and y.</param>
    /// <param name="nobias">Whether to leave out both b.</param>
    /// <param name="activate">What is applied to plain x; ReLU by default.</param>
    /// <param name="initWh">How W of plain begins; LeCun-normal by default.</param>
    /// <param name="initWt">How W of transform begins; LeCun-normal by default.</param>
    /// <param name="initBh">How b of plain begins; 0 by default.</param>
    /// <param name="initBt">How b of transform begins; -1 by default, so that much is let through.</param>
    /// <exception cref="DeepExpException">The size is not positive.</exception>
    public Highway(
        int inOutSize,
        bool nobias = false,
        Func<Variable, Variable>? activate = null,
        Initializer? initWh = null,
        Initializer? initWt = null,
        Initializer? initBh = null,
        Initializer? initBt = null
    )
    {
        Sizes.RequirePositive("Highway", ("inOutSize", inOutSize));
        this.activate = activate ?? F.Relu;
        plain = AddLink("plain", new Linear(inOutSize, inOutSize, nobias, initWh, initBh));
        transform = AddLink(
            "transform",
            new Linear(inOutSize, inOutSize, nobias, initWt, initBt ?? -1.0)
        );
    }

    /// <summary>y: N×D for x: N×D.</summary>
    public Variable Forward(Variable x) =>
        F.LinearInterpolate(F.Sigmoid(transform.Forward(x)), activate(plain.Forward(x)), x);
}

using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public partial class Variable
{
    private Tensor? grad;
    private Variable? gradVar;
    private Tensor? zeros;

    /// <summary>The gradient that came back, of the shape of the data; null before, and after <see cref="ClearGrad"/>.</summary>
    /// <exception cref="DeepExpException">The new gradient has another shape or type than the data.</exception>
    public Tensor? Grad
    {
        get => grad?.Untracked;
        set
        {
            if (value is not null)
                Messages.RequireLike("Variable.Grad", "gradient", value, Linked);
            SetGrad(value?.Untracked);
        }
    }

    /// <summary>
    /// The gradient as a variable. After <see cref="Backward"/> with enableDoubleBackprop it is traced, so that functions of it
    /// have gradients in turn.
    /// </summary>
    /// <exception cref="DeepExpException">The new gradient has another shape or type than the data.</exception>
    public Variable? GradVar
    {
        get => grad is null ? null : gradVar ??= Of(grad);
        set
        {
            if (value is not null)
                Messages.RequireLike("Variable.GradVar", "gradient", value.Linked, Linked);
            SetGrad(value?.Linked);
            gradVar = value;
        }
    }

    private void SetGrad(Tensor? gradient)
    {
        grad = gradient;
        gradVar = null;
    }

    /// <summary>
    /// Sends <see cref="Grad"/> back through everything that this variable was computed from; the gradient of a single number
    /// begins as 1. Gradients are added to those that the variables already hold. Results between, and this one, keep theirs
    /// only with <paramref name="retainGrad"/>. A variable that was not computed sends nothing back.
    /// </summary>
    /// <param name="retainGrad">Whether results between keep their gradients.</param>
    /// <param name="enableDoubleBackprop">Whether <see cref="GradVar"/> of the variables is traced, to be differentiated again.</param>
    /// <param name="lossScale">What the gradient of a single number begins as, instead of 1; all gradients come back times it.</param>
    /// <exception cref="DeepExpException">It has more than one element and no gradient was set.</exception>
    public void Backward(
        bool retainGrad = false,
        bool enableDoubleBackprop = false,
        double? lossScale = null
    )
    {
        if (grad is null && Size != 1)
            throw new DeepExpException(
                "Backward",
                $"the variable has shape {Messages.Shape(Linked)} and no gradient; set Grad, or start from one number such as a loss."
            );

        if (Linked.Origin.IsResult)
            SendBack(
                [(Linked, grad ?? Seed(lossScale))],
                enableDoubleBackprop,
                since: 0,
                (x, gradient) => Receive(x, gradient, retainGrad)
            );
    }

    /// <summary>Sends gradients back from several tensors at once; each tensor they were computed from is visited with its own,
    /// which the visitor tells whether it keeps.</summary>
    internal static void SendBack(
        (Tensor Y, Tensor Gy)[] roots,
        bool recorded,
        long since,
        Func<Tensor, Tensor, bool> visit
    ) =>
        Gradient.backwardAll(
            recorded ? roots : System.Array.ConvertAll(roots, root => (root.Y, root.Gy.Untracked)),
            recorded,
            since,
            FuncConvert.FromFunc(visit)
        );

    /// <summary>The variable that x became takes its gradient, or lets it pass; whether it took it.</summary>
    internal static bool Receive(Tensor x, Tensor gradient, bool retainGrad)
    {
        if (x.Tag is not Variable variable)
            return false;
        if (!x.Origin.IsVariable)
            variable.SetGrad(retainGrad ? gradient : null);
        else if (variable.grad is null || ReferenceEquals(variable.grad, variable.zeros))
            variable.SetGrad(gradient);
        else
            variable.SetGrad(
                (gradient.IsTracked ? variable.grad : variable.grad.Untracked) + gradient
            );
        return retainGrad || x.Origin.IsVariable;
    }

    /// <summary>Where a gradient begins that nobody gave.</summary>
    internal Tensor Seed(double? lossScale) =>
        TensorModule.full(DType, Linked.Value.Shape, lossScale ?? 1.0);

    /// <summary>Forgets the gradient.</summary>
    public void ClearGrad() => SetGrad(null);

    /// <summary>Sets the gradient to zeros; a parameter without data keeps none.</summary>
    public void ZeroGrad() => SetGrad(HasData ? zeros ??= TensorModule.zerosLike(Linked) : null);

    /// <summary>Adds the gradient of another variable to this one's; nothing happens if it has none.</summary>
    public void AddGrad(Variable variable)
    {
        if (variable.Given().Grad is { } other)
            Grad = grad is null ? other : grad.Untracked + other;
    }
}

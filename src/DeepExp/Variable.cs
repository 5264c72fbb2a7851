using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// A value in a computation, and the gradient that comes back to it. Functions of variables are traced;
/// <see cref="Backward"/> on the result fills <see cref="Grad"/> of the variables that it was computed from.
/// </summary>
/// <remarks>
/// <c>new Variable(x)</c> makes a variable that receives a gradient. An array, number or matrix that is given where a variable
/// is expected becomes a constant, through which no gradient flows. Arithmetic is element by element and broadcasts.
/// </remarks>
/// <namespacedoc><summary>The C# face, with Chainer's words; and what both faces share: tensors, element types, errors.</summary></namespacedoc>
public partial class Variable
{
    private Tensor? tensor;

    /// <summary>
    /// A variable with the given data; it receives a gradient, which may begin as <paramref name="grad"/>, unless
    /// <paramref name="requiresGrad"/> is false.
    /// </summary>
    /// <exception cref="DeepExpException">A gradient is required of integers, or has another shape or type than the data.</exception>
    public Variable(Tensor data, string? name = null, bool requiresGrad = true, Tensor? grad = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (requiresGrad && data.DType.IsInt32)
            throw new DeepExpException(
                "Variable",
                $"data is int32 of shape {Messages.Shape(data)}; integers receive no gradient, so give requiresGrad: false."
            );
        Name = name;
        tensor = Leaf(data, requiresGrad);
        if (grad is not null)
            Grad = grad;
    }

    private protected Variable(string? name) => Name = name;

    // The trace knows the variable that the result became, so that a gradient that comes back to the one finds the other. A
    // function that had nothing to do gives back its argument, which belongs to another variable: a step leads on to that.
    internal static Variable Of(Tensor result)
    {
        var variable = new Variable(name: null);
        variable.tensor =
            !result.IsTracked ? result
            : result.Tag is null ? result.Tagged(variable)
            : result.Followed(variable);
        return variable;
    }

    /// <summary>
    /// The name, for messages and drawings; null if it has none. A link keeps a parameter under the name it came with.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The elements. New data keeps the shape and type; a trace made before keeps the old.</summary>
    /// <exception cref="DeepExpException">The new data has another shape or type.</exception>
    public Tensor Data
    {
        get => Linked.Untracked;
        set
        {
            Messages.RequireLike("Variable.Data", "data", value.Given(), Linked);
            Hold(value);
        }
    }

    /// <summary>The elements: the newer of Chainer's two names for <see cref="Data"/>.</summary>
    public Tensor Array
    {
        get => Data;
        set => Data = value;
    }

    /// <summary>The lengths of the axes, slowest first; empty for a scalar. The array is the caller's own.</summary>
    public int[] Shape => Linked.Shape;

    /// <summary>The length of the first axis.</summary>
    /// <exception cref="DeepExpException">It is a number, which has no axis.</exception>
    public int Length =>
        Linked.Value.Shape is [var length, ..]
            ? length
            : throw new DeepExpException("Length", "the variable is a number, which has no axis.");

    /// <summary>The number of axes.</summary>
    public int Ndim => Linked.Rank;

    /// <summary>The number of elements.</summary>
    public int Size => Linked.Size;

    /// <summary>The type of the elements.</summary>
    public DType DType => Linked.DType;

    /// <summary>Whether a gradient would come back to it.</summary>
    public bool RequiresGrad => tensor is null || tensor.IsTracked;

    // A parameter may share its data with others, and follows where they lead.
    internal Tensor Linked
    {
        get
        {
            if (StandIn is not null)
                return StandIn;
            if (
                SharedData is { } data
                && !ReferenceEquals(data.Value.Elements.Array, tensor?.Value.Elements.Array)
            )
                tensor = Leaf(data, requiresGrad: true);
            return tensor
                ?? throw new DeepExpException(
                    "Parameter",
                    $"«{Name}» has no data yet; call the link once with data, or Initialize with a shape."
                );
        }
    }

    /// <summary>What functions compute with instead of the data, while a check varies it.</summary>
    internal Tensor? StandIn { get; set; }

    private protected bool HasData => (SharedData ?? tensor) is not null;

    private protected virtual Tensor? SharedData => null;

    private protected virtual void Hold(Tensor data) => tensor = Leaf(data, RequiresGrad);

    private Tensor Leaf(Tensor data, bool requiresGrad) =>
        requiresGrad ? data.Untracked.Followed(this) : data.Untracked;

    /// <summary>Takes over the data of another variable of the same shape and type.</summary>
    public void CopyData(Variable variable) => Data = variable.Given().Data;

    /// <summary>One element, by its indices from the slowest axis.</summary>
    [System.Runtime.CompilerServices.IndexerName("Element")]
    public double this[params int[] indices] => Linked[indices.Given()];

    /// <summary>The only element.</summary>
    /// <exception cref="DeepExpException">It has more elements, or none.</exception>
    public double Item() => Linked.ToScalar();
}

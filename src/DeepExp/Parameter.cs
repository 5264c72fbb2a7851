using System.Runtime.CompilerServices;
using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// A variable that belongs to a link and that an optimizer updates. Without data it waits for its shape, which often the first
/// call of the link tells.
/// </summary>
/// <remarks>
/// Its gradient is null until one comes back, also where Chainer begins with NaN; gradients that come back add up from the first
/// on, without a call of <see cref="Variable.ClearGrad"/> before.
/// </remarks>
public sealed class Parameter : Variable
{
    // What a parameter and its shared copies have in common.
    private readonly Behind<Tensor> shared;

    /// <summary>What writes newer data here, when somebody asks for it, while a compiled step is ahead.</summary>
    internal Action? CatchUp
    {
        set => shared.CatchUp = value;
    }

    /// <summary>Whether the other has the same data, whatever becomes of it.</summary>
    internal bool IsSharedWith(Parameter other) => ReferenceEquals(shared, other.shared);

    /// <summary>A parameter that begins with the given data.</summary>
    [OverloadResolutionPriority(1)]
    public Parameter(Tensor data, string? name = null)
        : this(data.Given(), name, data.DType, new Behind<Tensor>()) => Hold(data);

    /// <summary>A parameter without data, until <see cref="Initialize"/> gives it a shape; then every element is c.</summary>
    [OverloadResolutionPriority(1)]
    public Parameter(double c, string? name = null, DType? dtype = null)
        : this((Initializer)c, name, dtype) { }

    /// <summary>
    /// A parameter without data, until <see cref="Initialize"/> gives it a shape. It begins as NaN if no initializer is given.
    /// </summary>
    public Parameter(Initializer? initializer = null, string? name = null, DType? dtype = null)
        : this(initializer ?? double.NaN, name, dtype, new Behind<Tensor>()) { }

    /// <summary>A parameter of the given shape. It begins as NaN if no initializer is given.</summary>
    public Parameter(
        Initializer? initializer,
        int[] shape,
        string? name = null,
        DType? dtype = null
    )
        : this(initializer, name, dtype) => Initialize(shape);

    /// <summary>A parameter of the given shape. It begins as NaN if no initializer is given.</summary>
    public Parameter(
        Initializer? initializer,
        Extents shape,
        string? name = null,
        DType? dtype = null
    )
        : this(initializer, shape.Lengths, name, dtype) { }

    private Parameter(Initializer initializer, string? name, DType? dtype, Behind<Tensor> shared)
        : base(name)
    {
        InitialDType = initializer.TypeOf(dtype);
        if (InitialDType.IsInt32)
            throw new DeepExpException(
                "Parameter",
                $"«{name}» is int32; integers receive no gradient, so parameters are float32 or float64."
            );
        Initializer = initializer;
        this.shared = shared;
    }

    /// <summary>How it begins.</summary>
    public Initializer Initializer { get; }

    internal DType InitialDType { get; }

    /// <summary>Whether it has data.</summary>
    public bool IsInitialized => HasData;

    /// <summary>Whether optimizers update it; true by default.</summary>
    public bool UpdateEnabled
    {
        get;
        set
        {
            shared.CatchUp?.Invoke();
            field = value;
            Form++;
        }
    } = true;

    /// <summary>How often it was said whether it is updated.</summary>
    internal long Form { get; private set; }

    /// <summary>Begins, or begins anew, with a shape; the gradient is forgotten.</summary>
    /// <exception cref="DeepExpException">The initializer has values of another shape.</exception>
    public void Initialize(params int[] shape)
    {
        Hold(Initializer.Make(InitialDType, shape.Given()));
        ClearGrad();
    }

    private protected override Tensor? SharedData
    {
        get
        {
            var data = shared.Value;
            if (data is not null && Recording.isOn())
                CompiledStep.RequireHeld(this, data);
            return data;
        }
    }

    private protected override void Hold(Tensor data) => shared.Value = data.Untracked;

    /// <summary>What puts back the data and the gradient that are here now.</summary>
    internal Action Keep()
    {
        var (data, grad) = (shared.Value, Grad);
        return () => (shared.Value, Grad) = (data, grad);
    }

    /// <summary>Takes over data as its own, of whatever shape if it has none yet.</summary>
    internal void Take(Tensor data)
    {
        if (IsInitialized)
            Data = data;
        else
            Hold(data);
    }

    /// <summary>A parameter with a gradient of its own, and the same data or a copy of it.</summary>
    internal Parameter Copy(CopyMode mode)
    {
        var copy = new Parameter(
            Initializer,
            Name,
            InitialDType,
            mode == CopyMode.Share ? shared : new Behind<Tensor> { Value = shared.Value }
        )
        {
            UpdateEnabled = UpdateEnabled,
        };
        if (mode == CopyMode.Copy)
            copy.Grad = Grad;
        else if (mode == CopyMode.Init && IsInitialized)
            copy.Initialize(Shape);
        return copy;
    }

    /// <summary>How the optimizer that was last set up with it updates it; null before.</summary>
    public UpdateRule? UpdateRule { get; internal set; }

    /// <summary>Updates it alone by its <see cref="UpdateRule"/>; without a rule or a gradient it stays as it is.</summary>
    public void Update()
    {
        if (Grad is not null)
            UpdateRule?.Update();
    }
}

using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// An optimizer whose rule its author writes: the hyperparameters by name, which <c>Get</c> and <c>Set</c> read and change, how the
/// state of a parameter begins, <c>InitState</c>, and the update of one parameter, <c>UpdateCore</c>. Hooks, schedules (of a hyperparameter named Lr, or else Alpha), hyperparameters of single parameters and files
/// work as with the other optimizers.
/// </summary>
/// <example>
/// <code>
/// sealed class Heavy(double lr = 0.01, double momentum = 0.9)
///     : GradientMethod((nameof(Lr), lr), (nameof(Momentum), momentum))
/// {
///     public double Lr { get =&gt; Get(); set =&gt; Set(value); }
///     public double Momentum { get =&gt; Get(); set =&gt; Set(value); }
///
///     protected override void InitState(Tensor p, IDictionary&lt;string, Tensor&gt; state) =&gt;
///         state["v"] = TensorModule.zerosLike(p);
///
///     protected override Tensor UpdateCore(UpdateRule rule, Tensor p, Tensor g, IDictionary&lt;string, Tensor&gt; state) =&gt;
///         p + (state["v"] = rule.Hyperparam["momentum"] * state["v"] - rule.Hyperparam["lr"] * g);
/// }
/// </code>
/// </example>
/// <param name="hyperparameters">The hyperparameters, and how they begin.</param>
public abstract class GradientMethod(params (string Name, double Value)[] hyperparameters)
    : Optimizer
{
    private readonly string? learningRate = ((string[])["Lr", "Alpha"]).FirstOrDefault(name =>
        hyperparameters
            .Given()
            .Any(given => given.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
    );

    /// <inheritdoc/>
    public sealed override Hyperparameters Hyperparam { get; } = new(hyperparameters, [], _ => { });

    private protected sealed override string? LearningRate => learningRate;

    /// <summary>Sets the state before the first update of a parameter p: tensors by name, of any shape; none by default.</summary>
    protected virtual void InitState(Tensor p, IDictionary<string, Tensor> state) { }

    /// <summary>The next p, of the same shape and type.</summary>
    /// <param name="rule">The parameter's hyperparameters, and T, the number of its updates, of which this is the last.</param>
    /// <param name="p">The parameter.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="state">The state by the names that <see cref="InitState"/> sets, to be replaced by the next.</param>
    protected abstract Tensor UpdateCore(
        UpdateRule rule,
        Tensor p,
        Tensor g,
        IDictionary<string, Tensor> state
    );

    private protected sealed override UpdateRule MakeRule(string path, Parameter parameter) =>
        new Rule(this, path, parameter);

    private sealed class Rule(GradientMethod method, string path, Parameter parameter)
        : UpdateRule(path, parameter)
    {
        private readonly Behind<(Count T, Dictionary<string, Tensor>? State)> latest = new();

        public override Hyperparameters Hyperparam { get; } = new(method.Hyperparam);

        internal override Action? CatchUp
        {
            set => latest.CatchUp = value;
        }

        internal override Count Count => latest.Value.T;

        public override IReadOnlyDictionary<string, Tensor> State => latest.Value.State ?? [];

        private protected override Dictionary<string, Tensor> Begun
        {
            get
            {
                if (latest.Value.State is { } state)
                    return state;
                var begun = new Dictionary<string, Tensor>();
                method.InitState(Parameter.Data, begun);
                return begun;
            }
        }

        private protected override void Step()
        {
            var (was, before) = (latest.Value, Begun);
            var next = new Dictionary<string, Tensor>(before);
            var t = CountModule.next(was.T);
            latest.Value = (t, was.State);
            try
            {
                var p = method.UpdateCore(this, Parameter.Data, Parameter.Grad!, next);
                RequireSameNames(before, next);
                Messages.RequireLike(method.GetType().Name, $"update of {Path}", p, Parameter.Data);
                (Parameter.Data, latest.Value) = (p, (t, next));
            }
            catch
            {
                latest.Value = was;
                throw;
            }
        }

        private void RequireSameNames(
            Dictionary<string, Tensor> before,
            Dictionary<string, Tensor> next
        )
        {
            if (!next.Keys.ToHashSet().SetEquals(before.Keys))
                throw new DeepExpException(
                    method.GetType().Name,
                    $"the state of {Path} is [{string.Join(", ", next.Keys)}] after the update, but InitState sets [{string.Join(", ", before.Keys)}]; a file could not be loaded."
                );
        }

        internal override void TakeCount(Count t) => latest.Value = (t, t.Now == 0 ? null : Begun);

        internal override void TakeState(string name, Tensor tensor) =>
            latest.Value = (Count, new(Begun) { [name] = tensor });

        private protected override Action KeepState()
        {
            var now = latest.Value;
            return () => latest.Value = now;
        }
    }
}

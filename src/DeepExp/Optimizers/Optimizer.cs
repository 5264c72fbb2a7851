using System.Runtime.CompilerServices;
using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// Updates the parameters of a link with their gradients. The rule is a value of the core; the <see cref="UpdateRule"/> of each
/// parameter holds the state that the rule hands on.
/// </summary>
public abstract partial class Optimizer
{
    private readonly HookList hooks = new();
    private Link? target;
    private Parameter[] parameters = [];
    private UpdateRule[] rules = [];
    private bool countsEpochsItself;
    private long changes;
    private readonly Behind<int> t = new();

    /// <summary>The link whose parameters are updated; null before <see cref="OptimizerSetup.Setup"/>.</summary>
    public Link? Target => target;

    /// <summary>The number of updates so far.</summary>
    /// <exception cref="DeepExpException">A step asks that <see cref="CompiledStep"/> records.</exception>
    public int T
    {
        get
        {
            CompiledStep.RequireNoCount("Optimizer.T");
            return Taken;
        }
    }

    /// <summary>The number of updates so far, for what goes on with it in later steps.</summary>
    internal int Taken
    {
        get => t.Value;
        private set => t.Value = value;
    }

    /// <summary>The number of epochs, as counted by <see cref="NewEpoch"/>.</summary>
    /// <exception cref="DeepExpException">A step asks that <see cref="CompiledStep"/> records.</exception>
    public int Epoch
    {
        get
        {
            CompiledStep.RequireNoCount("Optimizer.Epoch");
            return field;
        }
        private set;
    }

    /// <summary>The hyperparameters by name.</summary>
    public abstract Hyperparameters Hyperparam { get; }

    /// <summary>
    /// The learning rate of update number t, the first being 0; it is set before each update. Null, as it begins, leaves it as it
    /// is.
    /// </summary>
    /// <example><c>new MomentumSGD { Schedule = Schedules.Cosine(0.1, 0, 1000) }</c></example>
    /// <exception cref="DeepExpException">The optimizer has no learning rate.</exception>
    public Func<int, double>? Schedule
    {
        get;
        set =>
            field =
                value is null || LearningRate is not null
                    ? value
                    : throw new DeepExpException(
                        GetType().Name,
                        "it has no learning rate that could follow a schedule."
                    );
    }

    /// <summary>The name of the hyperparameter that is the learning rate.</summary>
    private protected virtual string? LearningRate => "Lr";

    internal void Begin(Link link)
    {
        target = link.Given();
        Taken = 0;
        Epoch = 0;
        changes++;
        hooks.Clear();
        parameters = [.. link.Params()];
        foreach (var (path, parameter) in link.KeyedParams())
            parameter.UpdateRule = MakeRule(path, parameter);
        rules = [.. parameters.Select(parameter => parameter.UpdateRule!)];
    }

    /// <summary>Updates the parameters with the gradients they hold; a missing gradient counts as zeros.</summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>.</exception>
    public void Update()
    {
        RequireTarget("Update");
        foreach (var parameter in parameters)
            if (parameter.Grad is null)
                parameter.ZeroGrad();
        IsSafeToUpdate = !IsScalingDynamic || AreGradientsFinite();
        if (IsSafeToUpdate)
            Step();
        NextLossScale();
    }

    private void Step()
    {
        FollowSchedule(Taken);
        CallHooks(HookTiming.Pre);
        Taken++;
        foreach (var rule in rules)
            rule.Update();
        CallHooks(HookTiming.Post);
    }

    /// <summary>Sets the learning rate of update number t, if it follows a schedule.</summary>
    internal void FollowSchedule(int t)
    {
        // The schedule of a compiled step is asked before the step, and may look at what the step may not.
        if (!Recording.isOn() && Schedule is { } schedule)
            Hyperparam[LearningRate!] = schedule(t);
    }

    /// <summary>Computes the loss, sends gradients back from it, and updates.</summary>
    public void Update(Func<Variable> lossFunction)
    {
        lossFunction.Given();
        var link = RequireTarget("Update");
        FollowSchedule(Taken);
        var loss = lossFunction();
        link.ClearGrads();
        BackwardScaled(loss);
        Update();
    }

    /// <summary>Computes the loss of x, sends gradients back from it, and updates.</summary>
    public void Update(Func<Variable, Variable> lossFunction, Variable x) =>
        Update(() => lossFunction.Given()(x.Given()));

    /// <summary>Computes the loss of x and t, sends gradients back from it, and updates.</summary>
    public void Update(Func<Variable, Variable, Variable> lossFunction, Variable x, Variable t) =>
        Update(() => lossFunction.Given()(x.Given(), t.Given()));

    /// <summary>Computes the loss of three arguments, sends gradients back from it, and updates.</summary>
    public void Update(
        Func<Variable, Variable, Variable, Variable> lossFunction,
        Variable x,
        Variable y,
        Variable t
    ) => Update(() => lossFunction.Given()(x.Given(), y.Given(), t.Given()));

    /// <summary>Computes the loss of any number of arguments, sends gradients back from it, and updates.</summary>
    // Of a name with several forms, such as a chain's own Call, the form with as many arguments is meant.
    [OverloadResolutionPriority(-1)]
    public void Update(Func<Variable[], Variable> lossFunction, params Variable[] args) =>
        Update(() => lossFunction.Given()(args.Given()));

    /// <summary>Computes the loss that a link, such as a classifier, gives for arguments, sends gradients back from it, and updates.</summary>
    public void Update(Link lossFunction, params Variable[] args) =>
        Update(() => lossFunction.Given().Call(args.Given()));

    /// <summary>Counts an epoch; automatically, if a training loop does it that counts all epochs.</summary>
    /// <exception cref="DeepExpException">Epochs are counted automatically, and this call is not.</exception>
    public void NewEpoch(bool auto = false)
    {
        countsEpochsItself |= auto;
        if (countsEpochsItself && !auto)
            throw new DeepExpException(
                "NewEpoch",
                "the training loop counts epochs already; leave it to that."
            );
        Epoch++;
    }

    /// <summary>
    /// Adds a hook, which runs before each update, or after; hooks run in the order in which they were added.
    /// </summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>, or a hook of that name is there already.</exception>
    public void AddHook(Hook hook, string? name = null, HookTiming? timing = null)
    {
        hook.Given();
        RequireTarget("AddHook");
        hooks.Add(hook, name, timing);
    }

    /// <summary>Adds a function of all parameters as a hook.</summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>, or a hook of that name is there already.</exception>
    public void AddHook(
        Action<IReadOnlyList<Parameter>> hook,
        string name,
        HookTiming timing = HookTiming.Pre
    ) => AddHook(new FunctionHook(name.Given(), timing, hook.Given()));

    /// <summary>Removes the hook of that name.</summary>
    /// <exception cref="DeepExpException">There is none.</exception>
    public void RemoveHook(string name) => hooks.Remove(name.Given());

    /// <summary>Runs the hooks of that time, as <see cref="Update()"/> does.</summary>
    public void CallHooks(HookTiming timing = HookTiming.Pre) => hooks.Run(timing, parameters);

    internal Link RequireTarget(string operation) =>
        target
        ?? throw new DeepExpException(
            operation,
            "the optimizer has no model; call Setup(model) first."
        );

    /// <summary>The value of the hyperparameter that has the name of the property that asks.</summary>
    protected double Get([CallerMemberName] string name = "") => Hyperparam[name];

    /// <summary>Sets the hyperparameter that has the name of the property that asks.</summary>
    protected void Set(double value, [CallerMemberName] string name = "") =>
        Hyperparam[name] = value;

    /// <summary>How each parameter is updated.</summary>
    internal IReadOnlyList<UpdateRule> Rules => rules;

    /// <summary>What writes a newer number of updates here, when somebody asks for it, while a compiled step is ahead.</summary>
    internal Action? CatchUp
    {
        set => t.CatchUp = value;
    }

    /// <summary>How often it was changed what an update does, apart from hyperparameters that it asks for each time.</summary>
    internal long Form
    {
        get
        {
            var form = changes + hooks.Form + Hyperparam.Form;
            foreach (var rule in rules)
                form += rule.Form;
            return form;
        }
    }

    /// <summary>Takes over a number of updates.</summary>
    internal void TakeT(int updates) => Taken = updates;

    /// <summary>What puts back the counts, states and hyperparameters that are here now.</summary>
    internal Action Keep()
    {
        var taken = Taken;
        return rules.Aggregate(
            Hyperparam.Keep() + (() => Taken = taken),
            (back, rule) => back + rule.Keep()
        );
    }

    private protected abstract UpdateRule MakeRule(string path, Parameter parameter);

    /// <summary>
    /// Writes or reads its state: <c>t</c>, <c>epoch</c>, and for each parameter <c>l1/W/t</c>, and once it has been updated
    /// <c>l1/W/m</c>, ...
    /// </summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>, or the serializer refuses.</exception>
    public void Serialize(AbstractSerializer serializer) =>
        serializer.Given().Handle(Entries(serializer.Operation));

    internal IEnumerable<Serialization.Entry> Entries(string operation)
    {
        RequireTarget(operation);
        return rules
            .SelectMany(rule => rule.Entries())
            .Prepend(Serialization.Entry.Number("epoch", Epoch, epoch => Epoch = epoch))
            .Prepend(Serialization.Entry.Number("t", T, TakeT));
    }
}

/// <summary>An optimizer whose rule in the core has a state of type <typeparamref name="TState"/> for each parameter.</summary>
public abstract class Optimizer<TState> : Optimizer
{
    private readonly Func<Hyperparameters, Optimizer<Tensor, TState>> following;

    /// <summary>The rule that follows hyperparameters; it refuses those out of range where it begins to.</summary>
    private protected Optimizer(
        Func<Hyperparameters, Optimizer<Tensor, TState>> following,
        params (string Name, double Value)[] hyperparameters
    )
        : this(following, [], hyperparameters) { }

    /// <summary>The same; the switches among the hyperparameters choose another rule.</summary>
    private protected Optimizer(
        Func<Hyperparameters, Optimizer<Tensor, TState>> following,
        string[] switches,
        params (string Name, double Value)[] hyperparameters
    )
    {
        this.following = following;
        Hyperparam = new(hyperparameters, switches, values => following(values));
    }

    /// <inheritdoc/>
    public sealed override Hyperparameters Hyperparam { get; }

    private protected sealed override UpdateRule MakeRule(string path, Parameter parameter) =>
        new UpdateRule<TState>(path, parameter, new(Hyperparam), following);
}

using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// A training step that is compiled: loss, gradients and update, as <see cref="Optimizer.Update(Func{Variable})"/> computes them,
/// become a plan whose arrays are laid out once, so that further steps neither trace nor allocate; only a new rate, as a
/// schedule sets it, takes some hundred bytes for each parameter.
/// </summary>
/// <remarks>
/// <para>
/// The first steps are taken as ever, and two of each shape of arguments are recorded; from then on steps repeat what was
/// recorded. Model and optimizer can be read, saved, changed and used between steps as ever. Gradients are not kept. Hooks,
/// schedules, hyperparameters, dropout and running averages do what they do without compiling; a change of what is computed
/// (a hook, a frozen parameter, amsgrad, a hyperparameter that a hook reads, <see cref="Config.Train"/>) compiles anew.
/// </para>
/// <para>
/// Refused are dynamic loss scaling, and hooks, losses and rules that look at numbers or count steps: that ask for
/// <see cref="Optimizer.T"/>, <see cref="UpdateRule.T"/> or <see cref="Optimizer.Epoch"/>. A step that throws while it is recorded
/// leaves model, optimizer and random numbers as they were, so that it can be taken without compiling; what a link keeps in fields
/// of its own, such as what an LSTM remembers, is as the step left it. One that throws when it
/// is repeated, such as at a wrong index, updates nothing and draws no random numbers; running averages may have moved.
/// </para>
/// <para>
/// A step must do the same each time. One that looks at numbers is refused, and so is one whose second recording differs from its
/// first: hand what changes from step to step to it as an argument. What the loss function or a hook reads besides, such as an array that is
/// replaced later, or a property of a link, stays as it was recorded; and what it keeps aside for others to read, such as a
/// classifier's accuracy, is filled with NaN once steps are no longer recorded. What it does besides computing, such as printing, it
/// does only while it is recorded, and so do hooks.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var step = new CompiledStep(model, new Adam(), model.Loss);
/// foreach (var (x, t) in batches)
///     Console.WriteLine(step.Update(x, t));
/// </code>
/// </example>
public sealed partial class CompiledStep
{
    private readonly Link model;
    private readonly Optimizer optimizer;
    private readonly Func<Variable[], Variable> loss;
    private readonly List<Recorded> known = [];
    private (bool Train, bool EnableBackprop, long Form) settings;
    private Memory? memory;

    /// <summary>The step of a loss that takes any number of arguments.</summary>
    /// <param name="model">Holds all parameters and persistent values that the loss reads.</param>
    /// <param name="optimizer">Is set up with the model, unless it is set up already with it or with a part of it.</param>
    /// <param name="lossFunction">The loss of the arguments.</param>
    public CompiledStep(Link model, Optimizer optimizer, Func<Variable[], Variable> lossFunction)
    {
        (this.model, this.optimizer, loss) = (
            model.Given(),
            optimizer.Given(),
            lossFunction.Given()
        );
        if (optimizer.Target is null)
            optimizer.Setup(model);
    }

    /// <summary>The step of a loss that draws its own batch.</summary>
    public CompiledStep(Link model, Optimizer optimizer, Func<Variable> lossFunction)
        : this(model, optimizer, Taking(0, lossFunction, _ => lossFunction())) { }

    /// <summary>The step of a loss of x.</summary>
    public CompiledStep(Link model, Optimizer optimizer, Func<Variable, Variable> lossFunction)
        : this(model, optimizer, Taking(1, lossFunction, args => lossFunction(args[0]))) { }

    /// <summary>The step of a loss of x and t.</summary>
    public CompiledStep(
        Link model,
        Optimizer optimizer,
        Func<Variable, Variable, Variable> lossFunction
    )
        : this(model, optimizer, Taking(2, lossFunction, args => lossFunction(args[0], args[1])))
    { }

    /// <summary>The step of a loss of three arguments.</summary>
    public CompiledStep(
        Link model,
        Optimizer optimizer,
        Func<Variable, Variable, Variable, Variable> lossFunction
    )
        : this(
            model,
            optimizer,
            Taking(3, lossFunction, args => lossFunction(args[0], args[1], args[2]))
        ) { }

    /// <summary>The step of the loss that a link, such as a classifier, gives for its arguments.</summary>
    public CompiledStep(Link model, Optimizer optimizer, Link lossFunction)
        : this(model, optimizer, (Func<Variable[], Variable>)lossFunction.Given().Call) { }

    private static Func<Variable[], Variable> Taking(
        int count,
        Delegate lossFunction,
        Func<Variable[], Variable> call
    )
    {
        lossFunction.Given();
        return args =>
            args.Length == count
                ? call(args)
                : throw new DeepExpException(
                    nameof(CompiledStep),
                    $"the loss function takes {count} arguments, but {args.Length} were given."
                );
    }

    /// <summary>Updates the parameters with the gradients of the loss of the arguments.</summary>
    /// <returns>The loss, before the update.</returns>
    /// <exception cref="DeepExpException">
    /// The step looks at numbers or counts, or is not the same each time; or the optimizer updates parameters that are not the model's.
    /// </exception>
    public double Update(params Variable[] args)
    {
        foreach (var x in args.Given())
            x.Given("args");
        if (Recording.isOn())
            throw new DeepExpException(
                nameof(CompiledStep),
                "it is a part of another step, which would repeat it only as it was recorded; take one step after the other."
            );
        optimizer.FollowSchedule(IsAhead ? t : optimizer.Taken);
        var now = (Config.Train, Config.EnableBackprop, optimizer.Form);
        var isNew = now != settings;
        if (isNew)
        {
            Forget();
            settings = now;
        }

        // Before the first update parameters may wait for their shapes, and the optimizer has no state, or one of another form.
        if (isNew || Config.Debug || (!IsAhead && !IsBegun()))
        {
            RequireGiven(args);
            var taken = Take(args).Item();
            model.ClearGrads();
            return taken;
        }
        if (!IsAhead)
            Read();
        var step = Known(args);
        return step.Program is null ? Record(step, args) : Repeat(step, args);
    }

    private Recorded Known(Variable[] args)
    {
        foreach (var step in known)
            if (step.Fits(args))
                return step;
        known.Add(new(args));
        return known[^1];
    }

    /// <summary>The programs that were compiled, one for each shape of arguments: their works, arrays, bytes and floating-point operations.</summary>
    public override string ToString()
    {
        var compiled = known.Where(step => step.Program is not null).ToList();
        return compiled.Count == 0
            ? "step that was not compiled yet"
            : string.Join(Environment.NewLine + Environment.NewLine, compiled);
    }

    private Variable Take(Variable[] args)
    {
        Variable? taken = null;
        optimizer.Update(() => taken = loss(args));
        return taken!;
    }

    private bool IsBegun() =>
        optimizer.Rules.Count > 0
        && model.Params().All(parameter => parameter.IsInitialized)
        && optimizer.Rules.All(rule => rule.Taken > 0 || !rule.Enabled);

    private double Record(Recorded step, Variable[] args)
    {
        RequireGiven(args);
        var recorder = new Recorder();
        step.Take(args);
        var back = Keep();
        step.TakeRow();
        Rng.Taking = step.KeyAt;
        var (numbers, rates) = (Numbers(), Rates());
        var lent = memory!.Lend();
        LendCounts();
        foreach (var value in step.Batch.Concat(lent))
            recorder.Follow(value);
        try
        {
            var taken = Recording.by(
                recorder,
                FuncConvert.FromFunc(() =>
                    Take([.. args.Select((x, i) => step.Given(i, x.RequiresGrad))])
                )
            );
            RequireSame(numbers, Numbers());
            RequireSame(rates, Rates());
            step.RequireRow();
            var next = memory.Next();
            var tape = new Tape(
                [.. step.Batch, .. lent],
                recorder.Works,
                [taken.Data.Value, .. next],
                [.. recorder.Before]
            );
            step.Keep(tape, memory.Held);
            // Their arrays are those of the recording.
            model.ClearGrads();
            return taken.Data.Value.Elements[0];
        }
        catch
        {
            back();
            throw;
        }
        finally
        {
            Rng.Taking = null;
            memory.TakeBack(lent, step.Batch);
            TakeCountsBack();
        }
    }

    private double Repeat(Recorded step, Variable[] args)
    {
        lock (catching)
        {
            if (!IsAhead)
                BeAhead();
            count.Value = (ulong)t;
            var loss = step.Run(args);
            t++;
            return loss;
        }
    }
}

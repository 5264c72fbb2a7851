using DeepExp.Functional;

namespace DeepExp;

public sealed partial class CompiledStep
{
    private (string Path, object? Number)[] numbers = [];

    // The number of updates before the next step, and when the programs went ahead.
    private int t;
    private int began;

    // The number of updates before the step that is taken.
    private readonly Source count = new(0);

    // Held while a program runs, so that another thread which asks for its numbers waits for the end of a step.
    private readonly Lock catching = new();

    /// <summary>Whether programs ran since model and optimizer were written or read the last time.</summary>
    private bool IsAhead { get; set; }

    private void BeAhead()
    {
        (t, began) = (optimizer.Taken, optimizer.Taken);
        model.ClearGrads();
        IsAhead = true;
        LetAsk(CatchUp);
    }

    /// <summary>Writes what the programs computed into model and optimizer.</summary>
    private void CatchUp()
    {
        lock (catching)
        {
            // Writing asks too.
            if (!IsAhead)
                return;
            IsAhead = false;
            memory!.Write();
            foreach (var rule in optimizer.Rules.Where(rule => rule.Enabled))
                rule.TakeT(rule.Taken + t - began);
            optimizer.TakeT(t);
            LetAsk(null);
        }
    }

    private void LetAsk(Action? catchUp)
    {
        optimizer.CatchUp = catchUp;
        foreach (var rule in optimizer.Rules)
            rule.CatchUp = catchUp;
        foreach (var parameter in model.Params())
            parameter.CatchUp = catchUp;
        foreach (var (_, persistent) in model.NamedPersistents())
            persistent.CatchUp = catchUp;
    }

    private void Forget()
    {
        CatchUp();
        known.Clear();
        memory = null;
    }

    /// <summary>Takes over what was changed in model and optimizer.</summary>
    private void Read()
    {
        var now = Numbers();
        // A program keeps what it made of the number of its last step.
        var isBack = optimizer.Taken < t;
        if (memory is null || isBack || !now.SequenceEqual(numbers) || !memory.Read())
        {
            known.Clear();
            memory = new(Slots());
            memory.Read();
        }
        numbers = now;
    }

    // Whole numbers and rates are constants of a program, those of persistent values and how often each parameter was updated.
    private (string Path, object? Number)[] Numbers() =>
        [
            .. model
                .NamedPersistents()
                .Select(named => (named.Path, named.Persistent.Number))
                .Where(named => named.Number is not null),
            .. optimizer
                .Rules.Where(rule => rule.Enabled)
                .Select(rule => (rule.Path, (object?)(rule.Taken - optimizer.Taken))),
        ];

    private (string Path, object? Number)[] Rates() =>
        [
            .. optimizer.Rules.SelectMany(rule =>
                rule.Hyperparam.GetDict()
                    .Select(rate => ($"{rule.Path}/{rate.Key}", (object?)rate.Value))
            ),
        ];

    private static void RequireSame(
        (string Path, object? Number)[] before,
        (string Path, object? Number)[] after
    )
    {
        foreach (var (path, number) in after.Except(before))
            throw new DeepExpException(
                nameof(CompiledStep),
                $"the step makes «{path}» {number}; it can change tensors, but not other values, which would be the same in all steps; change them between steps."
            );
    }

    /// <summary>Lets rules that update count from the number of updates before each step.</summary>
    private void LendCounts()
    {
        count.Value = (ulong)optimizer.Taken;
        foreach (var rule in optimizer.Rules.Where(rule => rule.Enabled))
            rule.TakeCount(new(rule.Taken - optimizer.Taken, count));
    }

    private void TakeCountsBack()
    {
        foreach (var rule in optimizer.Rules)
            rule.TakeT(rule.Taken);
    }

    /// <summary>What puts model, optimizer and random numbers back to where they are now.</summary>
    private Action Keep()
    {
        var row = Rng.Row;
        var back = optimizer.Keep() + (() => Rng.Row = row);
        foreach (var parameter in model.Params())
            back += parameter.Keep();
        foreach (var (_, persistent) in model.NamedPersistents())
        {
            var now = persistent.Copy();
            back += () => persistent.Take(now);
        }
        return back;
    }

    /// <summary>Refuses that the step, while it is recorded, looks at a count, which it would find the same in all steps.</summary>
    internal static void RequireNoCount(string count)
    {
        if (Recording.isOn())
            Recording.refuse<int>(
                nameof(CompiledStep),
                $"the step looks at {count}, which would be the same in all steps; let a Schedule follow the number of updates, keep what a rule makes of it in a tensor of its state, change hooks and hyperparameters between steps, hand the number to the step as an argument, or do not compile it."
            );
    }

    /// <summary>Refuses that the step, while it is recorded, reads a parameter that programs do not hold.</summary>
    internal static void RequireHeld(Parameter parameter, Tensor data)
    {
        if (Recorder.Here is { } recorder && !recorder.Changes(data.Value))
            Recording.refuse<int>(
                nameof(CompiledStep),
                $"the step reads «{parameter.Name}», which is no parameter of the model, and would not see how it changes; give a model that holds all that the step reads and updates."
            );
    }

    /// <summary>Refuses arguments through which gradients would go back to parameters.</summary>
    private static void RequireGiven(Variable[] args)
    {
        for (var i = 0; i < args.Length; i++)
            foreach (var x in Trace.nodes(args[i].Linked))
                if (x.Tag is Parameter parameter)
                    throw new DeepExpException(
                        nameof(CompiledStep),
                        $"args[{i}] was computed from «{parameter.Name}», to which a compiled step sends no gradient; compute it in the loss function, or give its Data."
                    );
    }

    /// <summary>A tensor of the model or of the optimizer's state.</summary>
    private sealed record Slot(string Path, Func<Tensor> Get, Action<Tensor> Set);

    /// <summary>The tensors of model and optimizer, and the arrays in which programs hold their numbers.</summary>
    private sealed class Memory(List<Slot> slots)
    {
        private readonly Tensor?[] same = new Tensor?[slots.Count];

        /// <summary>The arrays, each of the shape of its tensor.</summary>
        internal Value[] Held { get; } =
        [.. slots.Select(slot => Functional.Program.CopyOf(slot.Get().Value))];

        /// <summary>Takes over what was changed; not where a tensor has another shape now.</summary>
        internal bool Read()
        {
            for (var i = 0; i < slots.Count; i++)
            {
                var x = slots[i].Get();
                if (ReferenceEquals(x, same[i]))
                    continue;
                if (!ValueModule.isLike(x.Value, Held[i]))
                    return false;
                Functional.Program.Copy(x.Value, Held[i]);
                same[i] = x;
            }
            return true;
        }

        /// <summary>Writes copies into model and optimizer.</summary>
        internal void Write()
        {
            for (var i = 0; i < slots.Count; i++)
                slots[i].Set(same[i] = new(Functional.Program.CopyOf(Held[i])));
        }

        /// <summary>
        /// Lets model and optimizer compute with copies of the arrays, by which the step is known. Another thread may read them
        /// meanwhile, and keep what it read.
        /// </summary>
        internal Value[] Lend()
        {
            var lent = Array.ConvertAll(Held, Functional.Program.CopyOf);
            for (var i = 0; i < slots.Count; i++)
                slots[i].Set(new(lent[i]));
            return lent;
        }

        /// <summary>What stands in the places of the tensors after a step.</summary>
        internal Value[] Next()
        {
            var next = slots.ConvertAll(slot => slot.Get().Value).ToArray();
            for (var i = 0; i < next.Length; i++)
                if (!ValueModule.isLike(next[i], Held[i]))
                    throw new DeepExpException(
                        nameof(CompiledStep),
                        $"the step makes «{slots[i].Path}» {ValueModule.describe(next[i])} of {ValueModule.describe(Held[i])}; what a compiled step changes keeps its shape and type."
                    );
            return next;
        }

        /// <summary>What the step left alone is what it was; of the batch nobody keeps the arrays.</summary>
        internal void TakeBack(Value[] lent, Value[] batch)
        {
            var reused = new HashSet<Array>(
                batch.Select(value => value.Elements.Array),
                ReferenceEqualityComparer.Instance
            );
            for (var i = 0; i < slots.Count; i++)
            {
                var value = slots[i].Get().Value;
                if (ReferenceEquals(value.Elements.Array, lent[i].Elements.Array))
                    slots[i].Set(same[i]!);
                else if (reused.Contains(value.Elements.Array))
                    slots[i].Set(new(Functional.Program.CopyOf(value)));
            }
        }
    }

    private List<Slot> Slots()
    {
        var parameters = new List<(string Path, Parameter Param)>();
        foreach (var named in model.NamedParams())
            if (!parameters.Exists(other => named.Param.IsSharedWith(other.Param)))
                parameters.Add(named);
        foreach (var rule in optimizer.Rules)
            if (!parameters.Exists(named => rule.Parameter.IsSharedWith(named.Param)))
                throw new DeepExpException(
                    nameof(CompiledStep),
                    $"the optimizer updates «{rule.Path}», which is no parameter of the model; give a model that holds all that the step reads and updates."
                );
        return
        [
            .. parameters.Select(named => new Slot(
                named.Path,
                () => named.Param.Data,
                named.Param.Take
            )),
            .. model
                .NamedPersistents()
                .Where(named => named.Persistent is Persistent<Tensor> { IsInitialized: true })
                .Select(named => (named.Path, (Persistent<Tensor>)named.Persistent))
                .Select(named => new Slot(
                    named.Path,
                    () => named.Item2.Value,
                    value => named.Item2.Value = value
                )),
            .. optimizer
                .Rules.Where(rule => rule.Enabled)
                .SelectMany(rule =>
                    rule.State.Keys.Select(name => new Slot(
                        $"{rule.Path}/{name}",
                        () => rule.State[name],
                        value => rule.TakeState(name, value)
                    ))
                ),
        ];
    }
}

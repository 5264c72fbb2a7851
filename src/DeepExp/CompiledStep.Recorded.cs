using DeepExp.Functional;

namespace DeepExp;

public sealed partial class CompiledStep
{
    /// <summary>The step for arguments of one shape: recorded once, recorded twice, then a program.</summary>
    private sealed class Recorded(Variable[] args)
    {
        private Tape? first;
        private Tape? second;
        private (Key Key, int Taken) row;
        private readonly List<Source> keys = [];

        internal Functional.Program? Program { get; private set; }

        /// <summary>The arrays in which a step that is recorded, and the program, read the arguments.</summary>
        internal Value[] Batch { get; } =
            Array.ConvertAll(args, x => Functional.Program.CopyOf(x.Data.Value));

        private Value Loss { get; set; }

        internal bool Fits(Variable[] args)
        {
            if (args.Length != Batch.Length)
                return false;
            for (var i = 0; i < args.Length; i++)
                if (!ValueModule.isLike(args[i].Data.Value, Batch[i]))
                    return false;
            return true;
        }

        /// <summary>Begins to take keys from the row of this thread.</summary>
        internal void TakeRow()
        {
            row = Rng.Row;
            for (var i = 0; i < keys.Count; i++)
                keys[i].Value = KeyModule.at(row.Taken + i, row.Key).Bits;
        }

        /// <summary>Refuses that the step begins another row.</summary>
        internal void RequireRow()
        {
            if (!Rng.Row.Key.Equals(row.Key))
                throw new DeepExpException(
                    nameof(CompiledStep),
                    "the step seeds the random numbers, which would be the same in all steps; call Rng.Seed before the steps."
                );
        }

        /// <summary>The key that stands at a place of the row in each step, counted from where the row is when the step begins.</summary>
        internal Key KeyAt(int taken)
        {
            RequireRow();
            var i = taken - row.Taken;
            if (i == keys.Count)
                keys.Add(new(i) { Value = KeyModule.at(taken, row.Key).Bits });
            return new(0, keys[i]);
        }

        internal void Keep(Tape tape, Value[] held)
        {
            if (first is null)
            {
                first = tape;
                return;
            }
            var live = TapeModule.live(tape);
            TapeModule.requireSame(nameof(CompiledStep), TapeModule.live(first), live);
            second = tape;
            var own = TapeModule.given([.. Batch, .. held], live);
            Program = new(own, [.. own.Results[1..].Zip(held, Tuple.Create)]);
            Loss = Program.Result(own.Results[0]);
        }

        /// <summary>The i-th argument, in the array in which the step reads it.</summary>
        internal Variable Given(int i, bool requiresGrad) =>
            new(new Tensor(Batch[i]), requiresGrad: requiresGrad);

        /// <summary>Takes over the arguments.</summary>
        internal void Take(Variable[] args)
        {
            for (var i = 0; i < args.Length; i++)
                Functional.Program.Copy(args[i].Data.Value, Batch[i]);
        }

        /// <summary>Runs the program for the arguments.</summary>
        internal double Run(Variable[] args)
        {
            Take(args);
            TakeRow();
            if (first is not null)
                Spoil(first);
            if (second is not null)
                Spoil(second);
            (first, second) = (null, null);
            Program!.Run();
            if (keys.Count > 0)
                Rng.Row = (row.Key, row.Taken + keys.Count);
            return Loss.Elements[0];
        }

        // What was made of the model's tensors its owner may have read.
        private static void Spoil(Tape tape) => TapeModule.spoil(tape.Results[1..], tape);

        public override string ToString() =>
            Program is null ? "" : Description.ofProgram(Batch, [], Program);
    }
}

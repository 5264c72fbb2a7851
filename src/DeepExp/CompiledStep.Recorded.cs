using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public sealed partial class CompiledStep
{
    /// <summary>The step for arguments of one shape: recorded once, recorded twice, then a program.</summary>
    private sealed class Recorded(Variable[] args)
    {
        private Tape? first;
        private Tape? second;
        private (Key Key, int Taken) row;
        private int keys;

        /// <summary>The number of updates before the step that was recorded last.</summary>
        internal int T { get; set; }

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

        /// <summary>The key that takes the place of the i-th that a step takes from the row of its thread.</summary>
        internal KeySource KeyAt(int i)
        {
            keys = Math.Max(keys, i + 1);
            return new(i, FuncConvert.FromFunc(() => KeyModule.at(row.Taken + i, row.Key).Bits));
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

        /// <summary>Runs the program for the arguments, as update number t.</summary>
        internal double Run(Variable[] args, int t)
        {
            Take(args);
            row = Rng.Row;
            if (first is not null)
                TapeModule.spoil(first);
            if (second is not null)
                TapeModule.spoil(second);
            (first, second) = (null, null);
            Program!.Run(t - T);
            if (keys > 0)
                Rng.Row = (row.Key, row.Taken + keys);
            return Loss.Elements[0];
        }

        public override string ToString() =>
            Program is null ? "" : Description.ofProgram(Batch, [], Program);
    }
}

using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    // Running averages take in a batch when it is computed first, not when it is computed again.
    [ThreadStatic]
    private static bool recomputing;

    internal static bool IsRecomputing => recomputing;

    /// <summary>
    /// func(x), without keeping what it computes on the way: gradients compute it again. func must give the same again.
    /// </summary>
    [OverloadResolutionPriority(1)]
    public static Variable Forget(Func<Variable, Variable> func, Variable x) =>
        Forget(xs => [func.Given()(xs[0])], [x.Given()])[0];

    /// <summary>func(x, y), without keeping what it computes on the way.</summary>
    public static Variable Forget(
        Func<Variable, Variable, Variable> func,
        Variable x,
        Variable y
    ) => Forget(xs => [func.Given()(xs[0], xs[1])], [x.Given(), y.Given()])[0];

    /// <summary>func(xs), without keeping what it computes on the way.</summary>
    public static Variable Forget(Func<Variable[], Variable> func, params Variable[] xs) =>
        Forget(xs => [func.Given()(xs)], xs)[0];

    /// <summary>func(xs) with several results, without keeping what it computes on the way.</summary>
    public static Variable[] Forget(Func<Variable[], Variable[]> func, params Variable[] xs)
    {
        var again = false;
        return Authored.Apply(
            xs,
            FuncConvert.FromFunc<Tensor[], Tensor[]>(given =>
                Custom.forgetSeveral(FuncConvert.FromFunc<Tensor[], Tensor[]>(Run), given)
            )
        );

        Tensor[] Run(Tensor[] given)
        {
            var before = recomputing;
            recomputing = before || again;
            again = true;
            try
            {
                return Array.ConvertAll(
                    func.Given()(Array.ConvertAll(given, Variable.Of)),
                    y => y.Traced()
                );
            }
            finally
            {
                recomputing = before;
            }
        }
    }
}

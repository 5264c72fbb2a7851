using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>
    /// x with so many elements more before and after each axis, made as the mode says. The gradient is that of what stands
    /// there: of a margin that repeats elements, it goes back to these (Chainer's is cut off there).
    /// </summary>
    public static Variable Pad(
        Variable x,
        Sides<int> padWidth,
        PadMode mode,
        Sides<double>? constantValues = null,
        Sides<double>? endValues = null,
        Sides<int>? statLength = null,
        ReflectType reflectType = ReflectType.Even
    ) =>
        Variable.Of(
            Padding.pad(
                mode,
                new(
                    (constantValues ?? 0).Pairs,
                    (endValues ?? 0).Pairs,
                    (statLength?.Pairs).ToOption(),
                    reflectType
                ),
                padWidth.Pairs,
                x.Traced()
            )
        );
}

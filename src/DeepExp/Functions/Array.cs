using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The elements as another type; the gradient returns in the type of x.</summary>
    public static Variable Cast(Variable x, DType typ) =>
        Variable.Of(TensorModule.cast(typ, x.Traced()));

    /// <summary>The same elements under another shape; one length may be -1, which is inferred.</summary>
    public static Variable Reshape(Variable x, params int[] shape) =>
        Variable.Of(TensorModule.reshape(shape.Given(), x.Traced()));

    /// <summary>The same elements under another shape; one length may be -1, which is inferred.</summary>
    public static Variable Reshape(Variable x, Extents shape) => Reshape(x, shape.Lengths);

    /// <summary>Axis i of the result is axis axes[i] of x; without axes, all in reverse order.</summary>
    public static Variable Transpose(Variable x, params int[] axes) =>
        Variable.Of(
            axes.Given().Length == 0
                ? TensorModule.transpose(x.Traced())
                : TensorModule.permute(axes, x.Traced())
        );

    /// <summary>Axis i of the result is axis axes[i] of x.</summary>
    public static Variable Transpose(Variable x, Extents axes) => Transpose(x, axes.Lengths);

    /// <summary>x repeated along axes of length 1, and along missing leading axes, until it has the given shape.</summary>
    public static Variable BroadcastTo(Variable x, params int[] shape) =>
        Variable.Of(TensorModule.broadcastTo(shape.Given(), x.Traced()));

    /// <summary>x repeated along axes of length 1, and along missing leading axes, until it has the given shape.</summary>
    public static Variable BroadcastTo(Variable x, Extents shape) => BroadcastTo(x, shape.Lengths);
}

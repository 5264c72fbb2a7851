using DeepExp.Functional;

namespace DeepExp;

public abstract partial class Optimizer
{
    private LossScale? scaling;

    /// <summary>By what the loss is multiplied before gradients are computed, which are divided by it again.</summary>
    public double LossScale => scaling?.scale ?? 1;

    /// <summary>Whether the last update was made: gradients were finite, or the scale is not dynamic.</summary>
    public bool IsSafeToUpdate { get; private set; } = true;

    /// <summary>
    /// Scales the loss of <see cref="Update(Func{Variable})"/>, so that small gradients do not vanish. Without a scale it is
    /// dynamic: it begins as 1 and doubles until gradients are not finite; from then on it doubles in so many updates, and halves
    /// instead of an update with gradients that are not finite.
    /// </summary>
    /// <exception cref="DeepExpException">The interval is below 1, or the scale is not positive and finite.</exception>
    public void LossScaling(int interval = 1000, double? scale = null)
    {
        changes++;
        scaling = scale is { } given
            ? LossScaleModule.fixedAt(given)
            : LossScaleModule.dynamic(interval);
    }

    /// <summary>Scales the loss by a number that stays.</summary>
    /// <exception cref="DeepExpException">The scale is not positive and finite.</exception>
    public void SetLossScale(double scale) => LossScaling(scale: scale);

    private bool IsScalingDynamic => scaling is { growth: not 1 };

    private bool AreGradientsFinite() =>
        LossScaleModule.isFinite(Array.ConvertAll(parameters, parameter => parameter.Grad!));

    private void NextLossScale()
    {
        if (scaling is not null)
            scaling = LossScaleModule.next(IsSafeToUpdate, scaling);
    }

    private void BackwardScaled(Variable loss)
    {
        if (scaling is not null && loss.Size == 1)
            loss.Grad = TensorModule.full(loss.DType, loss.Shape, scaling.scale);
        loss.Backward();
        if (scaling is not null)
            foreach (var parameter in parameters)
                if (parameter.Grad is { } scaled)
                    parameter.Grad = LossScaleModule.unscale(scaling, scaled);
    }
}

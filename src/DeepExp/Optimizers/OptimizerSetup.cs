namespace DeepExp;

/// <summary>Giving an optimizer its model.</summary>
public static class OptimizerSetup
{
    /// <summary>
    /// Takes the parameters of a link and begins anew: no updates, no epochs, no hooks. Parameters added to the link later are
    /// not updated.
    /// </summary>
    public static TOptimizer Setup<TOptimizer>(this TOptimizer optimizer, Link link)
        where TOptimizer : Optimizer
    {
        optimizer.Given().Begin(link);
        return optimizer;
    }
}

namespace DeepExp;

/// <summary>What a copy of a link has in common with the original.</summary>
public enum CopyMode
{
    /// <summary>The values: an update of one is seen by the other. Gradients are each link's own.</summary>
    Share,

    /// <summary>Nothing; values and gradients begin as those of the original.</summary>
    Copy,

    /// <summary>Nothing; the parameters begin anew, as their initializers tell.</summary>
    Init,
}

namespace DeepExp;

/// <summary>How windows are pooled.</summary>
public enum PoolType
{
    /// <summary>The largest of each window.</summary>
    Max,

    /// <summary>The mean of each window.</summary>
    Avg,
}

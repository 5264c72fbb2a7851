namespace DeepExp

/// What a loss makes of the losses of its elements or samples.
type Reduce =
    /// Their mean.
    | Mean = 0
    /// Their sum.
    | Sum = 1
    /// Nothing: each stays.
    | No = 2
    /// Half of the sum of their squares.
    | HalfSquaredSum = 3
    /// Their sum along the axis after the batch.
    | SumAlongSecondAxis = 4

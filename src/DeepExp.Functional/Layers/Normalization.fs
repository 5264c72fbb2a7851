namespace DeepExp.Functional

open DeepExp

/// The parameters of batch normalization, one element for each channel; without one, y is not scaled or not shifted.
type BatchNormalization =
    {
        /// The factor of each channel; none is 1.
        gamma: Tensor option
        /// The shift of each channel; none is 0.
        beta: Tensor option
    }

/// What batch normalization remembers of its batches: running averages, and how many batches of fine-tuning they hold.
type BatchNormalizationState =
    {
        /// The running averages of mean and variance.
        Running: Statistics
        /// How many batches of fine-tuning they hold.
        N: int
    }

/// <summary>
/// Batch normalization. The running averages are no parameters, so they are a value of their own, given to a call and given
/// back. eps is added to the variance; axis names the axes to average over, or None: all but that of the channels.
/// </summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module BatchNormalization =

    /// <summary>A layer with gamma = 1 and beta = 0, of the shape of x without the axes to average over.</summary>
    let init dtype shape =
        {
            BatchNormalization.gamma = Some(Tensor.ones dtype shape)
            beta = Some(Tensor.zeros dtype shape)
        }

    /// Running averages of nothing: mean 0 and variance 1.
    let initState dtype shape =
        {
            Running =
                {
                    Mean = Tensor.zeros dtype shape
                    Var = Tensor.ones dtype shape
                }
            N = 0
        }

    let private parameters (layer: BatchNormalization) (state: BatchNormalizationState) =
        Option.defaultWith (fun () -> Tensor.onesLike state.Running.Mean) layer.gamma,
        Option.defaultWith (fun () -> Tensor.zerosLike state.Running.Mean) layer.beta

    let private batch eps axis layer state x =
        let gamma, beta = parameters layer state
        Normalization.batchNormalization eps axis gamma beta x

    /// <summary>
    /// In training x is normalised by its batch, which the running averages take in: decay · running + (1 - decay) · batch. Else
    /// it is normalised by the running averages, and the state stays. Chainer's eps is 2e-5 and its decay 0.9.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \bar\mu \leftarrow \lambda \bar\mu + (1 - \lambda)\,\mu, \\
    /// \bar v \leftarrow \lambda \bar v + (1 - \lambda)\,\frac{n}{n - 1}\,\sigma^2
    /// \end{gathered} \]
    /// with the decay \( \lambda \), and mean \( \mu \) and biased variance \( \sigma^2 \) of the \( n \) elements of
    /// the batch that share one \( \gamma \).
    /// </remarks>
    let forward
        train
        eps
        decay
        axis
        (layer: BatchNormalization)
        (state: BatchNormalizationState)
        (x: Tensor)
        : Tensor * BatchNormalizationState =
        if train then
            let y, statistics = batch eps axis layer state x

            y,
            { state with
                Running = Statistics.update decay statistics state.Running
            }
        else
            let gamma, beta = parameters layer state
            Normalization.fixedBatchNormalization eps axis state.Running gamma beta x, state

    /// <summary>Training in which the running averages become plain means over the batches since N was 0.</summary>
    /// <remarks>\[ \lambda = 1 - \frac{1}{N} \] is the decay at batch \( N = 1, 2, \ldots \); see forward.</remarks>
    let finetune
        eps
        axis
        (layer: BatchNormalization)
        (state: BatchNormalizationState)
        (x: Tensor)
        : Tensor * BatchNormalizationState =
        let y, statistics = batch eps axis layer state x
        let N = state.N + 1

        y,
        {
            Running = Statistics.update (1.0 - 1.0 / float N) statistics state.Running
            N = N
        }

/// The parameters of layer normalization: D each.
type LayerNormalization =
    {
        /// The factor of each feature: D.
        gamma: Tensor
        /// The shift of each feature: D.
        beta: Tensor
    }

/// Each row brought to mean 0 and variance 1, scaled and shifted.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LayerNormalization =

    /// A layer with gamma = 1 and beta = 0, for rows of the given length.
    let init dtype size =
        {
            LayerNormalization.gamma = Tensor.ones dtype [| size |]
            beta = Tensor.zeros dtype [| size |]
        }

    /// For x: N×D. The eps of Chainer's layer is 1e-6.
    let forward eps (layer: LayerNormalization) x =
        Normalization.layerNormalization eps layer.gamma layer.beta x

/// The parameters of group normalization: one element for each channel.
type GroupNormalization =
    {
        /// The factor of each channel: C.
        gamma: Tensor
        /// The shift of each channel: C.
        beta: Tensor
    }

/// Each group of channels of a sample brought to mean 0 and variance 1, channels scaled and shifted.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module GroupNormalization =

    /// A layer with gamma = 1 and beta = 0.
    let init dtype channels =
        {
            GroupNormalization.gamma = Tensor.ones dtype [| channels |]
            beta = Tensor.zeros dtype [| channels |]
        }

    /// For x: N×C×size…. Chainer's eps is 1e-5.
    let forward eps groups (layer: GroupNormalization) x =
        Normalization.groupNormalization eps groups layer.gamma layer.beta x

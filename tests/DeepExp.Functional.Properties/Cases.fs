/// The table of cases: a row for each primitive and each public function of tensors, with what it is given and what it means.
/// The derivative, the result, the purity and the errors of each row are held to it.
module DeepExp.Functional.Properties.Cases

open DeepExp.Functional.Properties.Calls

let all: Case list =
    List.concat
        [
            PrimitiveCases.rows
            ConvolutionCases.rows
            PoolingCases.rows
            ActivationCases.rows
            LossCases.rows
            ClusteringCases.rows
            ClassificationCases.rows
            SamplingCases.rows
            SequenceCases.rows
            CustomCases.rows
            MovingCases.rows
            JoiningCases.rows
            ManipulationCases.rows
            SubscriptCases.rows
            IndexingCases.rows
            RaggedCases.rows
            PaddingCases.rows
            ImageCases.rows
            ElementaryCases.rows
            SpecialCases.rows
            ReductionCases.rows
            LinearAlgebraCases.rows
            ContractionCases.rows
            ConnectionCases.rows
            RegionCases.rows
            NormalizationCases.rows
            NoiseCases.rows
            RecurrentCases.rows
            LayerCases.rows
        ]

let titled title =
    all |> List.find (fun case -> case.Title = title)

namespace DeepExp.Conformance;

/// <summary>What Chainer has and the library has not yet. A name is struck out when it has come.</summary>
internal static class Waiting
{
    public static readonly string[] Links =
    [
        "ChildSumTreeLSTM",
        "LSTM",
        "NStepBiGRU",
        "NStepBiLSTM",
        "NStepBiRNNTanh",
        "NStepGRU",
        "NStepLSTM",
        "NStepRNNReLU",
        "NStepRNNTanh",
        "NaryTreeLSTM",
        "StatefulGRU",
        "StatefulMGU",
        "StatefulPeepholeLSTM",
        "StatefulZoneoutLSTM",
        "StatelessGRU",
        "StatelessLSTM",
        "StatelessMGU",
    ];
}

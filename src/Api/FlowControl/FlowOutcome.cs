namespace Timonier.Api.FlowControl;

/// <summary>What became of a request that asked for seats.</summary>
internal enum FlowOutcome
{
    Started,
    Waiting,

    /// <summary>Refused: as many requests of its flow wait already as may.</summary>
    QueueFull,

    /// <summary>Refused: its level has no queues, and no seat is free.</summary>
    ConcurrencyLimit,

    /// <summary>Refused: it has waited as long as it may.</summary>
    TimeOut,

    /// <summary>Nobody waits for it any more.</summary>
    Cancelled,
}

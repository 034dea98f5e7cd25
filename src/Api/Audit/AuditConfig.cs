namespace Timonier.Api.Audit;

/// <summary>What is told of requests, and to whom.</summary>
public sealed record AuditConfig(AuditPolicy Policy, IReadOnlyList<AuditOutput> Outputs);

/// <summary>One of those who are told.</summary>
public sealed record AuditOutput
{
    /// <summary>Its name in metrics: log or webhook.</summary>
    public required string Name { get; init; }
    public required IAuditBackend Backend { get; init; }
    public required AuditMode Mode { get; init; }

    /// <summary>As many events may wait; what comes beyond them is lost.</summary>
    public int Buffer { get; init; } = 10_000;
    public int MostAtOnce { get; init; } = 1;

    /// <summary>How long events wait for company.</summary>
    public TimeSpan LongestWait { get; init; }

    /// <summary>Batches per second, and how many may go at once before that counts; 0: as they come.</summary>
    public double BatchesPerSecond { get; init; }
    public int Burst { get; init; } = 15;

    /// <summary>Bytes of an event beyond which its bodies are left out; 0: never.</summary>
    public int LargestEvent { get; init; }
    public int LargestBatch { get; init; } = 10 * 1024 * 1024;
}

public enum AuditMode
{
    /// <summary>Requests go on; events are told when there is time.</summary>
    Batch,

    /// <summary>Each answer waits until its event is told.</summary>
    Blocking,

    /// <summary>A request that cannot be told of at its beginning fails.</summary>
    BlockingStrict,
}

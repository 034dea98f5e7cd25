namespace Timonier.Node.Logs;

/// <summary>Which part of a container's log is asked for, and in what form.</summary>
public sealed record LogQuery
{
    /// <summary>Go on with what the container writes until it has ended.</summary>
    public bool Follow { get; init; }

    /// <summary>Only that many lines from the end; null: all.</summary>
    public long? TailLines { get; init; }
    public DateTimeOffset? Since { get; init; }

    /// <summary>Each line begins with the time at which it was written.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Stop after that many bytes, be it inside a line; null: no limit.</summary>
    public long? LimitBytes { get; init; }
    public bool Stdout { get; init; } = true;
    public bool Stderr { get; init; } = true;
}

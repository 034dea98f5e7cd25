using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Audit;

/// <summary>What is told of one request at one stage.</summary>
public sealed record AuditEvent
{
    public required AuditLevel Level { get; init; }
    public required string Id { get; init; }
    public required AuditStage Stage { get; init; }
    public required string RequestUri { get; init; }
    public required string Verb { get; init; }
    public required DateTimeOffset Received { get; init; }
    public required DateTimeOffset At { get; init; }
    public UserInfo? User { get; init; }
    public UserInfo? ActsAs { get; init; }
    public IReadOnlyList<string> SourceIps { get; init; } = [];
    public string UserAgent { get; init; } = "";
    public AuditObject? Object { get; init; }

    /// <summary>0: there is no answer yet.</summary>
    public int Code { get; init; }

    /// <summary>What the answer says of a failure.</summary>
    public Status? Failure { get; init; }

    /// <summary>JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> RequestObject { get; init; }
    public ReadOnlyMemory<byte> ResponseObject { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];
}

/// <summary>What a request is about.</summary>
public sealed record AuditObject(ResourceName Resource, string Namespace, string Name, string Subresource)
{
    public string Uid { get; init; } = "";
    public string ResourceVersion { get; init; } = "";
}

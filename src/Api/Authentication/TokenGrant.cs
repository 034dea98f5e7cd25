namespace Timonier.Api.Authentication;

/// <summary>What a TokenRequest asks for; the account and the bound object exist and have these uids.</summary>
public sealed record TokenGrant
{
    public required string Namespace { get; init; }
    public required string ServiceAccount { get; init; }
    public required string ServiceAccountUid { get; init; }

    /// <summary>Empty: the API server's own audience.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];
    public long ExpirationSeconds { get; init; } = 3600;

    /// <summary>Pod, Secret or Node; empty when the token is not bound to an object.</summary>
    public string BoundKind { get; init; } = "";
    public string BoundName { get; init; } = "";
    public string BoundUid { get; init; } = "";

    /// <summary>For a token bound to a pod: the node it runs on.</summary>
    public string NodeName { get; init; } = "";
    public string NodeUid { get; init; } = "";
}

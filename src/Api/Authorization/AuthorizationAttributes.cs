using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Authorization;

/// <summary>One question: either about a resource, or, when <see cref="NonResourcePath"/> is set, about a path.</summary>
public sealed record AuthorizationAttributes
{
    public required UserInfo User { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete, deletecollection ...; for a path the HTTP method in lower case.</summary>
    public required string Verb { get; init; }
    public string Group { get; init; } = "";
    public string Version { get; init; } = "";

    /// <summary>The plural, for example "pods"; the subresource apart.</summary>
    public string Resource { get; init; } = "";
    public string Subresource { get; init; } = "";
    public string Namespace { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>Which objects of a list are asked for.</summary>
    public FieldSelector Fields { get; init; } = FieldSelector.Everything;

    /// <summary>For example "/metrics"; empty for a question about a resource.</summary>
    public string NonResourcePath { get; init; } = "";
}

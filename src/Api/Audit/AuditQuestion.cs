using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Audit;

/// <summary>What rules look at; the user is the one who was authenticated, whoever it acts as.</summary>
internal readonly record struct AuditQuestion(UserInfo? User, RequestAim Request)
{
    public string Namespace => Request.Place is not { } place ? "" : place is { Resource: { Group: "", Plural: "namespaces" } } ? place.Name : place.Namespace;
}

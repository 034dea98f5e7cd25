using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.FlowControl;

/// <summary>What sorting into flows looks at: who wants what.</summary>
/// <param name="User">Who.</param>
/// <param name="Verb">As authorization has it; for a path the HTTP method in lower case.</param>
/// <param name="Place">The resource; null for another path.</param>
/// <param name="Path">The path.</param>
internal readonly record struct FlowRequest(UserInfo User, string Verb, RequestPath? Place, string Path)
{
    public string Namespace => Place is not { } place ? "" : place is { Resource: { Group: "", Plural: "namespaces" } } ? place.Name : place.Namespace;
}

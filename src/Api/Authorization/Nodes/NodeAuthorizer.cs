using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;

namespace Timonier.Api.Authorization.Nodes;

/// <summary>
/// Nodes read only what concerns them: single objects that pods bound to them name, their own Node, lease and
/// CSINode. Everything else of a node is judged by fixed rules; what it writes, NodeRestriction narrows at admission.
/// </summary>
public sealed partial class NodeAuthorizer : IAuthorizer, IRuleLister, IDisposable
{
    private const string Prefix = "system:node:";
    private const string NodesGroup = "system:nodes";
    private static readonly AuthorizationDecision Yes = new(true);
    private readonly BoundPods pods;
    private readonly NodeGraph graph;
    private readonly IReadOnlyList<AccessRule> rules = BootstrapRoles.NodeRules();

    public NodeAuthorizer(IRevisionStore store)
    {
        pods = new BoundPods(store);
        graph = new NodeGraph(store, pods);
    }

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation)
    {
        if (!IsNode(attributes.User)) return No("");
        var node = attributes.User.Name[Prefix.Length..];
        if (node.Length == 0) return No($"unknown node for user {Kernel.GoText.Quote(attributes.User.Name)}");
        return (attributes.Group, attributes.Resource) switch
        {
            ("", "secrets" or "configmaps") => await ReadAsync(node, attributes, cancellation),
            ("", "persistentvolumeclaims") when attributes.Subresource == "status" => await WriteStatusAsync(node, attributes, cancellation),
            ("", "persistentvolumeclaims" or "persistentvolumes") or ("resource.k8s.io", "resourceclaims") or ("storage.k8s.io", "volumeattachments") => await GetAsync(node, attributes, cancellation),
            ("", "serviceaccounts") => await AccountAsync(node, attributes, cancellation),
            ("coordination.k8s.io", "leases") => Lease(node, attributes),
            ("storage.k8s.io", "csinodes") => CsiNode(node, attributes),
            ("resource.k8s.io", "resourceslices") => await SliceAsync(node, attributes, cancellation),
            ("", "nodes") => OwnNode(node, attributes),
            ("", "pods") => await PodAsync(node, attributes, cancellation),
            _ => new AuthorizationDecision(rules.Any(rule => RuleMatch.Covers(rule, attributes))),
        };
    }

    /// <summary>What a node may do depends on what runs on it, so it cannot be listed.</summary>
    public ValueTask<RuleList> RulesForAsync(UserInfo user, string @namespace, CancellationToken cancellation) =>
        ValueTask.FromResult(IsNode(user) ? new RuleList([], "node authorizer does not support user rule resolution", Incomplete: true) : new RuleList([]));

    public void Dispose() => pods.Dispose();

    private static bool IsNode(UserInfo user) => user.Name.StartsWith(Prefix, StringComparison.Ordinal) && user.Groups.Contains(NodesGroup);

    private static AuthorizationDecision No(string why) => new(false, why);

    private async ValueTask<AuthorizationDecision> RelatedAsync(string node, AuthorizationAttributes asked, CancellationToken cancellation) =>
        await graph.ReachesAsync(node, asked.Resource, asked.Namespace, asked.Name, cancellation)
            ? Yes
            : No($"no relationship found between node '{node}' and this object");

    private ValueTask<AuthorizationDecision> NamedAsync(string node, AuthorizationAttributes asked, CancellationToken cancellation) =>
        asked.Name.Length == 0 ? new(No("No Object name found")) : RelatedAsync(node, asked, cancellation);
}

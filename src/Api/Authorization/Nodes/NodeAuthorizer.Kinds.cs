namespace Timonier.Api.Authorization.Nodes;

public sealed partial class NodeAuthorizer
{
    private const string LeaseNamespace = "kube-node-lease";

    private ValueTask<AuthorizationDecision> GetAsync(string node, AuthorizationAttributes asked, CancellationToken cancellation)
    {
        if (asked.Verb != "get") return new(No("can only get individual resources of this type"));
        return asked.Subresource.Length > 0 ? new(No("cannot get subresource")) : NamedAsync(node, asked, cancellation);
    }

    private ValueTask<AuthorizationDecision> ReadAsync(string node, AuthorizationAttributes asked, CancellationToken cancellation)
    {
        if (asked.Verb is not ("get" or "list" or "watch")) return new(No("can only read resources of this type"));
        if (asked.Subresource.Length > 0) return new(No("cannot read subresource"));
        return asked.Namespace.Length == 0 ? new(No("can only read namespaced object of this type")) : NamedAsync(node, asked, cancellation);
    }

    private ValueTask<AuthorizationDecision> WriteStatusAsync(string node, AuthorizationAttributes asked, CancellationToken cancellation) =>
        asked.Verb is "update" or "patch" ? NamedAsync(node, asked, cancellation) : new(No("can only get/update/patch this type"));

    private ValueTask<AuthorizationDecision> AccountAsync(string node, AuthorizationAttributes asked, CancellationToken cancellation)
    {
        // Image credential providers read the account of a pod.
        if (asked is { Verb: "get", Subresource: "" }) return NamedAsync(node, asked, cancellation);
        if (asked.Verb != "create" || asked.Name.Length == 0) return new(No("can only create tokens for individual service accounts"));
        return asked.Subresource != "token" ? new(No("can only create token subresource of serviceaccount")) : RelatedAsync(node, asked, cancellation);
    }

    private static AuthorizationDecision Lease(string node, AuthorizationAttributes asked)
    {
        if (!WritesOne(asked.Verb)) return No("can only get, create, update, patch, or delete a node lease");
        if (asked.Namespace != LeaseNamespace) return No($"can only access leases in the \"{LeaseNamespace}\" system namespace");
        return asked.Verb == "create" || asked.Name == node ? Yes : No("can only access node lease with the same name as the requesting node");
    }

    private static AuthorizationDecision CsiNode(string node, AuthorizationAttributes asked)
    {
        if (!WritesOne(asked.Verb)) return No("can only get, create, update, patch, or delete a CSINode");
        if (asked.Subresource.Length > 0) return No("cannot authorize CSINode subresources");
        return asked.Verb == "create" || asked.Name == node ? Yes : No("can only access CSINode with the same name as the requesting node");
    }

    private ValueTask<AuthorizationDecision> SliceAsync(string node, AuthorizationAttributes asked, CancellationToken cancellation)
    {
        if (asked.Subresource.Length > 0) return new(No("cannot authorize ResourceSlice subresources"));
        return asked.Verb switch
        {
            "create" => new(Yes),
            "get" or "update" or "patch" or "delete" => NamedAsync(node, asked, cancellation),
            "watch" or "list" or "deletecollection" => new(asked.Fields.RequiredValue("spec.nodeName") == node || asked.Fields.RequiredValue("nodeName") == node
                ? Yes
                : No("can only list/watch/deletecollection resourceslices with nodeName field selector")),
            _ => new(No("only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection")),
        };
    }

    private static AuthorizationDecision OwnNode(string node, AuthorizationAttributes asked) => (asked.Subresource, asked.Verb) switch
    {
        ("", "create" or "update" or "patch") or ("status", "update" or "patch") => Yes,
        ("", "get" or "list" or "watch") when asked.Name == node => Yes,
        ("", "get" or "list" or "watch") when asked.Name.Length == 0 => No($"node '{node}' cannot read all nodes, only its own Node object"),
        ("", "get" or "list" or "watch") => No($"node '{node}' cannot read '{asked.Name}', only its own Node object"),
        _ => No(""),
    };

    private ValueTask<AuthorizationDecision> PodAsync(string node, AuthorizationAttributes asked, CancellationToken cancellation) => (asked.Subresource, asked.Verb) switch
    {
        ("", "get") => NamedAsync(node, asked, cancellation),
        ("", "list" or "watch") when asked.Fields.RequiredValue("spec.nodeName") == node => new(Yes),
        ("", "list" or "watch") when asked.Name.Length > 0 => RelatedAsync(node, asked, cancellation),
        ("", "list" or "watch") => new(No("can only list/watch pods with spec.nodeName field selector")),
        ("", "create" or "delete") or ("status", "update" or "patch") or ("eviction", "create") => new(Yes),
        _ => new(No("")),
    };

    private static bool WritesOne(string verb) => verb is "get" or "create" or "update" or "patch" or "delete";
}

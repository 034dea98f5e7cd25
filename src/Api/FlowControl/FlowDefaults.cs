using Timonier.Documents;

namespace Timonier.Api.FlowControl;

/// <summary>The levels and schemas that every cluster has: upstream's to the number.</summary>
internal static class FlowDefaults
{
    public const string AutoUpdate = "apf.kubernetes.io/autoupdate-spec";
    private const string Every = "*";
    private static readonly string[] Renewing = ["get", "create", "update"];
    private static readonly string[] Everybody = ["system:unauthenticated", "system:authenticated"];
    private static readonly Draft[] NoResources = [];

    /// <summary>Without these, requests would have nowhere to go: their specs are fixed.</summary>
    public static bool IsMandatory(string name) => name is "exempt" or "catch-all";

    public static IReadOnlyList<DraftObject> Levels() =>
    [
        Object("PriorityLevelConfiguration", "exempt", new DraftObject
        {
            ["type"] = "Exempt",
            ["exempt"] = new DraftObject { ["nominalConcurrencyShares"] = 0, ["lendablePercent"] = 0 },
        }),
        Limited("catch-all", shares: 5, lendable: 0, queues: 0, hand: 0),
        Limited("system", shares: 30, lendable: 33, queues: 64, hand: 6),
        Limited("node-high", shares: 40, lendable: 25, queues: 64, hand: 6),
        Limited("leader-election", shares: 10, lendable: 0, queues: 16, hand: 4),
        Limited("workload-high", shares: 40, lendable: 50, queues: 128, hand: 6),
        Limited("workload-low", shares: 100, lendable: 90, queues: 128, hand: 6),
        Limited("global-default", shares: 20, lendable: 50, queues: 128, hand: 6),
    ];

    public static IReadOnlyList<DraftObject> Schemas() =>
    [
        Schema("exempt", "exempt", 1, "", Groups("system:masters"), All(), AllPaths()),
        Schema("probes", "exempt", 2, "", Groups(Everybody), NoResources, [Paths(["get"], ["/healthz", "/readyz", "/livez"])]),
        Schema("system-leader-election", "leader-election", 100, "ByUser",
            [.. Users("system:kube-controller-manager", "system:kube-scheduler"), .. SystemAccounts(Every)],
            [Resources(Renewing, ["coordination.k8s.io"], ["leases"], clusterScope: false)]),
        Schema("endpoint-controller", "workload-high", 150, "ByUser",
            [.. Users("system:kube-controller-manager"), .. SystemAccounts("endpoint-controller", "endpointslicemirroring-controller")],
            [Resources(Renewing, [""], ["endpoints"], clusterScope: false)]),
        Schema("workload-leader-election", "leader-election", 200, "ByUser", SystemAccounts(Every),
            [Resources(Renewing, [""], ["endpoints", "configmaps"], clusterScope: false), Resources(Renewing, ["coordination.k8s.io"], ["leases"], clusterScope: false)]),
        Schema("system-node-high", "node-high", 400, "ByUser", Groups("system:nodes"),
            [Resources([Every], [""], ["nodes", "nodes/status"], clusterScope: true), Resources([Every], ["coordination.k8s.io"], ["leases"], clusterScope: false)]),
        Schema("system-nodes", "system", 500, "ByUser", Groups("system:nodes"), All(), AllPaths()),
        Schema("kube-controller-manager", "workload-high", 800, "ByNamespace", Users("system:kube-controller-manager"), All(), AllPaths()),
        Schema("kube-scheduler", "workload-high", 800, "ByNamespace", Users("system:kube-scheduler"), All(), AllPaths()),
        Schema("kube-system-service-accounts", "workload-high", 900, "ByNamespace", SystemAccounts(Every), All(), AllPaths()),
        Schema("service-accounts", "workload-low", 9000, "ByUser", Groups("system:serviceaccounts"), All(), AllPaths()),
        Schema("global-default", "global-default", 9900, "ByUser", Groups(Everybody), All(), AllPaths()),
        Schema("catch-all", "catch-all", 10000, "ByUser", Groups(Everybody), All(), AllPaths()),
    ];

    private static DraftObject Limited(string name, int shares, int lendable, int queues, int hand)
    {
        var response = new DraftObject { ["type"] = queues > 0 ? "Queue" : "Reject" };
        if (queues > 0) response["queuing"] = new DraftObject { ["queues"] = queues, ["handSize"] = hand, ["queueLengthLimit"] = 50 };
        return Object("PriorityLevelConfiguration", name, new DraftObject
        {
            ["type"] = "Limited",
            ["limited"] = new DraftObject { ["nominalConcurrencyShares"] = shares, ["limitResponse"] = response, ["lendablePercent"] = lendable },
        });
    }

    private static DraftObject Schema(string name, string level, int precedence, string distinguisher, IEnumerable<Draft> subjects, IEnumerable<Draft> resources, IEnumerable<Draft>? paths = null)
    {
        var rule = new DraftObject { ["subjects"] = new DraftArray(subjects) };
        if (new DraftArray(resources) is { Count: > 0 } resourceRules) rule["resourceRules"] = resourceRules;
        if (paths is not null) rule["nonResourceRules"] = new DraftArray(paths);
        var spec = new DraftObject
        {
            ["priorityLevelConfiguration"] = new DraftObject { ["name"] = level },
            ["matchingPrecedence"] = precedence,
            ["rules"] = new DraftArray([rule]),
        };
        if (distinguisher.Length > 0) spec["distinguisherMethod"] = new DraftObject { ["type"] = distinguisher };
        return Object("FlowSchema", name, spec);
    }

    private static DraftObject Object(string kind, string name, DraftObject spec) => new()
    {
        ["apiVersion"] = "flowcontrol.apiserver.k8s.io/v1",
        ["kind"] = kind,
        ["metadata"] = new DraftObject { ["name"] = name, ["annotations"] = new DraftObject { [AutoUpdate] = "true" } },
        ["spec"] = spec,
    };

    private static Draft[] All() => [Resources([Every], [Every], [Every], clusterScope: true)];

    private static Draft[] AllPaths() => [Paths([Every], [Every])];

    private static DraftObject Resources(string[] verbs, string[] groups, string[] resources, bool clusterScope)
    {
        var rule = new DraftObject { ["verbs"] = DraftArray.OfTexts(verbs), ["apiGroups"] = DraftArray.OfTexts(groups), ["resources"] = DraftArray.OfTexts(resources) };
        if (clusterScope) rule["clusterScope"] = true;
        rule["namespaces"] = DraftArray.OfTexts([Every]);
        return rule;
    }

    private static DraftObject Paths(string[] verbs, string[] urls) => new() { ["verbs"] = DraftArray.OfTexts(verbs), ["nonResourceURLs"] = DraftArray.OfTexts(urls) };

    private static Draft[] Groups(params string[] names) => [.. names.Select(n => new DraftObject { ["kind"] = "Group", ["group"] = new DraftObject { ["name"] = n } })];

    private static Draft[] Users(params string[] names) => [.. names.Select(n => new DraftObject { ["kind"] = "User", ["user"] = new DraftObject { ["name"] = n } })];

    private static Draft[] SystemAccounts(params string[] names) =>
        [.. names.Select(n => new DraftObject { ["kind"] = "ServiceAccount", ["serviceAccount"] = new DraftObject { ["namespace"] = "kube-system", ["name"] = n } })];
}

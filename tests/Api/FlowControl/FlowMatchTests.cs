using Timonier.Api.FlowControl;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Tests.FlowControl;

public sealed class FlowMatchTests
{
    private static readonly FlowSchema[] Defaults = [.. FlowDefaults.Schemas().Select(s => new FlowSchema(s.ToDocument())).OrderBy(s => s.Precedence).ThenBy(s => s.Name, StringComparer.Ordinal)];

    // user|groups, verb, path, schema, flow
    [Theory]
    [InlineData("root|system:masters", "delete", "/api/v1/nodes/n1", "exempt", "")]
    [InlineData("anybody|system:authenticated", "get", "/readyz", "probes", "")]
    [InlineData("system:anonymous|system:unauthenticated", "get", "/livez", "probes", "")]
    [InlineData("anybody|system:authenticated", "post", "/readyz", "global-default", "anybody")]
    [InlineData("anybody|system:authenticated", "get", "/readyz/ping", "global-default", "anybody")]
    [InlineData("system:kube-scheduler|system:authenticated", "update", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler", "system-leader-election", "system:kube-scheduler")]
    [InlineData("system:kube-scheduler|system:authenticated", "list", "/apis/coordination.k8s.io/v1/leases", "kube-scheduler", "")]
    [InlineData("system:kube-scheduler|system:authenticated", "list", "/api/v1/namespaces/a/pods", "kube-scheduler", "a")]
    [InlineData("system:serviceaccount:kube-system:endpoint-controller|system:serviceaccounts", "update", "/api/v1/namespaces/a/endpoints/b", "endpoint-controller", "system:serviceaccount:kube-system:endpoint-controller")]
    [InlineData("system:serviceaccount:kube-system:x|system:serviceaccounts", "update", "/api/v1/namespaces/a/endpoints/b", "workload-leader-election", "system:serviceaccount:kube-system:x")]
    [InlineData("system:serviceaccount:kube-system:x|system:serviceaccounts", "patch", "/api/v1/namespaces/a/endpoints/b", "kube-system-service-accounts", "a")]
    [InlineData("system:serviceaccount:kube-systemx:x|system:serviceaccounts", "get", "/api/v1/namespaces/a/endpoints/b", "service-accounts", "system:serviceaccount:kube-systemx:x")]
    [InlineData("system:node:n1|system:nodes", "patch", "/api/v1/nodes/n1/status", "system-node-high", "system:node:n1")]
    [InlineData("system:node:n1|system:nodes", "get", "/api/v1/nodes/n1/proxy", "system-nodes", "system:node:n1")]
    [InlineData("system:node:n1|system:nodes", "update", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1", "system-node-high", "system:node:n1")]
    [InlineData("system:node:n1|system:nodes", "list", "/api/v1/pods", "system-nodes", "system:node:n1")]
    [InlineData("system:kube-controller-manager|system:authenticated", "get", "/api/v1/namespaces/a", "kube-controller-manager", "a")]
    [InlineData("system:anonymous|system:unauthenticated", "get", "/version", "global-default", "system:anonymous")]
    public void DefaultSchemas_SortRequests_AsUpstreamDoes(string who, string verb, string path, string schema, string flow)
    {
        var user = new UserInfo(who.Split('|')[0], who.Split('|')[1..]);
        var request = new FlowRequest(user, verb, RequestPath.Parse(path), path);
        var found = Defaults.First(s => s.Matches(request));
        (found.Name, found.FlowOf(request)).ShouldBe((schema, flow));
    }

    [Theory]
    [InlineData("pods", "", "pods", true)]
    [InlineData("pods", "", "pods/log", false)]
    [InlineData("pods/log", "", "pods/log", true)]
    [InlineData("pods/log", "", "pods", false)]
    [InlineData("*", "", "pods/log", true)]
    public void ResourceRules_NameSubresourcesApart(string rule, string group, string asked, bool matches)
    {
        var parts = asked.Split('/');
        var path = $"/api/v1/namespaces/a/{parts[0]}/x" + (parts.Length > 1 ? "/" + parts[1] : "");
        Schema($$"""{"verbs":["*"],"apiGroups":["{{group}}"],"resources":["{{rule}}"],"namespaces":["*"]}""").Matches(Request(path)).ShouldBe(matches);
    }

    [Theory]
    [InlineData("/api/v1/nodes/n1", true, "b", true)]
    [InlineData("/api/v1/nodes/n1", false, "*", false)]
    [InlineData("/api/v1/namespaces/a/pods/x", true, "b", false)]
    [InlineData("/api/v1/namespaces/a/pods/x", true, "a", true)]
    [InlineData("/api/v1/namespaces/a", true, "b", false)]
    public void ResourceRules_ChooseByPlace(string path, bool clusterScope, string @namespace, bool matches) =>
        Schema($$"""{"verbs":["get"],"apiGroups":["*"],"resources":["*"],"clusterScope":{{(clusterScope ? "true" : "false")}},"namespaces":["{{@namespace}}"]}""")
            .Matches(Request(path)).ShouldBe(matches);

    [Theory]
    [InlineData("/healthz", "/healthz", true)]
    [InlineData("/healthz", "/healthz/etcd", false)]
    [InlineData("/healthz/*", "/healthz/etcd", true)]
    [InlineData("/healthz/*", "/healthz", false)]
    [InlineData("*", "/anything", true)]
    public void PathRules_MatchAWholePathOrItsBeginning(string rule, string path, bool matches)
    {
        var schema = new FlowSchema(Document.Parse(System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"metadata":{"name":"s"},"spec":{"rules":[{"subjects":[{"kind":"User","user":{"name":"*"}}],"nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["{{{rule}}}"]}]}]}}""")));
        schema.Matches(Request(path)).ShouldBe(matches);
    }

    private static FlowRequest Request(string path) => new(new UserInfo("u", []), "get", RequestPath.Parse(path), path);

    private static FlowSchema Schema(string rule) => new(Document.Parse(System.Text.Encoding.UTF8.GetBytes(
        $$$"""{"metadata":{"name":"s"},"spec":{"rules":[{"subjects":[{"kind":"User","user":{"name":"u"}}],"resourceRules":[{{{rule}}}]}]}}""")));
}

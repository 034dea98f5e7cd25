namespace Timonier.Api.Tests.Admission;

public sealed class NodeRestrictionTests
{
    private const string Node = "system:node:n1|system:nodes";
    private const string Nodes = "/api/v1/nodes";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
    private const string Merge = "application/merge-patch+json";

    // Roles let the node do everything here: what is refused, the restriction refuses.
    private static async Task<ApiServer> WithNodesAsync()
    {
        var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("system:node:n1", "*", "*", "*");
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        foreach (var name in (string[])["n1", "n2"])
        {
            await server.SendAsync(HttpMethod.Post, Nodes, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
            (await server.SendAsync(HttpMethod.Post, Pods, $$$"""{"metadata":{"name":"on-{{{name}}}"},"spec":{"nodeName":"{{{name}}}","containers":[{"name":"c","image":"i"}]}}""")).Code.ShouldBe(201);
        }
        return server;
    }

    [Theory]
    [InlineData("PATCH", Nodes + "/n2", """{"metadata":{"labels":{"a":"b"}}}""", "nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"")]
    [InlineData("PATCH", Nodes + "/n2/status", """{"status":{"phase":"Running"}}""", "nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"")]
    [InlineData("PATCH", Nodes + "/n1", """{"spec":{"taints":[{"key":"k","effect":"NoSchedule"}]}}""", "nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify taints")]
    [InlineData("DELETE", Nodes + "/n2", null, "nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"")]
    [InlineData("PATCH", Pods + "/on-n2/status", """{"status":{"message":"m"}}""", "pods \"on-n2\" is forbidden: node \"n1\" can only update pod status for pods with spec.nodeName set to itself")]
    [InlineData("DELETE", Pods + "/on-n2", null, "pods \"on-n2\" is forbidden: node \"n1\" can only delete pods with spec.nodeName set to itself")]
    [InlineData("POST", Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "pods \"p\" is forbidden: pod does not have \"kubernetes.io/config.mirror\" annotation, node \"n1\" can only create mirror pods")]
    [InlineData("POST", Pods, """{"metadata":{"name":"p","annotations":{"kubernetes.io/config.mirror":"x"}},"spec":{"nodeName":"n2","containers":[{"name":"c","image":"i"}]}}""", "pods \"p\" is forbidden: node \"n1\" can only create pods with spec.nodeName set to itself")]
    [InlineData("PATCH", Nodes + "/n1", """{"metadata":{"labels":{"node-restriction.kubernetes.io/a":"b","kubernetes.io/os":"linux","own":"c"}}}""", "nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify labels: node-restriction.kubernetes.io/a")]
    [InlineData("PATCH", Nodes + "/n1", """{"metadata":{"labels":{"node-role.kubernetes.io/x":"","a.k8s.io/b":""}}}""", "nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify labels: a.k8s.io/b, node-role.kubernetes.io/x")]
    [InlineData("POST", Pods, """{"metadata":{"name":"p","annotations":{"kubernetes.io/config.mirror":"x"}},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v","secret":{"secretName":"s"}}]}}""", "pods \"p\" is forbidden: node \"n1\" can not create pods that reference secrets")]
    [InlineData("POST", Pods + "/on-n2/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"on-n2"}}""", "pods \"on-n2\" is forbidden: node n1 can only evict pods with spec.nodeName set to itself")]
    [InlineData("POST", "/apis/storage.k8s.io/v1/csinodes", """{"metadata":{"name":"n2"},"spec":{"drivers":[]}}""", "csinodes.storage.k8s.io \"n2\" is forbidden: can only access CSINode with the same name as the requesting node")]
    [InlineData("POST", Leases, """{"metadata":{"name":"n2"},"spec":{}}""", "leases.coordination.k8s.io \"n2\" is forbidden: can only access node lease with the same name as the requesting node")]
    public async Task Node_TouchingWhatIsNotItsOwn_IsRefused(string method, string path, string? body, string message)
    {
        await using var server = await WithNodesAsync();
        var (code, status) = await server.SendAsync(new HttpMethod(method), path, body, method == "PATCH" ? Merge : "application/json", Node);
        status.Root["message"u8].AsString().ShouldBe(message);
        code.ShouldBe(403);
    }

    [Theory]
    [InlineData("PATCH", Nodes + "/n1/status", """{"status":{"phase":"Running"}}""", 200)]
    [InlineData("PATCH", Nodes + "/n1", """{"metadata":{"labels":{"topology.kubernetes.io/zone":"z","node.kubernetes.io/x":"y","a.b/c":"d"}}}""", 200)]
    [InlineData("POST", Pods + "/on-n1/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"on-n1"}}""", 201)]
    [InlineData("PATCH", Pods + "/on-n1/status", """{"status":{"message":"m"}}""", 200)]
    [InlineData("DELETE", Pods + "/on-n1?gracePeriodSeconds=0", null, 200)]
    [InlineData("POST", Leases, """{"metadata":{"name":"n1"},"spec":{}}""", 201)]
    public async Task Node_WritingItsOwn_Succeeds(string method, string path, string? body, int expected)
    {
        await using var server = await WithNodesAsync();
        (await server.SendAsync(new HttpMethod(method), path, body, method == "PATCH" ? Merge : "application/json", Node)).Code.ShouldBe(expected);
    }
}

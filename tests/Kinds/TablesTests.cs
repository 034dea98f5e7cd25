using Timonier.Documents;

namespace Timonier.Kinds.Tests;

public class TablesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private const string Made = "\"creationTimestamp\":\"2026-01-01T11:55:00Z\"";

    private static string Row(string group, string kind, string json)
    {
        var cells = TablePrinter.Cells(group, kind, Document.Parse(json.Replace("@made", Made, StringComparison.Ordinal)), Now);
        cells.Count.ShouldBe(TablePrinter.Columns(group, kind).Count);
        return string.Join('|', cells.Select(c => c is DraftScalar s ? s.Text : c.ToString()));
    }

    [Theory]
    [InlineData("""{"phase":"Running","podIP":"10.42.0.5","containerStatuses":[{"ready":true,"restartCount":0,"state":{"running":{}}},{"ready":true,"restartCount":0,"state":{"running":{}}}]}""",
        "p|2/2|Running|0|5m|10.42.0.5|n1|<none>|<none>")]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"restartCount":0,"state":{"waiting":{"reason":"ContainerCreating"}}}]}""", "p|0/2|ContainerCreating|0|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"finishedAt":"2026-01-01T11:59:00Z"}}}]}""",
        "p|0/2|CrashLoopBackOff|3 (60s ago)|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Succeeded","containerStatuses":[{"restartCount":0,"state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]}""", "p|0/2|Completed|0|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Failed","containerStatuses":[{"restartCount":0,"state":{"terminated":{"exitCode":3}}}]}""", "p|0/2|ExitCode:3|0|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Pending","initContainerStatuses":[{"name":"i","restartCount":0,"state":{"running":{}}}]}""", "p|0/2|Init:0/1|0|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Pending","initContainerStatuses":[{"name":"i","restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}""", "p|0/2|Init:CrashLoopBackOff|2|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Pending","initContainerStatuses":[{"name":"i","restartCount":0,"state":{"waiting":{"reason":"PodInitializing"}}}]}""", "p|0/2|Init:0/1|0|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Pending","initContainerStatuses":[{"name":"i","restartCount":1,"state":{"terminated":{"exitCode":137,"signal":9}}}]}""", "p|0/2|Init:Signal:9|1|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Running","conditions":[{"type":"Initialized","status":"True"}],"initContainerStatuses":[{"name":"i","restartCount":4,"state":{"running":{}}}],"containerStatuses":[{"ready":true,"restartCount":1,"state":{"running":{}}}]}""",
        "p|1/2|Init:0/1|1|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"restartCount":0,"state":{"terminated":{"exitCode":0,"reason":"Completed"}}},{"ready":true,"restartCount":0,"state":{"running":{}}}]}""", "p|1/2|NotReady|0|5m|<none>|n1|<none>|<none>")]
    [InlineData("""{"phase":"Running","reason":"NodeLost","containerStatuses":[]}""", "p|0/2|NodeLost|0|5m|<none>|n1|<none>|<none>")]
    public void Pod_ByItsStatus_ShowsUpstreamsWords(string status, string row) => Row("", "Pod",
        """{"metadata":{"name":"p",@made},"spec":{"nodeName":"n1","initContainers":[{"name":"i"}],"containers":[{"name":"a"},{"name":"b"}]},"status":@status}""".Replace("@status", status, StringComparison.Ordinal)).ShouldBe(row);

    [Fact]
    public void Pod_BeingDeleted_IsTerminating() => Row("", "Pod",
        """{"metadata":{"name":"p",@made,"deletionTimestamp":"2026-01-01T11:59:00Z"},"spec":{"containers":[{}]},"status":{"phase":"Running"}}""").ShouldContain("|Terminating|");

    [Theory]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}""", "p|0/2|SchedulingGated|0|5m|<none>|<none>|<none>|<none>")]
    [InlineData("""{"phase":"Pending","initContainerStatuses":[{"name":"s","started":true,"ready":true,"restartCount":2,"state":{"running":{}}}]}""", "p|1/2|Pending|2|5m|<none>|<none>|<none>|<none>")]
    [InlineData("""{"phase":"Running","initContainerStatuses":[{"name":"s","started":true,"ready":true,"restartCount":2,"state":{"running":{}},"lastState":{"terminated":{"finishedAt":"2026-01-01T11:50:00Z"}}}],"containerStatuses":[{"ready":true,"restartCount":1,"state":{"running":{}}}]}""",
        "p|2/2|Running|3 (10m ago)|5m|<none>|<none>|<none>|<none>")]
    [InlineData("""{"phase":"Failed","reason":"Evicted"}""", "p|0/2|Evicted|0|5m|<none>|<none>|<none>|<none>")]
    public void Pod_WithASidecar_CountsItAsAContainer(string status, string row) => Row("", "Pod",
        """{"metadata":{"name":"p",@made},"spec":{"initContainers":[{"name":"s","restartPolicy":"Always"}],"containers":[{"name":"a"}]},"status":@status}""".Replace("@status", status, StringComparison.Ordinal)).ShouldBe(row);

    [Theory]
    [InlineData("""{"phase":"Running","reason":"NodeLost"}""", "Unknown")]
    [InlineData("""{"phase":"Succeeded"}""", "Succeeded")]
    [InlineData("""{"phase":"Failed"}""", "Failed")]
    public void Pod_DeletedWhenItsNodeIsLostOrItHasEnded_SaysSo(string status, string word) => Row("", "Pod",
        """{"metadata":{"name":"p",@made,"deletionTimestamp":"2026-01-01T11:59:00Z"},"spec":{"containers":[{}]},"status":@status}""".Replace("@status", status, StringComparison.Ordinal)).ShouldStartWith($"p|0/1|{word}|");

    [Theory]
    [InlineData("""[{"type":"Ready","status":"False"}]""", "n|NotReady|a,b|")]
    [InlineData("""[{"type":"Ready","status":"Unknown"}]""", "n|NotReady|a,b|")]
    [InlineData("""[{"type":"DiskPressure","status":"False"}]""", "n|Unknown|a,b|")]
    public void Node_ByItsConditions_ShowsStatusAndRoles(string conditions, string row) => Row("", "Node",
        """{"metadata":{"name":"n",@made,"labels":{"node-role.kubernetes.io/b":"","kubernetes.io/role":"a"}},"status":{"conditions":@conditions}}""".Replace("@conditions", conditions, StringComparison.Ordinal)).ShouldStartWith(row);

    [Fact]
    public void Service_Balanced_ShowsEachAddressOnceAndItsOwn() => Row("", "Service",
        """{"metadata":{"name":"s",@made},"spec":{"type":"LoadBalancer","clusterIP":"10.43.0.7","externalIPs":["5.6.7.8"]},"status":{"loadBalancer":{"ingress":[{"ip":"2.2.2.2"},{"hostname":"a-very-long-name.of.a.balancer.example.com"},{"ip":"2.2.2.2"}]}}}""")
        .ShouldBe("s|LoadBalancer|10.43.0.7|2.2.2.2,a-very-long-name.of.a.balancer.example.com,5.6.7.8|<none>|5m|<none>");

    [Fact]
    public void Node_Cordoned_ShowsItAndItsRoles() => Row("", "Node",
        """{"metadata":{"name":"n",@made,"labels":{"node-role.kubernetes.io/control-plane":""}},"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}],"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"nodeInfo":{"kubeletVersion":"v1.36.0","osImage":"Debian","kernelVersion":"6","containerRuntimeVersion":"containerd://2"}}}""")
        .ShouldBe("n|Ready,SchedulingDisabled|control-plane|5m|v1.36.0|10.0.0.1|<none>|Debian|6|containerd://2");

    [Theory]
    [InlineData("""{"type":"NodePort","clusterIP":"10.43.0.7","ports":[{"port":80,"nodePort":30080,"protocol":"TCP"}],"selector":{"app":"web"}}""", "s|NodePort|10.43.0.7|<none>|80:30080/TCP|5m|app=web")]
    [InlineData("""{"type":"LoadBalancer","clusterIP":"10.43.0.7","ports":[]}""", "s|LoadBalancer|10.43.0.7|<pending>|<none>|5m|<none>")]
    public void Service_ByType_ShowsPortsAndAddresses(string spec, string row) => Row("", "Service", """{"metadata":{"name":"s",@made},"spec":@spec}""".Replace("@spec", spec, StringComparison.Ordinal)).ShouldBe(row);

    [Fact]
    public void Deployment_Running_ShowsReplicas() => Row("apps", "Deployment",
        """{"metadata":{"name":"d",@made},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},"template":{"spec":{"containers":[{"name":"c","image":"nginx"}]}}},"status":{"readyReplicas":2,"updatedReplicas":3,"availableReplicas":2}}""")
        .ShouldBe("d|2/3|3|2|5m|c|nginx|app=web");

    [Fact]
    public void Endpoints_Many_AreShortened() => Row("", "Endpoints",
        """{"metadata":{"name":"e",@made},"subsets":[{"addresses":[{"ip":"1.1.1.1"},{"ip":"1.1.1.2"},{"ip":"1.1.1.3"},{"ip":"1.1.1.4"}],"ports":[{"port":80}]}]}""")
        .ShouldBe("e|1.1.1.1:80,1.1.1.2:80,1.1.1.3:80 + 1 more...|5m");

    [Theory]
    [InlineData("", "Secret"), InlineData("", "Event"), InlineData("", "ConfigMap"), InlineData("", "ServiceAccount"), InlineData("", "Namespace"), InlineData("coordination.k8s.io", "Lease")]
    [InlineData("discovery.k8s.io", "EndpointSlice"), InlineData("apps", "ReplicaSet"), InlineData("rbac.authorization.k8s.io", "Role"), InlineData("rbac.authorization.k8s.io", "RoleBinding")]
    [InlineData("", "Pod"), InlineData("", "Node"), InlineData("", "Service"), InlineData("x", "Other")]
    public void AnyKind_EmptyObject_HasOneCellPerColumn(string group, string kind) => Row(group, kind, """{"metadata":{"name":"x"}}""").ShouldContain("x");
}

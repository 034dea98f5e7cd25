using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Every form in which kubectl shows objects and kinds.</summary>
public sealed class KubectlReadTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Get_EveryOutputForm_ShowsTheObjects(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "get");
        await terminal.RunAsync("create configmap b --from-literal=k=2");
        await terminal.RunAsync("create configmap a --from-literal=k=1");
        await terminal.RunAsync("label configmap a colour=red");

        (await terminal.RunAsync("get configmaps -l colour=red -o name")).ShouldBe("configmap/a");
        (await terminal.RunAsync("get cm a b -o 'jsonpath={.items[*].data.k}'")).ShouldBe("1 2");
        (await terminal.RunAsync("get cm -l 'colour notin (red),!x' --field-selector metadata.name!=kube-root-ca.crt -o 'custom-columns=NAME:.metadata.name,K:.data.k'")).ShouldBe("NAME   K\nb      2");
        (await terminal.RunAsync("get cm a b --sort-by=.data.k -o name")).ShouldBe("configmap/a\nconfigmap/b");
        (await terminal.RunAsync("get cm a b -L colour --no-headers")).ShouldMatch(@"^a +1 +\d+s +red\nb +1 +\d+s *$");
        (await terminal.RunAsync("get cm a -o 'go-template={{.data.k}}'")).ShouldBe("1");
        (await terminal.RunAsync("get cm a -o yaml")).ShouldContain("data:\n  k: \"1\"\nkind: ConfigMap\n");
        (await terminal.RunAsync("get cm a -o json")).ShouldContain("\"kind\": \"ConfigMap\"");
        (await terminal.RunAsync("get cm a --show-labels --no-headers")).ShouldMatch(@"a +1 +\d+s +colour=red");
        (await terminal.RunAsync("get cm --chunk-size=1 -o name")).ShouldBe("configmap/a\nconfigmap/b\nconfigmap/kube-root-ca.crt");
        (await terminal.RunAsync($"get --raw /api/v1/namespaces/{terminal.Namespace}/configmaps/a")).ShouldContain("\"data\":{\"k\":\"1\"}");
        (await terminal.RunAsync("describe cm a")).ShouldMatch(@"(?s)^Name: +a\nNamespace: .*Data\n====\nk:\n----\n1\n");
        (await terminal.FailAsync("get cm --field-selector data.k=1")).ShouldContain("\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        (await terminal.FailAsync("get nonsense")).ShouldBe("error: the server doesn't have a resource type \"nonsense\"");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Explain_EveryServedKind_HasFields(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "explain");
        // Columns: name, short names where there are any, version, namespaced, kind.
        var kinds = (await terminal.RunAsync("api-resources --no-headers")).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        kinds.Count.ShouldBeGreaterThan(50);
        foreach (var kind in kinds) (await terminal.RunAsync($"explain {kind[0]} --recursive --api-version={kind[^3]}")).ShouldContain("FIELDS:", customMessage: kind[0]);
        (await terminal.RunAsync("explain deployment.spec.strategy.rollingUpdate.maxSurge")).ShouldContain("maxSurge <IntOrString>");
        (await terminal.FailAsync("explain pod.spec.nothing")).ShouldBe("error: field \"nothing\" does not exist");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Discovery_GroupsAndKinds_AreUpstreams(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "discovery");
        var versions = (await terminal.RunAsync("api-versions")).Split('\n');
        versions.ShouldContain("v1");
        versions.ShouldContain("apps/v1");
        versions.ShouldContain("batch/v1");
        versions.ShouldContain("autoscaling/v2");
        versions.ShouldNotContain("extensions/v1beta1");
        (await terminal.RunAsync("api-resources --no-headers --api-group=apps --namespaced -o wide")).ShouldMatch(@"deployments +deploy +apps/v1 +true +Deployment +create,delete,deletecollection,get,list,patch,update,watch +all");
        (await terminal.RunAsync("api-resources --categories=all --no-headers -o name")).Split('\n').ShouldContain("replicasets.apps");
        (await terminal.RunAsync("version -o json")).ShouldContain("\"gitVersion\": \"v1.36");
        (await terminal.RunAsync("cluster-info")).ShouldContain("is running at");
        (await terminal.RunAsync("auth can-i create pods")).ShouldBe("yes");
        (await terminal.RunAsync("auth can-i --list --no-headers")).ShouldMatch(@"(?m)^\*\.\* +\[\] +\[\] +\[\*\]$");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Wait_ForWhatHappens_Ends(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "wait");
        await terminal.RunAsync("create configmap c --from-literal=a=b");
        (await terminal.RunAsync("wait configmap/c --for=jsonpath={.data.a}=b --timeout=10s")).ShouldBe("configmap/c condition met");
        (await terminal.FailAsync("wait configmap/c --for=delete --timeout=1s")).ShouldContain("timed out waiting for the condition on configmaps/c");
        var waiting = terminal.RunAsync("wait configmap/c --for=delete --timeout=30s");
        await terminal.RunAsync("delete configmap c");
        // Silent when the object was gone before the question.
        (await waiting).ShouldBeOneOf("configmap/c condition met", "");
        (await terminal.FailAsync("get configmap c")).ShouldContain("not found");
    }
}

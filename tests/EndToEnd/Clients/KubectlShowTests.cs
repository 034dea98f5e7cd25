using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>The rarer ways to get objects: files of templates, raw paths, subresources, watches, waits.</summary>
public sealed class KubectlShowTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Get_TemplatesFromFiles_PrintWhatTheySay(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "show");
        await terminal.RunAsync("create configmap one --from-literal=a=1");
        var folder = Directory.CreateTempSubdirectory("timonier-templates-").FullName;
        async Task<string> FileAsync(string name, string text)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);
            return Path.Combine(folder, name);
        }
        (await terminal.RunAsync($"get cm one -o jsonpath-file={await FileAsync("path", "{.metadata.name}: {.data.a}")}")).ShouldBe("one: 1");
        (await terminal.RunAsync($"get cm one -o go-template-file={await FileAsync("template", "{{.metadata.name}}={{.data.a}}")}")).ShouldBe("one=1");
        (await terminal.RunAsync($"get cm one -o custom-columns-file={await FileAsync("columns", "NAME A\n.metadata.name .data.a")}")).ShouldBe("NAME   A\none    1");
        (await terminal.RunAsync("get cm one -o 'jsonpath-as-json={.data}'")).ShouldBe("[\n    {\n        \"a\": \"1\"\n    }\n]");
        (await terminal.RunAsync("get cm one -o 'custom-columns=N:.metadata.name,X:.absent' --no-headers")).ShouldBe("one   <none>");
        (await terminal.RunAsync("get cm one -o 'template={{.kind}}'")).ShouldBe("ConfigMap");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Get_KindsAndNames_InEverySpelling(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "spelling");
        await terminal.RunAsync("create deployment web --image=nginx --replicas=0");
        await terminal.RunAsync("create configmap one");
        (await terminal.RunAsync("get deployments.v1.apps,cm -o name")).ShouldBe("deployment.apps/web\nconfigmap/kube-root-ca.crt\nconfigmap/one");
        (await terminal.RunAsync("get deploy/web cm/one -o name")).ShouldBe("deployment.apps/web\nconfigmap/one");
        (await terminal.RunAsync("get deploy web --show-kind --no-headers")).ShouldMatch(@"^deployment\.apps/web +0/0 +0 +0 +\d+s$");
        (await terminal.RunAsync("get deploy web -o wide --no-headers")).ShouldMatch(@"^web +0/0 +0 +0 +\d+s +nginx +nginx +app=web$");
        (await terminal.RunAsync("get deploy web --subresource=scale --no-headers")).ShouldMatch(@"^web +0 +0 +\d+s$");
        (await terminal.RunAsync("get deploy web --subresource=status -o 'jsonpath={.metadata.name}'")).ShouldBe("web");
        (await terminal.FailAsync("get cm one absent")).ShouldBe("Error from server (NotFound): configmaps \"absent\" not found");
        (await terminal.RunAsync("get cm one absent --ignore-not-found -o name")).ShouldBe("configmap/one");
        (await terminal.RunAsync($"get cm -A --field-selector metadata.namespace={terminal.Namespace},metadata.name=one --no-headers")).ShouldMatch($@"^{terminal.Namespace} +one +0 +\d+s$");
        (await terminal.FailAsync("get cm -l 'a=!!'")).ShouldContain("unable to parse requirement: found '!', expected: identifier");
        (await terminal.RunAsync("get all -l app=web -o name")).ShouldMatch(@"^deployment\.apps/web\nreplicaset\.apps/web-\w+$");
        (await terminal.RunAsync("get secrets")).ShouldBeEmpty();
        (await terminal.RunAsync("get --raw /readyz")).ShouldBe("ok");
        (await terminal.RunAsync("get --raw '/readyz?verbose&exclude=etcd'")).ShouldContain("[+]ping ok");
        (await terminal.FailAsync("get --raw /absent")).ShouldBe("Error from server (NotFound): the server could not find the requested resource");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Get_Watching_TellsEachChange(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "watch");
        await terminal.RunAsync("create configmap before");
        await using var events = terminal.Start("get configmaps --watch --output-watch-events --field-selector metadata.name!=kube-root-ca.crt");
        (await events.LineAsync()).ShouldMatch("^EVENT +NAME +DATA +AGE$");
        (await events.LineAsync()).ShouldMatch(@"^ADDED +before +0 +\d+s$");
        await using var names = terminal.Start("get configmaps --watch-only -o name -l x=y");

        await terminal.RunAsync("create configmap one");
        (await events.LineAsync()).ShouldMatch(@"^ADDED +one +0 +\d+s$");
        await terminal.RunAsync("label configmap one x=y");
        (await events.LineAsync()).ShouldMatch(@"^MODIFIED +one +0 +\d+s$");
        (await names.LineAsync()).ShouldBe("configmap/one");
        await terminal.RunAsync("delete configmap one");
        (await events.LineAsync()).ShouldMatch(@"^DELETED +one +0 +\d+s$");
        (await names.LineAsync()).ShouldBe("configmap/one");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Wait_ForConditionAndCreation_EndsWhenTheyAre(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "wait-more");
        await using var created = terminal.Start("wait deployment/web --for=create --timeout=30s");
        await terminal.RunAsync("create deployment web --image=nginx --replicas=0");
        (await created.LineAsync()).ShouldBe("deployment.apps/web condition met");
        (await terminal.RunAsync("wait deployment --all --for=condition=Available --timeout=30s")).ShouldBe("deployment.apps/web condition met");
        (await terminal.RunAsync("wait deployment -l app=web --for=condition=Available=true --timeout=30s")).ShouldBe("deployment.apps/web condition met");
        (await terminal.RunAsync("wait deployment/web '--for=jsonpath={.status.observedGeneration}=1' --timeout=30s")).ShouldBe("deployment.apps/web condition met");
        (await terminal.FailAsync("wait deployment/web --for=condition=Absent --timeout=1s")).ShouldBe("error: timed out waiting for the condition on deployments/web");
        (await terminal.FailAsync("wait deployment/absent --for=condition=Available --timeout=1s")).ShouldBe("Error from server (NotFound): deployments.apps \"absent\" not found");
        (await terminal.FailAsync("wait pods -l x=y --for=condition=Ready --timeout=1s")).ShouldBe("error: no matching resources found");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Events_OfAnObject_AreListed(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "events");
        await terminal.RunAsync("create deployment web --image=nginx");
        await terminal.ComesAsync("pod -l app=web");
        await Eventually.SucceedsAsync(() => terminal.TryAsync("events --for deployment/web --no-headers"), r => r.Output.Contains("Scaled up replica set web-", StringComparison.Ordinal));
        (await terminal.RunAsync("events --types=Normal --no-headers")).ShouldMatch(@"Normal +SuccessfulCreate +ReplicaSet/web-\w+ +Created pod: web-");
        (await terminal.RunAsync("get events --field-selector involvedObject.kind=Deployment,reason=ScalingReplicaSet --no-headers")).ShouldMatch(@"^\d+s +Normal +ScalingReplicaSet +deployment/web +Scaled up replica set web-\w+ from 0 to 1$");
        (await terminal.RunAsync("get events.v1.events.k8s.io --field-selector reason=ScalingReplicaSet -o 'jsonpath={.items[0].regarding.name}'")).ShouldBe("web");
        (await terminal.RunAsync("describe deployment web")).ShouldMatch(@"Normal +ScalingReplicaSet +\d+s +deployment-controller +Scaled up replica set");
    }
}

using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary><c>kubectl edit</c> and its relatives, with an editor that is a script.</summary>
public sealed class KubectlEditTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Edit_AValue_ChangesIt(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "edit");
        await terminal.RunAsync("create configmap c --from-literal=a=one");
        (await terminal.EditAsync("edit configmap c", "s/one/two/")).MustSucceed().ShouldBe("configmap/c edited\n");
        (await terminal.EditAsync("edit configmap c -o json", "s/two/three/")).MustSucceed().ShouldContain("\"a\": \"three\"");
        (await terminal.EditAsync("edit configmap c", "s/absent/x/")).Error.ShouldBe("Edit cancelled, no changes made.\n");
        (await terminal.RunAsync("get configmap c -o 'jsonpath={.data.a}'")).ShouldBe("three");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Edit_AStatus_GoesThroughTheSubresource(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "edit-status");
        await terminal.RunAsync("create service loadbalancer s --tcp=80");
        (await terminal.EditAsync("edit service s --subresource=status", "s/loadBalancer:.*/loadBalancer: {ingress: [{ip: 192.0.2.1}]}/")).MustSucceed().ShouldBe("service/s edited\n");
        (await terminal.RunAsync("get service s -o 'jsonpath={.status.loadBalancer.ingress[0].ip}'")).ShouldBe("192.0.2.1");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Edit_SomethingInvalid_IsRefusedAndTheTextKept(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "edit-wrong");
        await terminal.RunAsync("create deployment web --image=nginx");
        var refused = await terminal.EditAsync("edit deployment web", "s/replicas: 1/replicas: -1/");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldMatch("(?s)^error: deployments.apps \"web\" is invalid\nA copy of your changes has been stored to \"(.*)\"\nerror: Edit cancelled, no valid changes were saved.\n$");
        var kept = refused.Error.Split('"')[3];
        (await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken)).ShouldContain("# deployments.apps \"web\" was not valid:\n# * spec.replicas: Invalid value: -1: must be greater than or equal to 0\n");
        File.Delete(kept);
        (await terminal.RunAsync("get deployment web -o 'jsonpath={.spec.replicas}'")).ShouldBe("1");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Create_WithEdit_MakesWhatTheEditorLeft(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "edit-new");
        var manifest = Path.GetTempFileName();
        await File.WriteAllTextAsync(manifest, await terminal.RunAsync("create configmap c --from-literal=a=one --dry-run=client -o yaml"), TestContext.Current.CancellationToken);
        (await terminal.EditAsync($"create -f {manifest} --edit", "s/one/two/")).MustSucceed().ShouldBe("configmap/c created\n");
        File.Delete(manifest);
        (await terminal.RunAsync("get configmap c -o 'jsonpath={.data.a}'")).ShouldBe("two");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task LastApplied_SetShownAndEdited_IsAnAnnotation(string program)
    {
        const string Manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: one}";
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "last-applied");
        await terminal.RunAsync("create -f -", Manifest);
        (await terminal.RunAsync("apply set-last-applied --create-annotation -f -", Manifest)).ShouldBe("configmap/c configured");
        (await terminal.EditAsync("apply edit-last-applied configmap/c", "s/one/two/")).MustSucceed().ShouldBe("configmap/c edited\n");
        (await terminal.RunAsync("apply view-last-applied configmap/c")).ShouldContain("data:\n  a: two\n");
        (await terminal.RunAsync("get configmap c -o 'jsonpath={.data.a}'")).ShouldBe("one");
    }
}

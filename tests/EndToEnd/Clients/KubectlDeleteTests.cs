using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Deleting by name, file, selector and path, at once or never.</summary>
public sealed class KubectlDeleteTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Delete_EveryChoice_TakesThoseAlone(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "delete-more");
        foreach (var name in (string[])["a", "b", "c", "d", "e"]) await terminal.RunAsync($"create configmap {name}");
        await terminal.RunAsync("label configmap a b group=one");
        (await terminal.RunAsync("delete configmap a --dry-run=client")).ShouldStartWith("configmap \"a\" deleted");
        (await terminal.RunAsync("delete configmap -l group=one --field-selector metadata.name=a -o name")).ShouldBe("configmap/a");
        (await terminal.RunAsync("delete -f -", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}")).ShouldStartWith("configmap \"b\" deleted");
        (await terminal.RunAsync($"delete --raw /api/v1/namespaces/{terminal.Namespace}/configmaps/c")).ShouldMatch("""^\{"kind":"Status","apiVersion":"v1","metadata":\{\},"status":"Success","details":\{"name":"c","kind":"configmaps","uid":"[0-9a-f-]{36}"\}\}$""");
        (await terminal.FailAsync("delete configmap c d absent")).ShouldBe("Error from server (NotFound): configmaps \"c\" not found\nError from server (NotFound): configmaps \"absent\" not found");
        (await terminal.RunAsync("get configmap -o name")).ShouldBe("configmap/e\nconfigmap/kube-root-ca.crt");
        (await terminal.FailAsync("delete configmap")).ShouldBe("error: resource(s) were provided, but no name was specified");
        (await terminal.RunAsync("delete configmaps --all --wait=false")).ShouldContain("\"e\" deleted");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Delete_APodOrAFinalizer_IsHeldUntilItMayGo(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "delete-held");
        await terminal.RunAsync("run pending --image=nginx --overrides='{\"spec\":{\"nodeSelector\":{\"absent\":\"yes\"}}}'");
        (await terminal.RunAsync("delete pod pending --now")).ShouldStartWith("pod \"pending\" deleted");
        await terminal.RunAsync("run bound --image=nginx --overrides='{\"spec\":{\"nodeName\":\"absent\"}}'");
        (await terminal.TryAsync("delete pod bound --force --grace-period=0")).Error.ShouldStartWith("Warning: Immediate deletion does not wait for confirmation");
        (await terminal.FailAsync("get pod bound")).ShouldContain("not found");

        await terminal.RunAsync("create configmap held");
        await terminal.RunAsync("patch configmap held --type=merge -p '{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}'");
        (await terminal.FailAsync("delete configmap held --timeout=1s")).ShouldContain("timed out waiting for the condition on configmaps/held");
        (await terminal.RunAsync("get configmap held -o 'jsonpath={.metadata.deletionTimestamp}'")).ShouldNotBeEmpty();
        await terminal.RunAsync("patch configmap held --type=json -p '[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]'");
        (await terminal.FailAsync("get configmap held")).ShouldContain("not found");
    }
}

using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Apply beyond the everyday: dry runs, sets that prune, differences, folders of kustomize.</summary>
public sealed class KubectlApplyTests(ApiCluster shared)
{
    private const string Sets = "KUBECTL_APPLYSET";
    private const string One = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: \"1\"}";
    private const string Two = One + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}";

    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Apply_DryRuns_TellAndKeepNothing(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "apply-dry");
        (await terminal.RunAsync("apply -f - --dry-run=server", One)).ShouldBe("configmap/one created (server dry run)");
        (await terminal.RunAsync("apply -f - --dry-run=client", One)).ShouldBe("configmap/one created (dry run)");
        (await terminal.RunAsync("apply -f - --server-side --dry-run=server", One)).ShouldBe("configmap/one serverside-applied (server dry run)");
        (await terminal.FailAsync("get configmap one")).ShouldContain("not found");
        (await terminal.RunAsync("apply -f -", One)).ShouldBe("configmap/one created");
        (await terminal.RunAsync("apply -f - --dry-run=server", One)).ShouldBe("configmap/one unchanged (server dry run)");
        (await terminal.RunAsync("apply -f - --dry-run=server -o 'jsonpath={.data}'", One.Replace("\"1\"", "\"2\"", StringComparison.Ordinal))).ShouldBe("{\"a\":\"2\"}");
        (await terminal.RunAsync("get configmap one -o 'jsonpath={.data}'")).ShouldBe("{\"a\":\"1\"}");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Apply_ASet_PrunesWhatLeftIt(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "apply-set");
        (await terminal.TryWithAsync(Sets, "apply -f - --prune --applyset=mine", Two)).MustSucceed().ShouldBe("configmap/one created\nconfigmap/two created\n");
        (await terminal.RunAsync("get secret mine -o 'jsonpath={.metadata.annotations.applyset\\.kubernetes\\.io/contains-group-kinds}'")).ShouldBe("ConfigMap");
        (await terminal.TryWithAsync(Sets, "apply -f - --prune --applyset=mine", One)).MustSucceed().ShouldBe("configmap/one unchanged\nconfigmap/two pruned\n");
        (await terminal.TryWithAsync(Sets, "apply --server-side -f - --prune --applyset=mine", Two)).MustSucceed().ShouldBe("configmap/one serverside-applied\nconfigmap/two serverside-applied\n");
        await terminal.RunAsync("create secret generic plain");
        (await terminal.TryWithAsync(Sets, "apply -f - --prune --applyset=plain", One)).Error.ShouldContain("already exists and is missing required annotation \"applyset.kubernetes.io/tooling\"");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Diff_NewChangedAndSame_ShowsWhatApplyWouldDo(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "diff");
        var fresh = await terminal.TryAsync("diff -f -", One);
        fresh.ExitCode.ShouldBe(1, fresh.All);
        fresh.Output.ShouldContain("+kind: ConfigMap\n");
        await terminal.RunAsync("apply -f -", Two);
        (await terminal.RunAsync("diff -f -", Two)).ShouldBeEmpty();
        var changed = await terminal.TryAsync("diff -f -", One.Replace("{a:", "{b:", StringComparison.Ordinal));
        changed.ExitCode.ShouldBe(1, changed.All);
        changed.Output.ShouldContain("-  a: \"1\"\n+  b: \"1\"\n");
        var pruned = await terminal.TryAsync("diff -f - --prune -l '!x' --prune-allowlist=core/v1/Secret", One);
        pruned.ExitCode.ShouldBe(0, pruned.All);
        (await terminal.FailAsync("diff -f -", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: BAD}")).ShouldContain("metadata.name: Invalid value: \"BAD\"");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Replace_EveryWay_PutsTheWholeObject(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "put");
        (await terminal.FailAsync("replace -f -", One)).ShouldBe("Error from server (NotFound): error when replacing \"STDIN\": configmaps \"one\" not found");
        (await terminal.RunAsync("replace --force -f -", One)).ShouldBe("configmap/one replaced");
        var first = await terminal.RunAsync("get configmap one -o 'jsonpath={.metadata.uid}'");
        (await terminal.RunAsync("replace -f - --dry-run=server -o 'jsonpath={.data}'", One.Replace("{a:", "{b:", StringComparison.Ordinal))).ShouldBe("{\"b\":\"1\"}");
        (await terminal.RunAsync("replace -f - --save-config", One.Replace("{a:", "{b:", StringComparison.Ordinal))).ShouldBe("configmap/one replaced");
        (await terminal.RunAsync("get configmap one -o 'jsonpath={.metadata.uid}'")).ShouldBe(first);
        (await terminal.RunAsync("apply view-last-applied configmap/one")).ShouldContain("b: \"1\"");
        (await terminal.RunAsync("replace --force -f -", One)).ShouldContain("configmap/one replaced");
        (await terminal.RunAsync("get configmap one -o 'jsonpath={.metadata.uid}'")).ShouldNotBe(first);
        var body = await terminal.RunAsync("get configmap one -o json");
        (await terminal.RunAsync($"replace --raw /api/v1/namespaces/{terminal.Namespace}/configmaps/one -f -", body.Replace("\"a\": \"1\"", "\"c\": \"1\"", StringComparison.Ordinal))).ShouldContain("\"data\":{\"c\":\"1\"}");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Kustomize_Folders_AreBuiltComparedAndDeleted(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "kustomize-more");
        var folder = Directory.CreateTempSubdirectory("timonier-kustomize-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "one.yaml"), One, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "kustomization.yaml"), "resources: [one.yaml]\nnameSuffix: -x\npatches: [{target: {kind: ConfigMap}, patch: '[{\"op\": \"add\", \"path\": \"/data/b\", \"value\": \"two\"}]'}]\n", TestContext.Current.CancellationToken);
        (await terminal.RunAsync($"kustomize {folder}")).ShouldContain("b: two");
        var difference = await terminal.TryAsync($"diff -k {folder}");
        difference.ExitCode.ShouldBe(1, difference.All);
        difference.Output.ShouldContain("+  b: two");
        (await terminal.RunAsync($"apply -k {folder} --server-side")).ShouldBe("configmap/one-x serverside-applied");
        (await terminal.RunAsync($"get -k {folder} -o name")).ShouldBe("configmap/one-x");
        (await terminal.RunAsync($"diff -k {folder} --server-side")).ShouldBeEmpty();
        (await terminal.RunAsync($"delete -k {folder}")).ShouldStartWith("configmap \"one-x\" deleted");
        Directory.Delete(folder, recursive: true);
    }
}

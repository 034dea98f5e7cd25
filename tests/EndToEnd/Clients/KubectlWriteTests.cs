using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Every way in which kubectl changes and deletes objects.</summary>
public sealed class KubectlWriteTests(ApiCluster shared)
{
    private const string TwoSettings = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: one, labels: {set: mine}}
        data: {a: "1"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: two, labels: {set: mine}}
        data: {a: "1"}
        """;

    private const string OneSetting = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: one, labels: {set: mine}}
        data: {b: "2"}
        """;

    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Apply_AgainAndPruned_MergesAndRemoves(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "apply");
        (await terminal.RunAsync("apply -f -", TwoSettings)).ShouldBe("configmap/one created\nconfigmap/two created");
        (await terminal.RunAsync("apply -f -", TwoSettings)).ShouldBe("configmap/one unchanged\nconfigmap/two unchanged");
        await terminal.RunAsync("patch configmap one -p '{\"data\":{\"c\":\"3\"}}'");
        var difference = await terminal.TryAsync("diff -f -", OneSetting);
        difference.ExitCode.ShouldBe(1, difference.All);
        difference.Output.ShouldContain("-  a: \"1\"");
        difference.Output.ShouldContain("+  b: \"2\"");
        (await terminal.RunAsync("apply -f - --prune -l set=mine --prune-allowlist=core/v1/ConfigMap", OneSetting)).ShouldBe("configmap/one configured\nconfigmap/two pruned");
        (await terminal.RunAsync("get cm one -o 'jsonpath={.data}'")).ShouldBe("{\"b\":\"2\",\"c\":\"3\"}");
        (await terminal.RunAsync("apply view-last-applied configmap/one")).ShouldContain("b: \"2\"");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Deployment_EverySetVerb_ChangesTheTemplate(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "set");
        await terminal.RunAsync("create deployment web --image=nginx");
        await terminal.RunAsync("set image deployment/web nginx=nginx:2");
        await terminal.RunAsync("set env deployment/web COLOUR=blue");
        await terminal.RunAsync("set resources deployment/web --limits=cpu=200m,memory=64Mi --requests=cpu=100m");
        await terminal.RunAsync("set serviceaccount deployment/web robot");
        (await terminal.RunAsync("get deployment web -o 'jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].value} {.spec.template.spec.containers[0].resources.limits.cpu} {.spec.template.spec.serviceAccountName} {.metadata.generation}'")).ShouldBe("nginx:2 blue 200m robot 5");
        (await terminal.RunAsync("scale deployment web --replicas=3 --current-replicas=1")).ShouldBe("deployment.apps/web scaled");
        (await terminal.FailAsync("scale deployment web --replicas=4 --current-replicas=1")).ShouldContain("Expected replicas to be 1, was 3");
        await terminal.RunAsync("annotate deployment web note=x");
        await terminal.RunAsync("annotate deployment web note-");
        (await terminal.FailAsync("label deployment web app=other")).ShouldContain("already has a value (web), and --overwrite is false");
        await terminal.RunAsync("label deployment web app=other --overwrite");
        (await terminal.RunAsync("rollout restart deployment web")).ShouldBe("deployment.apps/web restarted");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Patch_ThreeTypesAndSubresources_ChangeWhatTheySay(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "patch");
        await terminal.RunAsync("create deployment web --image=nginx");
        (await terminal.RunAsync("patch deployment web -p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"s\"}]}}}}' -o 'jsonpath={.spec.template.spec.containers[*].name}'")).ShouldBe("side nginx");
        (await terminal.RunAsync("patch deployment web --type=json -p '[{\"op\":\"remove\",\"path\":\"/spec/template/spec/containers/0\"}]' -o 'jsonpath={.spec.template.spec.containers[*].name}'")).ShouldBe("nginx");
        (await terminal.RunAsync("patch deployment web --type=merge -p '{\"spec\":{\"paused\":true}}' -o 'jsonpath={.spec.paused}'")).ShouldBe("true");
        (await terminal.RunAsync("patch deployment web --subresource=scale --type=merge -p '{\"spec\":{\"replicas\":2}}' -o 'jsonpath={.spec.replicas}'")).ShouldBe("2");
        (await terminal.FailAsync("patch deployment web --type=json -p '[{\"op\":\"test\",\"path\":\"/spec/paused\",\"value\":false}]'")).ShouldContain("the server rejected our request due to an error in our request");
        (await terminal.FailAsync("patch deployment web -p '{\"spec\":{\"replicas\":\"many\"}}'")).ShouldContain("json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32");

        // Of an object that no controller changes in between.
        await terminal.RunAsync("create configmap still --from-literal=a=1");
        (await terminal.RunAsync("patch configmap still --type=merge -p '{\"data\":{\"a\":\"1\"}}'")).ShouldBe("configmap/still patched (no change)");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task ReplaceAndEdit_OldVersion_IsRefused(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "replace");
        await terminal.RunAsync("create configmap c --from-literal=a=1");
        var old = await terminal.RunAsync("get configmap c -o json");
        await terminal.RunAsync("replace -f -", old.Replace("\"a\": \"1\"", "\"a\": \"2\"", StringComparison.Ordinal));
        (await terminal.FailAsync("replace -f -", old)).ShouldContain("Operation cannot be fulfilled on configmaps \"c\": the object has been modified; please apply your changes to the latest version and try again");
        (await terminal.RunAsync("replace --force -f -", old)).ShouldContain("configmap/c replaced");
        (await terminal.RunAsync("get configmap c -o 'jsonpath={.data.a}'")).ShouldBe("1");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Delete_EveryPropagation_LeavesWhatItSays(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "delete");
        await terminal.RunAsync("create deployment orphaner --image=nginx");
        await terminal.ComesAsync("rs -l app=orphaner");
        await terminal.RunAsync("delete deployment orphaner --cascade=orphan");
        await Eventually.SucceedsAsync(() => terminal.TryAsync("get rs -l app=orphaner -o 'jsonpath={.items[*].metadata.ownerReferences}'"), r => r.Output.Length == 0);
        (await terminal.RunAsync("get rs -l app=orphaner -o name")).ShouldStartWith("replicaset.apps/orphaner-");

        await terminal.RunAsync("create deployment ahead --image=nginx");
        await terminal.ComesAsync("rs -l app=ahead");
        await terminal.RunAsync("delete deployment ahead --cascade=foreground --timeout=30s");
        (await terminal.RunAsync("get rs,pods -l app=ahead -o name")).ShouldBeEmpty();

        await terminal.RunAsync("create deployment behind --image=nginx");
        await terminal.ComesAsync("rs -l app=behind");
        await terminal.RunAsync("delete deployment behind");
        await Eventually.SucceedsAsync(() => terminal.TryAsync("get rs,pods -l app=behind -o name"), r => r.Output.Length == 0);

        (await terminal.RunAsync("delete deployment behind --ignore-not-found")).ShouldBeEmpty();
        (await terminal.RunAsync("delete rs --all")).ShouldContain("deleted");
        await terminal.RunAsync("create configmap kept --from-literal=a=b");
        (await terminal.RunAsync("delete configmap kept --dry-run=server")).ShouldContain("deleted");
        await terminal.RunAsync("get configmap kept");
        await terminal.RunAsync($"delete namespace {terminal.Namespace} --timeout=60s");
        (await terminal.FailAsync($"get namespace {terminal.Namespace}")).ShouldContain("not found");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Kustomize_AFolder_AppliesWithPrefixAndHash(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "kustomize");
        var folder = Directory.CreateTempSubdirectory("timonier-kustomize-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "kustomization.yaml"), """
            namePrefix: pre-
            labels: [{pairs: {team: blue}}]
            configMapGenerator: [{name: settings, literals: [a=b]}]
            """, TestContext.Current.CancellationToken);
        (await terminal.RunAsync($"apply -k {folder}")).ShouldMatch(@"^configmap/pre-settings-\w+ created$");
        (await terminal.RunAsync("get configmap -l team=blue -o 'jsonpath={.items[0].data.a}'")).ShouldBe("b");
        Directory.Delete(folder, recursive: true);
    }
}

using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Operators;

/// <summary>
/// An operator as others write them, with a kind of its own in two versions, a side car for every pod and a policy for
/// image tags, from its start until after its end.
/// </summary>
public sealed class OperatorTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task Operator_FromItsStartToItsEnd_ServesItsUsers()
    {
        await using var shop = await OperatorUnderTest.StartAsync(cluster);
        var ns = await cluster.NamespaceAsync("shop");
        await SiteLivesAsync(ns);
        await PodsGetSideCarsAsync(ns);
        await TagsArePinnedAsync();
        await shop.StopAsync();
        await NobodyAnswersAsync(ns);
    }

    private async Task SiteLivesAsync(string ns)
    {
        await cluster.ApplyAsync(ns, Site("spec: {size: large, image: pause}"));
        (await KubectlAsync($"-n {ns} wait website/one --for=condition=Ready --timeout=60s")).ShouldContain("condition met");
        (await KubectlAsync($"-n {ns} get websites.v2.shop.example.com one -o jsonpath={{.spec}}{{.status.observedGeneration}}")).ShouldBe("""{"image":"pause","replicas":3}1""");
        (await KubectlAsync($"-n {ns} get web --no-headers")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3).ShouldBe(["one", "pause", "True"]);
        (await KubectlAsync($"-n {ns} get all -o name")).ShouldContain("website.shop.example.com/one");
        (await KubectlAsync($"-n {ns} scale website one --replicas=2")).ShouldContain("scaled");
        (await KubectlAsync($"-n {ns} wait deployment/one --for=jsonpath={{.status.replicas}}=2 --timeout=60s")).ShouldContain("condition met");
        (await KubectlAsync($"-n {ns} get websites.v1.shop.example.com one -o jsonpath={{.spec}}")).ShouldBe("""{"image":"pause","size":"large"}""");

        (await RefusalAsync($"-n {ns} scale website one --replicas=11")).ShouldContain("spec.replicas in body should be less than or equal to 10");
        await KubectlAsync($"-n {ns} scale website one --replicas=3");
        (await RefusalAsync($"-n {ns} scale website one --replicas=0")).ShouldContain("spec: Invalid value: \"object\": not from 3 to 0 at once");
        (await RefusalAsync($"-n {ns} patch website one --type=merge -p {{\"spec\":{{\"image\":\"nginx\"}}}}")).ShouldContain("spec.image: Forbidden: image is immutable");

        (await KubectlAsync($"-n {ns} delete website one --timeout=60s")).ShouldContain("deleted");
        (await KubectlAsync($"-n {ns} get configmap farewell-one -o name")).ShouldContain("configmap/farewell-one");
        await KubectlAsync($"-n {ns} wait deployment/one --for=delete --timeout=60s");
    }

    private async Task PodsGetSideCarsAsync(string ns)
    {
        await KubectlAsync($"label namespace {ns} shop-inject=yes");
        await cluster.ApplyAsync(ns, Pod("main", "pause"));
        (await KubectlAsync($"-n {ns} get pod main -o jsonpath={{.spec.containers[*].name}}{{.metadata.annotations.shop\\.example\\.com/injected}}")).ShouldBe("web sidecartrue");
        (await KubectlAsync($"-n {ns} wait pod/main --for=condition=Ready --timeout=60s")).ShouldContain("condition met");
        (await KubectlAsync($"-n {ns} get pod main -o jsonpath={{.status.containerStatuses[*].ready}}")).ShouldBe("true true");
    }

    private async Task TagsArePinnedAsync()
    {
        var ns = await cluster.NamespaceAsync("shop-pinned");
        await KubectlAsync($"label namespace {ns} shop-pinned=yes");
        foreach (var image in (string[])["nginx", "nginx:latest", "registry.example:5000/nginx"])
        {
            (await CreateAsync(ns, Pod("floating", image))).All.ShouldContain(
                $"admission webhook \"tags.shop.example.com\" denied the request: images must have a tag other than latest: {image}");
        }
        (await CreateAsync(ns, Pod("pinned", "nginx:1.27"))).MustSucceed().ShouldContain("pod/pinned created");
    }

    private async Task NobodyAnswersAsync(string ns)
    {
        (await CreateAsync(ns, Pod("later", "pause"))).All.ShouldContain(
            "failed calling webhook \"sidecar.shop.example.com\": failed to call webhook: Post \"https://shop-operator.shop-system.svc:443/inject?timeout=5s\"");
        (await CreateAsync(ns, Site("spec: {size: large, image: pause}"))).All.ShouldContain("conversion webhook for shop.example.com/v1, Kind=Website failed");
        (await CreateAsync("default", Pod("untouched", "pause"))).MustSucceed();
        await KubectlAsync("delete pod untouched -n default --grace-period=0 --force");
    }

    private static string Site(string spec) => $$"""
        apiVersion: shop.example.com/v1
        kind: Website
        metadata: {name: one}
        {{spec}}
        """;

    private static string Pod(string name, string image) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}} }
        spec:
          terminationGracePeriodSeconds: 0
          containers: [{name: web, image: "{{image}}", imagePullPolicy: Never} ]
        """;

    private Task<CommandResult> CreateAsync(string ns, string manifest) => cluster.KubectlAsync(["create", "-n", ns, "-f", "-"], manifest);

    private async Task<string> KubectlAsync(string words) => (await cluster.KubectlAsync(words.Split(' '))).MustSucceed().Trim();

    private async Task<string> RefusalAsync(string words)
    {
        var said = await cluster.KubectlAsync(words.Split(' '));
        said.ExitCode.ShouldBe(1, said.All);
        return said.Error;
    }
}

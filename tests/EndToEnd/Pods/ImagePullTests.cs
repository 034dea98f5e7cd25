using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Pods;

/// <summary>Images that come from a registry, or do not.</summary>
public sealed class ImagePullTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task OpenRegistry_GivesItsImage_AndNotATagItLacks()
    {
        await using var registry = await ImageRegistry.StartAsync(cluster.Network, "busybox");
        var ns = await cluster.NamespaceAsync("pull");
        await cluster.ApplyAsync(ns, Pod("there", $"{registry.Address}/web:1"));
        await cluster.ApplyAsync(ns, Pod("missing", $"{registry.Address}/web:2"));
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/there", "--timeout=60s")).MustSucceed();
        (await EventsAsync(ns, "there")).ShouldContain($"Successfully pulled image \"{registry.Address}/web:1\"");

        await WaitsForAsync(ns, "missing", "ImagePullBackOff");
        var events = await EventsAsync(ns, "missing");
        events.ShouldContain($"Failed to pull image \"{registry.Address}/web:2\"");
        events.ShouldContain($"{registry.Address}/web:2: not found");
        events.ShouldContain("Failed Error: ErrImagePull");
        events.ShouldContain($"BackOff Back-off pulling image \"{registry.Address}/web:2\"");
        events.ShouldContain("Failed Error: ImagePullBackOff");
        (await cluster.KubectlAsync("logs", "-n", ns, "missing")).Error.ShouldBe(
            "Error from server (BadRequest): container \"main\" in pod \"missing\" is waiting to start: trying and failing to pull image\n");
    }

    [Fact]
    public async Task ClosedRegistry_OpensToItsSecretOnly()
    {
        await using var registry = await ImageRegistry.StartAsync(cluster.Network, "busybox", "ada:countess");
        var ns = await cluster.NamespaceAsync("pull-secret");
        foreach (var (name, password) in ((string, string)[])[("right", "countess"), ("wrong", "baroness")])
            (await cluster.KubectlAsync("create", "secret", "docker-registry", name, "-n", ns, $"--docker-server={registry.Address}", "--docker-username=ada", $"--docker-password={password}")).MustSucceed();
        await cluster.ApplyAsync(ns, Pod("refused", $"{registry.Address}/web:1", "wrong"));
        await WaitsForAsync(ns, "refused", "ImagePullBackOff");
        (await EventsAsync(ns, "refused")).ShouldContain("401 Unauthorized");

        await cluster.ApplyAsync(ns, Pod("open", $"{registry.Address}/web:1", "right"));
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/open", "--timeout=60s")).MustSucceed();
    }

    [Fact]
    public async Task NameThatCanBeNone_IsTold()
    {
        var ns = await cluster.NamespaceAsync("image-name");
        await cluster.ApplyAsync(ns, Pod("shouting", "some/UPPER"));
        await WaitsForAsync(ns, "shouting", "InvalidImageName");
        var events = await EventsAsync(ns, "shouting");
        events.ShouldContain("InspectFailed Failed to apply default image tag \"some/UPPER\": couldn't parse image name \"some/UPPER\": invalid reference format: repository name (some/UPPER) must be lowercase");
        events.ShouldContain("Failed Error: InvalidImageName");
    }

    private Task WaitsForAsync(string ns, string pod, string reason) => Eventually.SucceedsAsync(
        () => cluster.KubectlAsync("get", "po", "-n", ns, pod, "-o", "jsonpath={.status.containerStatuses[0].state.waiting.reason}"), r => r.Output == reason);

    private async Task<string> EventsAsync(string ns, string pod) => (await cluster.KubectlAsync(
        "get", "events", "-n", ns, "--field-selector", $"involvedObject.name={pod}", "-o", "jsonpath={range .items[*]}{.reason} {.message}{\"\\n\"}{end}")).MustSucceed();

    private static string Pod(string name, string image, string secret = "none") => $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {name}
        spec:
          terminationGracePeriodSeconds: 1
          imagePullSecrets:
            - name: {secret}
          containers:
            - name: main
              image: {image}
              command: [sleep, "1000"]
        """;
}

using Timonier.Client;
using System.Text;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Runtime;
using Timonier.Documents;
using Timonier.Node.Containers;
using Timonier.Node.Images;
using Timonier.Node.Pods;

namespace Timonier.Node.Tests.Images;

public sealed class ImageSourceTests
{
    private readonly VirtualTime time = new();
    private readonly RecordedEvents events = new();
    private readonly FakeCluster cluster = new();

    [Fact]
    public async Task FailedPulls_AreHeldBack_TwiceAsLongEachTime()
    {
        var asked = 0;
        var source = Source(new ScriptedRuntime { OnPull = (_, _) => { asked++; throw new RuntimeException(2, "no such host"); } });
        (await RefusalAsync(source)).ShouldBe(("ErrImagePull", "no such host"));
        foreach (var seconds in (int[])[10, 20, 40, 80, 160, 300, 300])
        {
            time.Advance(TimeSpan.FromSeconds(seconds - 1));
            (await RefusalAsync(source)).ShouldBe(("ImagePullBackOff", "Back-off pulling image \"registry.example/web:1\": ErrImagePull: no such host"));
            time.Advance(TimeSpan.FromSeconds(1));
            (await RefusalAsync(source)).Reason.ShouldBe("ErrImagePull");
        }
        asked.ShouldBe(8);
        events.Told.Take(3).ShouldBe(
        [
            ("Normal", "Pulling", "Pulling image \"registry.example/web:1\""),
            ("Warning", "Failed", "Failed to pull image \"registry.example/web:1\": no such host"),
            ("Normal", "BackOff", "Back-off pulling image \"registry.example/web:1\""),
        ]);
    }

    [Fact]
    public async Task PullSecrets_AreTriedInTurn_UntilOneOpens()
    {
        Secret("first", "alice");
        Secret("second", "bob");
        var used = new List<string?>();
        var runtime = new ScriptedRuntime
        {
            OnPull = (_, credentials) =>
            {
                used.Add(credentials?.UserName);
                return credentials?.UserName == "bob" ? Task.FromResult("sha256:1") : throw new RuntimeException(2, "denied");
            },
        };
        runtime.Images.Add(new ImageInfo("sha256:1", [], [], 7, null, "", Pinned: false));
        (await Source(runtime).EnsureAsync(Pod("first", "second", "absent"), Pod().Containers[0], TestContext.Current.CancellationToken)).Id.ShouldBe("sha256:1");
        used.ShouldBe(["alice", "bob"]);
        events.Told.ShouldContain(("Warning", "FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (absent); attempting to pull the image may not succeed."));
    }

    [Fact]
    public async Task AllCredentialsRefused_AreToldTogether()
    {
        Secret("first", "alice");
        Secret("second", "bob");
        var source = Source(new ScriptedRuntime { OnPull = (_, c) => throw new RuntimeException(2, $"{c!.UserName} denied") });
        (await RefusalAsync(source, "first", "second")).ShouldBe(("ErrImagePull", "[alice denied, bob denied]"));
    }

    [Theory]
    [InlineData(true, "registry.example/web:2", 1)]
    [InlineData(false, "registry.example/web:2", 2)]
    [InlineData(false, "registry.example/web:1", 1)]
    public void Pulls_WaitForEachOther_AsTheNodeIsTold(bool serial, string second, int atOnce) => Turns.Run(async () =>
    {
        var release = new TaskCompletionSource<string>();
        var pulling = 0;
        var runtime = new ScriptedRuntime { OnPull = (_, _) => { pulling++; return release.Task; } };
        runtime.Images.Add(new ImageInfo("sha256:1", [], [], 7, null, "", Pinned: false));
        var source = Source(runtime, serial);
        var pulls = new[] { "registry.example/web:1", second }.Select(image => PodOf(image)).Select(p => source.EnsureAsync(p, p.Containers[0], TestContext.Current.CancellationToken)).ToArray();
        for (var turn = 0; turn < 20; turn++) await Task.Yield();
        pulling.ShouldBe(atOnce);
        release.SetResult("sha256:1");
        await Task.WhenAll(pulls);
        pulling.ShouldBe(2);
    });

    [Fact]
    public async Task ImageThatIsThere_IsNotPulled()
    {
        var runtime = new ScriptedRuntime();
        runtime.Images.Add(new ImageInfo("sha256:1", ["registry.example/web:1"], [], 7, null, "", Pinned: false));
        (await Source(runtime).EnsureAsync(Pod(), Pod().Containers[0], TestContext.Current.CancellationToken)).Id.ShouldBe("sha256:1");
        events.Told.ShouldHaveSingleItem().ShouldBe(("Normal", "Pulled", "Container image \"registry.example/web:1\" already present on machine and can be accessed by the pod"));
    }

    private ImageSource Source(ScriptedRuntime runtime, bool serial = true) => new(runtime, events, new PullSecrets(new ReferencedObjects(cluster), events), time, serial);

    private static PodDefinition Pod(params string[] secrets) => PodOf("registry.example/web:1", secrets);

    private static PodDefinition PodOf(string image, params string[] secrets) => new(Document.Parse(
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop","uid":"u1"},"spec":{"imagePullSecrets":[{{{string.Join(',', secrets.Select(s => $"{{\"name\":\"{s}\"}}"))}}}],"containers":[{"name":"web","image":"{{{image}}}"}]}}"""));

    private void Secret(string name, string user)
    {
        var config = Convert.ToBase64String(Encoding.UTF8.GetBytes($$$$"""{"auths":{"registry.example":{"username":"{{{{user}}}}","password":"p"}}}"""));
        cluster.Put(CoreResources.Secrets, $$$$"""{"kind":"Secret","type":"kubernetes.io/dockerconfigjson","metadata":{"name":"{{{{name}}}}","namespace":"shop"},"data":{".dockerconfigjson":"{{{{config}}}}"}}""");
    }

    private static async Task<(string Reason, string Message)> RefusalAsync(ImageSource source, params string[] secrets)
    {
        var pod = Pod(secrets);
        var refused = await Should.ThrowAsync<ConfigurationException>(source.EnsureAsync(pod, pod.Containers[0], TestContext.Current.CancellationToken));
        return (refused.Reason, refused.Message);
    }
}

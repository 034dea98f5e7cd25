using System.Text;
using Timonier.Documents;
using Timonier.Host.Verbs.Plans;
using Timonier.Testing;

namespace Timonier.Host.Tests.Plans;

/// <summary>What manifests would bring about in a cluster that is there; the cluster is one in memory, as the copy is.</summary>
public sealed class ForecastTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: web
                image: registry.example/web:1
                resources: {requests: {cpu: 500m, memory: 64Mi}}
        """;

    [Fact]
    public async Task NewDeployment_OnANodeWithRoom_IsShownWithItsPodsAndTheirPlaces()
    {
        var report = await PlanAsync(await LiveAsync(), Web);

        report.ShouldContain("+ Deployment/web in default");
        report.ShouldContain("+ ReplicaSet/web-");
        report.Split('\n').Count(line => line.StartsWith("  Pod/web-", StringComparison.Ordinal) && line.EndsWith("in default -> n1", StringComparison.Ordinal)).ShouldBe(2);
        report.ShouldContain("At rest after");
        report.ShouldNotContain("Complaints");
    }

    [Fact]
    public async Task AnotherImage_RollsOut_AndTheOldPodsGo()
    {
        var live = await LiveAsync(Web);
        live.Objects.Count(one => one.Kind == "Pod").ShouldBe(2);

        var report = await PlanAsync(live, Web.Replace("web:1", "web:2", StringComparison.Ordinal));

        report.ShouldContain("~ Deployment/web in default");
        report.ShouldContain("image: registry.example/web:1 -> registry.example/web:2");
        report.Split('\n').Count(line => line.StartsWith("  - Pod/web-", StringComparison.Ordinal)).ShouldBe(2);
        report.Split('\n').Count(line => line.StartsWith("  + Pod/web-", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task SameManifest_Again_ChangesNothing()
    {
        var report = await PlanAsync(await LiveAsync(Web), Web);

        report.ShouldStartWith("At rest after");
    }

    [Fact]
    public async Task PodsThatNoNodeHasRoomFor_AreShownAsWaiting_WithTheReason()
    {
        var report = await PlanAsync(await LiveAsync(), Web.Replace("500m", "3", StringComparison.Ordinal));

        report.ShouldContain("Waiting for a node:");
        report.ShouldContain("0/1 nodes are available: 1 Insufficient cpu.");
    }

    [Fact]
    public async Task MorePodsThanTheQuotaAllows_AreToldAsAComplaint()
    {
        var report = await PlanAsync(await LiveAsync(), Web, """
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: few}
            spec: {hard: {pods: "1"}}
            """);

        report.ShouldContain("FailedCreate");
        report.ShouldContain("exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1");
    }

    [Fact]
    public async Task WhatAdmissionRefuses_IsToldFirst()
    {
        var report = await PlanAsync(await LiveAsync(), Web, "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: nowhere}}", "{apiVersion: example.com/v1, kind: Unheard, metadata: {name: b}}");

        report.ShouldStartWith("Refused:");
        report.ShouldContain("! ConfigMap/a in nowhere: namespaces \"nowhere\" not found");
        report.ShouldContain("! Unheard/b");
        report.ShouldContain("+ Deployment/web");
    }

    [Fact]
    public async Task ObjectOfAKindThatTheSameFolderDefines_IsTaken()
    {
        var report = await PlanAsync(await LiveAsync(), "{apiVersion: example.com/v1, kind: Ship, metadata: {name: one}, spec: {masts: 3}}", """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: ships.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: ships, singular: ship, kind: Ship}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """);

        report.ShouldContain("+ Ship/one in default");
        report.ShouldNotContain("Refused");
    }

    [Fact]
    public void WhatTheManifestNoLongerSays_OfWhatWasAppliedBefore_IsTakenAway()
    {
        const string Applied = """{"metadata":{"labels":{"a":"1","b":"2"}},"spec":{"x":1,"list":[{"name":"p"},{"name":"q"}]}}""";
        var live = DraftObject.Of(Document.Parse(Encoding.UTF8.GetBytes(Applied)));
        live.Object("metadata")["annotations"] = new DraftObject { ["kubectl.kubernetes.io/last-applied-configuration"] = Applied };
        live.Object("metadata").Object("labels")["c"] = "3";
        var wanted = DraftObject.Of(Document.Parse("""{"metadata":{"labels":{"a":"1"}},"spec":{"list":[{"name":"q"}]}}"""u8.ToArray()));

        LastApplied.Removal(live.ToDocument(), wanted)!.ToDocument().ToString().ShouldBe("""{"metadata":{"labels":{"b":null}},"spec":{"x":null,"list":[{"name":"q"}]}}""");
        LastApplied.Removal(live.ToDocument(), live).ShouldBeNull();
    }

    /// <summary>A cluster with one node of two cores, where those manifests were applied long ago.</summary>
    private static async Task<LiveObjects> LiveAsync(params string[] manifests)
    {
        await using var bare = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0, Controllers = false, Scheduler = false });
        await bare.CreateAsync("{apiVersion: v1, kind: Node, metadata: {name: n1}}");
        await bare.PatchAsync("node/n1", "spec: {taints: null}");
        await bare.PatchAsync("node/n1", """
            status:
              capacity: {cpu: "2", memory: 4Gi, pods: "110"}
              allocatable: {cpu: "2", memory: 4Gi, pods: "110"}
              conditions: [{type: Ready, status: "True", lastHeartbeatTime: "2026-01-01T00:00:00Z", lastTransitionTime: "2026-01-01T00:00:00Z"}]
            """, subresource: "status");
        var empty = new LiveObjects(await bare.AllAsync(), [], false, []);
        return manifests.Length == 0 ? empty : empty with { Objects = (await ForecastAsync(empty, manifests)).After };
    }

    private static async Task<string> PlanAsync(LiveObjects live, params string[] manifests)
    {
        var output = new StringWriter { NewLine = "\n" };
        await ForecastReport.WriteAsync(output, await ForecastAsync(live, manifests), [], []);
        return output.ToString();
    }

    private static async Task<Forecast> ForecastAsync(LiveObjects live, string[] manifests)
    {
        var folder = Directory.CreateTempSubdirectory("timonier-plan-");
        try
        {
            for (var i = 0; i < manifests.Length; i++) await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{i}.yaml"), manifests[i]);
            return await Forecast.MakeAsync(live, await ManifestFolder.ReadAsync(folder.FullName, default), "default", TimeSpan.FromMinutes(30));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

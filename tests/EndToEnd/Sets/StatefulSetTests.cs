using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Sets;

/// <summary>StatefulSets as people use them: kubectl's own verbs, real containers with lasting names.</summary>
public sealed class StatefulSetTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task Rollout_EveryVerb_MovesPodsInOrderAndBack()
    {
        var ns = await cluster.NamespaceAsync("sts-rollout");
        await cluster.ApplyAsync(ns, Database("version=1", 2));
        (await StatusAsync(ns)).ShouldMatch(@"(?:partitioned roll out complete: 2 new pods have been updated|statefulset rolling update complete 2 pods at revision db-\w+)\.\.\.\s*$");
        (await cluster.KubectlAsync("get", "po", "-n", ns, "-o", "jsonpath={.items[*].metadata.name}")).MustSucceed().ShouldBe("db-0 db-1");
        (await cluster.KubectlAsync("get", "sts", "-n", ns, "db", "--no-headers")).MustSucceed().ShouldMatch("^db +2/2 ");
        (await RunInAsync(ns, "db-1", "hostname")).ShouldBe("db-1\n");
        (await RunInAsync(ns, "db-0", "nslookup db-1.db.sts-rollout.svc.cluster.local")).ShouldContain(await ReadAsync(ns, "po/db-1", "{.status.podIP}"));

        // 1 forth: both pods are new ones under their old names
        await cluster.ApplyAsync(ns, Database("version=2", 2));
        await StatusAsync(ns);
        foreach (var pod in (string[])["db-0", "db-1"]) (await RunInAsync(ns, pod, "cat /version")).ShouldBe("version=2\n");
        (await HistoryAsync(ns)).ShouldBe("statefulset.apps/db \nREVISION  CHANGE-CAUSE\n1         version=1\n2         version=2\n\n");
        (await cluster.KubectlAsync("rollout", "history", "-n", ns, "sts/db", "--revision=1")).MustSucceed().ShouldContain("echo version=1 > /version");

        // 2 back: the first revision becomes the third
        (await cluster.KubectlAsync("rollout", "undo", "-n", ns, "sts/db")).MustSucceed().ShouldBe("statefulset.apps/db rolled back\n");
        await StatusAsync(ns);
        foreach (var pod in (string[])["db-0", "db-1"]) (await RunInAsync(ns, pod, "cat /version")).ShouldBe("version=1\n");
        (await HistoryAsync(ns)).ShouldBe("statefulset.apps/db \nREVISION  CHANGE-CAUSE\n2         version=2\n3         version=1\n\n");

        // 3 the same again, and fewer of them
        var before = await ReadAsync(ns, "po/db-0", "{.metadata.uid}");
        (await cluster.KubectlAsync("rollout", "restart", "-n", ns, "sts/db")).MustSucceed().ShouldBe("statefulset.apps/db restarted\n");
        await StatusAsync(ns);
        (await ReadAsync(ns, "po/db-0", "{.metadata.uid}")).ShouldNotBe(before);
        (await cluster.KubectlAsync("scale", "-n", ns, "sts/db", "--replicas=1")).MustSucceed();
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=delete", "po/db-1", "--timeout=60s")).MustSucceed();
        var described = (await cluster.KubectlAsync("describe", "-n", ns, "sts/db")).MustSucceed();
        described.ShouldMatch(@"Normal +SuccessfulCreate .*create Pod db-1 in StatefulSet db successful");
        described.ShouldMatch(@"Normal +SuccessfulDelete .*delete Pod db-1 in StatefulSet db successful");
    }

    [Fact]
    public async Task Claims_OfEachPod_AreMadeAndGoWithTheSetIfAsked()
    {
        var ns = await cluster.NamespaceAsync("sts-claims");
        await cluster.ApplyAsync(ns, Database("version=1", 2, """
            podManagementPolicy: Parallel
              persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
            """));
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "pvc", "-n", ns, "-o", "jsonpath={.items[*].metadata.name}"), r => r.Output == "data-db-0 data-db-1");
        (await ReadAsync(ns, "pvc/data-db-0", "{.metadata.ownerReferences[0].kind}/{.metadata.ownerReferences[0].name} {.metadata.labels.app}")).ShouldBe("StatefulSet/db db");
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "-n", ns, "po/db-1", "-o", "jsonpath={.spec.volumes[0].persistentVolumeClaim.claimName}"), r => r.Output == "data-db-1");
        (await cluster.KubectlAsync("delete", "-n", ns, "sts/db")).MustSucceed();
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "pvc,po,controllerrevisions", "-n", ns, "-o", "name"), r => r.Output.Length == 0);
    }

    private async Task<string> StatusAsync(string ns) => (await cluster.KubectlAsync("rollout", "status", "-n", ns, "sts/db", "--timeout=110s")).MustSucceed();

    private async Task<string> HistoryAsync(string ns) => (await cluster.KubectlAsync("rollout", "history", "-n", ns, "sts/db")).MustSucceed();

    private async Task<string> RunInAsync(string ns, string pod, string command) => (await cluster.KubectlAsync("exec", "-n", ns, pod, "--", "sh", "-c", command)).MustSucceed();

    private async Task<string> ReadAsync(string ns, string what, string path) => (await cluster.KubectlAsync("get", "-n", ns, what, "-o", $"jsonpath={path}")).MustSucceed();

    private static string Database(string version, int replicas, string spec = "podManagementPolicy: OrderedReady") => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: db}
        spec:
          clusterIP: None
          selector: {app: db}
          ports: [{port: 80}]
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: db
          annotations: {kubernetes.io/change-cause: {{version}}}
        spec:
          serviceName: db
          replicas: {{replicas}}
          {{spec}}
          {{SetManifests.Pods("db", version)}}
        """;
}

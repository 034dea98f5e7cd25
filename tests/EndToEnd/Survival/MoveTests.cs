using System.Text.Json;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Survival;

/// <summary>A cluster moves to etcd, goes on there, and moves back; backups of one store are restored into the other.</summary>
public sealed class MoveTests
{
    private static readonly string[] OnEtcd = ["--datastore-endpoint", EtcdUnderTest.Endpoint];

    [Fact]
    public async Task Cluster_MovedToEtcdAndBack_KeepsItsObjectsAndNeverGivesARevisionTwice()
    {
        await using var cluster = await ClusterUnderTest.StartOnDiskAsync("mover", "--no-agent");
        await using var etcd = EtcdUnderTest.Start(cluster.Network);
        (await cluster.KubectlAsync("create", "secret", "generic", "kept", "--from-literal=word=hush")).MustSucceed();
        (await cluster.KubectlAsync("create", "deployment", "web", "--image=one")).MustSucceed();
        var backup = Path.Combine(Path.GetDirectoryName(cluster.ServerLog)!, "backup");
        (await cluster.TimonierAsync("backup", "create", backup)).MustSucceed().ShouldContain("keys");
        var revision = await RevisionAsync(cluster);

        revision = await MoveAsync(cluster, revision, OnEtcd, ["store", "migrate", "--to", "etcd", .. OnEtcd]);
        (await cluster.KubectlAsync("scale", "deployment", "web", "--replicas=2")).MustSucceed();
        revision = await MoveAsync(cluster, revision, [], ["store", "migrate", "--to", "disk", .. OnEtcd]);
        (await cluster.KubectlAsync("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).MustSucceed().ShouldBe("2");
        await MoveAsync(cluster, revision, [], "backup", "restore", backup);
        (await cluster.KubectlAsync("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).MustSucceed().ShouldBe("1");
    }

    [Fact]
    public async Task Backup_OfEitherStore_RestoresIntoBoth()
    {
        await using var cluster = await ClusterUnderTest.StartOnDiskAsync("keeper", "--no-agent");
        await using var etcd = EtcdUnderTest.Start(cluster.Network);
        var folder = Path.GetDirectoryName(cluster.ServerLog)!;
        var (first, second) = (Path.Combine(folder, "first"), Path.Combine(folder, "second"));
        (await cluster.KubectlAsync("create", "secret", "generic", "kept", "--from-literal=word=hush")).MustSucceed();
        (await cluster.KubectlAsync("create", "configmap", "age", "--from-literal=of=disk")).MustSucceed();
        (await cluster.TimonierAsync("backup", "create", first)).MustSucceed();
        var revision = await RevisionAsync(cluster);

        // 1. From the disk into an etcd that is empty, and from there, while its server runs, into a second backup.
        revision = await MoveAsync(cluster, revision, OnEtcd, ["backup", "restore", first, .. OnEtcd]);
        (await AgeAsync(cluster)).ShouldBe("disk");
        (await cluster.KubectlAsync("patch", "configmap", "age", "-p", "{\"data\":{\"of\":\"etcd\"}}")).MustSucceed();
        (await cluster.TimonierAsync(["backup", "create", second, .. OnEtcd])).MustSucceed();
        var verified = (await cluster.TimonierAsync("backup", "verify", second)).MustSucceed();
        verified.ShouldContain("every checksum holds");

        // 2. Into an etcd that has something, which is kept.
        (await cluster.KubectlAsync("patch", "configmap", "age", "-p", "{\"data\":{\"of\":\"loss\"}}")).MustSucceed();
        (await cluster.KubectlAsync("create", "configmap", "later")).MustSucceed();
        revision = await MoveAsync(cluster, await RevisionAsync(cluster), OnEtcd, ["backup", "restore", second, .. OnEtcd]);
        (await AgeAsync(cluster)).ShouldBe("etcd");
        (await cluster.KubectlAsync("get", "configmap", "later")).All.ShouldContain("not found");
        var kept = Directory.GetFiles(Path.Combine(folder, "data"), "replaced-at-*.backup").ShouldHaveSingleItem();

        // 3. And what was kept there onto the disk.
        await MoveAsync(cluster, revision, [], "backup", "restore", kept);
        (await AgeAsync(cluster)).ShouldBe("loss");
        (await cluster.KubectlAsync("get", "configmap", "later")).MustSucceed();
    }

    private static async Task<string> AgeAsync(ClusterUnderTest cluster) =>
        (await cluster.KubectlAsync("get", "configmap", "age", "-o", "jsonpath={.data.of}")).MustSucceed();

    private static async Task<long> MoveAsync(ClusterUnderTest cluster, long known, string[] store, params string[] move)
    {
        await cluster.KillServerAsync();
        (await cluster.TimonierAsync(move)).MustSucceed();
        await cluster.StartServerAsync(store);
        (await cluster.KubectlAsync("get", "secret", "kept", "-o", "jsonpath={.data.word}")).MustSucceed().ShouldBe("aHVzaA==");

        // Who watched before learns that its revision is gone, and lists anew.
        (await cluster.KubectlAsync("get", "--raw", $"/api/v1/configmaps?watch=true&resourceVersion={known}&timeoutSeconds=5")).All.ShouldContain("too old resource version");
        var now = await RevisionAsync(cluster);
        now.ShouldBeGreaterThan(known);
        return now;
    }

    private static async Task<long> RevisionAsync(ClusterUnderTest cluster)
    {
        using var list = JsonDocument.Parse((await cluster.KubectlAsync("get", "--raw", "/api/v1/configmaps?limit=1")).MustSucceed());
        return long.Parse(list.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!);
    }
}

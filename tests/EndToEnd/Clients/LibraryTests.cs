using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Programs written against the public client libraries; each prints what it saw.</summary>
public sealed class LibraryTests(ApiCluster shared)
{
    private static readonly string Programs = Path.Combine(Paths.Root, "tests", "EndToEnd", "Clients", "programs");
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task JavaScript_InformerAndPatches_SeesEveryChangeOnce()
    {
        var ns = await cluster.NamespaceAsync("javascript");
        var said = await cluster.RunClientAsync(["node", Path.Combine(Programs, "javascript.mjs"), Paths.JavaScript, ns]);
        said.MustSucceed().ShouldBe("gone 404\nadd js 1\nupdate js 2\nupdate js 3\ndelete js 3\n");
    }

    [Fact]
    public async Task Python_ListWatchPatchScale_SeesEveryChangeOnce()
    {
        var ns = await cluster.NamespaceAsync("python");
        var said = await cluster.RunClientAsync(["/usr/bin/python3", Path.Combine(Programs, "client.py"), ns]);
        said.MustSucceed().ShouldBe("""
            listed ['py']
            MODIFIED {'a': '2'}
            DELETED {'a': '2'}
            scaled 2
            refused 422 Unprocessable Entity

            """);
    }

    [Fact]
    public async Task Python_PagesAndResumedWatches_MissNothing()
    {
        var ns = await cluster.NamespaceAsync("python-resumed");
        (await cluster.RunClientAsync(["/usr/bin/python3", Path.Combine(Programs, "reconnect.py"), ns])).MustSucceed().ShouldBe("""
            paged page-0 page-1 page-2 page-3 page-4
            ADDED between
            DELETED between
            patched {'a': 'json', 'b': 'merge', 'c': 'strategic', 'd': 'apply'}

            """);
    }

    [Fact]
    public async Task Python_LeaderElection_LeavesItsRecord()
    {
        var ns = await cluster.NamespaceAsync("python-leader");
        (await cluster.RunClientAsync(["/usr/bin/python3", Path.Combine(Programs, "leader.py"), ns])).MustSucceed().ShouldBe("leads one\nrecorded True\n");
    }
}

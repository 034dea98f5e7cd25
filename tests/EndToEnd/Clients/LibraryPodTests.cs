using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>What the public client libraries do with a running pod; each program makes its own and prints what it saw.</summary>
public sealed class LibraryPodTests(SharedCluster shared)
{
    private static readonly string Programs = Path.Combine(Paths.Root, "tests", "EndToEnd", "Clients", "programs");

    [Fact]
    public async Task JavaScript_ExecAttachLogsForward_ReachThePod()
    {
        var ns = await shared.Cluster.NamespaceAsync("javascript-pod");
        var said = await shared.Cluster.RunClientAsync(["node", Path.Combine(Programs, "streams.mjs"), Paths.JavaScript, ns]);
        said.MustSucceed().ShouldBe("""
            exec "got a line\n" "aside\n" Failure ExitCode 7
            attached
            followed
            forwarded 200 box

            """);
    }

    [Fact]
    public async Task Python_ExecLogsForward_ReachThePod()
    {
        var ns = await shared.Cluster.NamespaceAsync("python-pod");
        (await shared.Cluster.RunClientAsync(["/usr/bin/python3", Path.Combine(Programs, "streams.py"), ns])).MustSucceed().ShouldBe("""
            exec 'got a line\n' 'aside\n' 7
            log started
            forwarded HTTP/1.1 200 OK box

            """);
    }
}

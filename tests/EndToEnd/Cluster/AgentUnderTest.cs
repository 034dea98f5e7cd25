using System.Diagnostics;

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>A further node of a cluster under test, in a network of its own at the other end of the cluster's link.</summary>
public sealed class AgentUnderTest : IAsyncDisposable
{
    private readonly NetworkNamespace network;
    private readonly NetworkNamespace clusters;
    private readonly string directory;
    private readonly string name;
    private Process? process;

    private AgentUnderTest(NetworkNamespace network, NetworkNamespace clusters, string directory, string name) =>
        (this.network, this.clusters, this.directory, this.name) = (network, clusters, directory, name);

    private string[] Folders => ["--data-dir", Path.Combine(directory, "data"), "--run-dir", Path.Combine(directory, "run"), "--log-dir", Path.Combine(directory, "logs")];

    public static async Task<AgentUnderTest> StartAsync(ClusterUnderTest cluster, string name, string token)
    {
        var network = await NetworkNamespace.CreateBesideAsync(cluster.Network);
        var agent = new AgentUnderTest(network, cluster.Network, Directory.CreateTempSubdirectory($"timonier-{name}-").FullName, name);
        agent.Start("--server", $"https://{NetworkNamespace.Address}:6443", "--token", token);
        return agent;
    }

    /// <summary>With what it has kept alone: neither server nor token is told.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        var uninstall = await network.RunAsync([Paths.Executable, "uninstall", .. Folders]);
        await KillAsync();
        var log = await File.ReadAllTextAsync(Path.Combine(directory, "agent.log"));
        var leftovers = await Leftovers.FindAsync(network, directory);
        await network.GiveBackAsync(clusters);
        await network.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        uninstall.ExitCode.ShouldBe(0, log);
        leftovers.ShouldBeEmpty();
    }

    private void Start(params string[] more)
    {
        string[] arguments = [Paths.Executable, "agent", .. Folders, "--node-name", name, "--advertise-address", NetworkNamespace.SecondAddress, .. more];
        process = Process.Start(new ProcessStartInfo("nsenter", [.. network.Enter.Skip(1), "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", Path.Combine(directory, "agent.log"), .. arguments]) { UseShellExecute = false })!;
    }

    private async Task KillAsync()
    {
        if (!process!.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}

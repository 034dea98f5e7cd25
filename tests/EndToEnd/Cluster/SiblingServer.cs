using System.Diagnostics;

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>A second server on the etcd of a cluster under test, with folders and a port of its own.</summary>
public sealed class SiblingServer : IAsyncDisposable
{
    private readonly NetworkNamespace network;
    private readonly string directory;
    private readonly Process process;

    private SiblingServer(NetworkNamespace network, string directory, Process process)
    {
        this.network = network;
        this.directory = directory;
        this.process = process;
    }

    private string Kubeconfig => Path.Combine(directory, "data", "admin.kubeconfig");

    public static async Task<SiblingServer> StartAsync(ClusterUnderTest cluster, string name = "sibling", string port = "6444")
    {
        var token = (await cluster.TimonierAsync("token")).MustSucceed().Trim();
        var directory = Directory.CreateTempSubdirectory("timonier-sibling-").FullName;
        string[] arguments =
        [
            Paths.Executable, "server", "--no-agent", "--node-name", name, "--secure-port", port, "--advertise-address", NetworkNamespace.Address,
            "--data-dir", Path.Combine(directory, "data"), "--run-dir", Path.Combine(directory, "run"), "--log-dir", Path.Combine(directory, "logs"),
            "--datastore-endpoint", EtcdUnderTest.Endpoint, "--token", token,
        ];
        var start = new ProcessStartInfo("nsenter", [.. cluster.Network.Enter.Skip(1), "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", Path.Combine(directory, "server.log"), .. arguments]) { UseShellExecute = false };
        var sibling = new SiblingServer(cluster.Network, directory, Process.Start(start)!);
        await Eventually.SucceedsAsync(() => sibling.KubectlAsync("get", "--raw", "/readyz"), answer => answer.ExitCode == 0);
        return sibling;
    }

    public Task<CommandResult> KubectlAsync(params string[] words) =>
        network.RunAsync([Paths.Kubectl, .. words], environment: new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig });

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}

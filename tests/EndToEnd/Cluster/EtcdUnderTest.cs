using System.Diagnostics;

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>An etcd inside a cluster's network, when E2E_DATASTORE=etcd or a test asks for one.</summary>
public sealed class EtcdUnderTest : IAsyncDisposable
{
    public const string Endpoint = "http://127.0.0.1:2379";
    private const string Peers = "http://127.0.0.1:2380";
    private readonly string directory;
    private readonly Process process;

    private EtcdUnderTest(string directory, Process process)
    {
        this.directory = directory;
        this.process = process;
    }

    public static bool IsAskedFor => Environment.GetEnvironmentVariable("E2E_DATASTORE") == "etcd";

    public static EtcdUnderTest Start(NetworkNamespace network)
    {
        var directory = Directory.CreateTempSubdirectory("timonier-etcd-").FullName;
        string[] arguments =
        [
            "etcd", "--data-dir", Path.Combine(directory, "data"), "--log-level", "error", "--listen-client-urls", Endpoint, "--advertise-client-urls", Endpoint,
            "--listen-peer-urls", Peers, "--initial-advertise-peer-urls", Peers, "--initial-cluster", "default=" + Peers,
        ];
        var start = new ProcessStartInfo("nsenter", [.. network.Enter.Skip(1), "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", Path.Combine(directory, "log"), .. arguments]) { UseShellExecute = false };
        return new EtcdUnderTest(directory, Process.Start(start)!);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}

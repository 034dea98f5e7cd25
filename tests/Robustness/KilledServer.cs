using System.Diagnostics;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Robustness.Tests;

/// <summary>The real server without a node, in a network namespace of its own, on one folder over all its lives.</summary>
internal sealed class KilledServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string directory = Directory.CreateTempSubdirectory("timonier-killed-").FullName;
    private readonly NetworkNamespace network;
    private Process? process;

    private KilledServer(NetworkNamespace network) => this.network = network;

    public string DataDirectory => Path.Combine(directory, "data");

    public string Log => Path.Combine(directory, "server.log");

    public NetworkNamespace Network => network;

    /// <summary>Settings of every life to come.</summary>
    public IReadOnlyList<string> Further { get; set; } = [];

    public static async Task<KilledServer> CreateAsync() => new(await NetworkNamespace.CreateAsync());

    /// <summary>Returns a client of a server that has said that it is ready.</summary>
    public async Task<ClusterHttp> StartAsync()
    {
        // The shell is replaced by nsenter and that by the server: one process, so that a kill meets it.
        process = Process.Start(new ProcessStartInfo("sh",
        [
            "-c", "exec \"$@\" >>\"$0\" 2>&1", Log, .. network.Enter, Paths.Executable, "server", "--no-agent",
            "--data-dir", DataDirectory, "--run-dir", Path.Combine(directory, "run"), "--log-dir", Path.Combine(directory, "logs"),
            "--node-name", "killed", "--advertise-address", NetworkNamespace.Address, "--log-level", "Warning", .. Further,
        ]) { UseShellExecute = false })!;
        var since = Stopwatch.StartNew();
        var kubeconfig = Path.Combine(DataDirectory, "admin.kubeconfig");
        while (since.Elapsed < Patience && !process.HasExited)
        {
            if (File.Exists(kubeconfig) && ClusterHttp.TryCreate(kubeconfig, network) is { } client)
            {
                if (await client.IsReadyAsync())
                    return client;
                client.Dispose();
            }

            await Task.Delay(20);
        }

        throw new InvalidOperationException($"the server did not become ready:\n{await File.ReadAllTextAsync(Log)}");
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await KillAsync();
        await network.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}

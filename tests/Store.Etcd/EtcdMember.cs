using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Timonier.Store.Etcd.Tests;

/// <summary>One real etcd process on loopback, with a folder of its own.</summary>
internal sealed class EtcdMember(string name, string folder, string peers, IReadOnlyList<string> further) : IDisposable
{
    private Process? process;

    public int ClientPort { get; init; }

    public required int PeerPort { get; init; }

    public bool IsRunning => process is { HasExited: false };

    public string Scheme { get; init; } = "http";

    public Uri Endpoint => new($"{Scheme}://127.0.0.1:{ClientPort}");

    public void Start()
    {
        var start = new ProcessStartInfo("etcd")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "--name", name, "--data-dir", folder, "--initial-cluster", peers, "--initial-cluster-state", "new",
                "--listen-client-urls", $"{Endpoint.GetLeftPart(UriPartial.Authority)}", "--advertise-client-urls", $"{Endpoint.GetLeftPart(UriPartial.Authority)}",
                "--listen-peer-urls", $"http://127.0.0.1:{PeerPort}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{PeerPort}",
                "--log-level", "error", "--logger", "zap",
            },
        };
        foreach (var argument in further)
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public void Pause() => Signal("-STOP");

    public void Resume() => Signal("-CONT");

    public void Dispose()
    {
        if (IsRunning)
            process!.Kill();
        process?.WaitForExit();
        process?.Dispose();
    }

    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}

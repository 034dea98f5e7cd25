using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Kernel;

namespace Timonier.Store.Etcd.Tests;

/// <summary>Real etcd members of one cluster in temporary folders, and stores over them.</summary>
internal sealed class EtcdCluster : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-etcd-").FullName;

    private EtcdCluster(int size, string[] further)
    {
        var ports = Enumerable.Range(0, size).Select(_ => (Client: EtcdMember.FreePort(), Peer: EtcdMember.FreePort())).ToArray();
        var peers = string.Join(',', ports.Select((port, n) => $"m{n}=http://127.0.0.1:{port.Peer}"));
        Members = [.. ports.Select((port, n) => new EtcdMember($"m{n}", Path.Combine(folder, $"m{n}"), peers, further)
        {
            ClientPort = port.Client,
            PeerPort = port.Peer,
            Scheme = further.Contains("--cert-file") ? "https" : "http",
        })];
    }

    public IReadOnlyList<EtcdMember> Members { get; }

    public static async Task<EtcdCluster> StartAsync(int size, params string[] further)
    {
        var cluster = new EtcdCluster(size, further);
        foreach (var member in cluster.Members)
            member.Start();
        // A store opens as soon as there is a leader.
        if (!further.Contains("--cert-file"))
            await (await cluster.OpenAsync(cluster.Config("/probe"))).DisposeAsync();
        return cluster;
    }

    public EtcdStoreConfig Config(string prefix = "/registry") => new()
    {
        Endpoints = [.. Members.Select(member => member.Endpoint)],
        Prefix = prefix,
        CompactionInterval = TimeSpan.Zero,
        RequestTimeout = Patience,
    };

    public async Task<EtcdStore> OpenAsync(EtcdStoreConfig? config = null)
    {
        var store = Make(config ?? Config());
        await store.StartAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
        return store;
    }

    /// <summary>A store that is not started.</summary>
    public EtcdStore Make(EtcdStoreConfig config) => new(config, TimeProvider.System, new RandomIdSource(new Random()), NullLogger<EtcdStore>.Instance);

    /// <summary>Runs Debian's etcdctl against the members that run.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("etcdctl") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["ETCDCTL_API"] = "3" } };
        start.ArgumentList.Add("--endpoints=" + string.Join(',', Members.Where(member => member.IsRunning).Select(member => member.Endpoint.GetLeftPart(UriPartial.Authority))));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return output;
    }

    public void Dispose()
    {
        foreach (var member in Members)
            member.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

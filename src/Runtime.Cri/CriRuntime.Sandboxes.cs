using System.Text.Json;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

public sealed partial class CriRuntime
{
    public async Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellation)
    {
        Directory.CreateDirectory(config.LogDirectory);
        var answer = await channel.RuntimeAsync<V1.RunPodSandboxResponse>("RunPodSandbox", new V1.RunPodSandboxRequest { Config = CriMapping.Sandbox(config) }, cancellation);
        return answer.PodSandboxId;
    }

    public Task StopSandboxAsync(string sandboxId, CancellationToken cancellation) =>
        channel.RuntimeAsync<V1.StopPodSandboxResponse>("StopPodSandbox", new V1.StopPodSandboxRequest { PodSandboxId = sandboxId }, cancellation);

    public Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellation) =>
        channel.RuntimeAsync<V1.RemovePodSandboxResponse>("RemovePodSandbox", new V1.RemovePodSandboxRequest { PodSandboxId = sandboxId }, cancellation);

    public async Task<SandboxStatus?> SandboxStatusAsync(string sandboxId, CancellationToken cancellation)
    {
        // The path of the network namespace is only in the verbose part.
        if (await SandboxAsync(sandboxId, verbose: true, cancellation) is not { Status: { } status } answer) return null;
        var ips = new List<string>();
        if (status.Network is { } network)
        {
            if (network.Ip.Length > 0) ips.Add(network.Ip);
            ips.AddRange(network.AdditionalIps.Select(more => more.Ip));
        }
        return new(status.Id, status.State == V1.PodSandboxState.SandboxReady, CriMapping.Time(status.CreatedAt), ips, NetworkNamespace(answer.Info.TryGetValue("info", out var info) ? info : ""));
    }

    private Task<V1.PodSandboxStatusResponse?> SandboxAsync(string sandboxId, bool verbose, CancellationToken cancellation) => OrNullAsync(() =>
        channel.RuntimeAsync<V1.PodSandboxStatusResponse>("PodSandboxStatus", new V1.PodSandboxStatusRequest { PodSandboxId = sandboxId, Verbose = verbose }, cancellation));

    public async Task<IReadOnlyList<SandboxSummary>> ListSandboxesAsync(CancellationToken cancellation)
    {
        var answer = await channel.RuntimeAsync<V1.ListPodSandboxResponse>("ListPodSandbox", new V1.ListPodSandboxRequest(), cancellation);
        return [.. answer.Items.Select(CriMapping.Summary)];
    }

    private static string NetworkNamespace(string info)
    {
        if (info.Length == 0) return "";
        try
        {
            using var json = JsonDocument.Parse(info);
            if (!json.RootElement.TryGetProperty("runtimeSpec"u8, out var spec) || !spec.TryGetProperty("linux"u8, out var linux)
                || !linux.TryGetProperty("namespaces"u8, out var namespaces)) return "";
            foreach (var one in namespaces.EnumerateArray())
                if (one.TryGetProperty("type"u8, out var type) && type.ValueEquals("network"u8) && one.TryGetProperty("path"u8, out var path))
                    return path.GetString() ?? "";
            return "";
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException)
        {
            // What stands in the verbose part is the runtime's own affair.
            return "";
        }
    }
}

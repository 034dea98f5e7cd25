using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

public sealed partial class CriRuntime
{
    public async Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellation)
    {
        // The runtime makes the log file but not the folders above it.
        if (Path.GetDirectoryName(Path.Combine(sandbox.LogDirectory, config.LogPath)) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        var request = new V1.CreateContainerRequest
        {
            PodSandboxId = sandboxId,
            Config = CriMapping.Container(config, leastOomScoreAdjust),
            SandboxConfig = CriMapping.Sandbox(sandbox),
        };
        return (await channel.RuntimeAsync<V1.CreateContainerResponse>("CreateContainer", request, cancellation)).ContainerId;
    }

    public Task StartContainerAsync(string containerId, CancellationToken cancellation) =>
        channel.RuntimeAsync<V1.StartContainerResponse>("StartContainer", new V1.StartContainerRequest { ContainerId = containerId }, cancellation);

    public Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation) =>
        channel.RuntimeAsync<V1.StopContainerResponse>("StopContainer", new V1.StopContainerRequest { ContainerId = containerId, Timeout = CriMapping.Seconds(grace) }, cancellation);

    public Task RemoveContainerAsync(string containerId, CancellationToken cancellation) =>
        channel.RuntimeAsync<V1.RemoveContainerResponse>("RemoveContainer", new V1.RemoveContainerRequest { ContainerId = containerId }, cancellation);

    public async Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken cancellation) =>
        await ContainerAsync(containerId, cancellation) is { } status ? CriMapping.Status(status) : null;

    private Task<V1.ContainerStatus?> ContainerAsync(string containerId, CancellationToken cancellation) => OrNullAsync(async () =>
        (await channel.RuntimeAsync<V1.ContainerStatusResponse>("ContainerStatus", new V1.ContainerStatusRequest { ContainerId = containerId }, cancellation)).Status);

    private static async Task<T?> OrNullAsync<T>(Func<Task<T>> ask) where T : class
    {
        try
        {
            return await ask();
        }
        catch (RuntimeException missing) when (missing.Code == CriChannel.NotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(CancellationToken cancellation)
    {
        var answer = await channel.RuntimeAsync<V1.ListContainersResponse>("ListContainers", new V1.ListContainersRequest(), cancellation);
        return [.. answer.Containers.Select(CriMapping.Summary)];
    }

    public Task UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellation) =>
        channel.RuntimeAsync<V1.UpdateContainerResourcesResponse>(
            "UpdateContainerResources", new V1.UpdateContainerResourcesRequest { ContainerId = containerId, Linux = CriMapping.Resources(resources, leastOomScoreAdjust) }, cancellation);

    public Task ReopenLogAsync(string containerId, CancellationToken cancellation) =>
        channel.RuntimeAsync<V1.ReopenContainerLogResponse>("ReopenContainerLog", new V1.ReopenContainerLogRequest { ContainerId = containerId }, cancellation);

    public async Task<IReadOnlyList<ContainerUsage>> UsageAsync(CancellationToken cancellation)
    {
        // Statistics do not name the sandbox; one more listing does.
        var stats = await channel.RuntimeAsync<V1.ListContainerStatsResponse>("ListContainerStats", new V1.ListContainerStatsRequest(), cancellation);
        var list = await channel.RuntimeAsync<V1.ListContainersResponse>("ListContainers", new V1.ListContainersRequest(), cancellation);
        var sandboxes = list.Containers.ToDictionary(container => container.Id, container => container.PodSandboxId, StringComparer.Ordinal);
        return [.. stats.Stats.Where(one => one.Attributes is not null).Select(one => CriMapping.Usage(one, sandboxes.GetValueOrDefault(one.Attributes.Id, "")))];
    }

    public async Task<ExecResult> ExecAsync(string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation)
    {
        var request = new V1.ExecSyncRequest { ContainerId = containerId, Timeout = CriMapping.Seconds(timeout) };
        request.Cmd.AddRange(command);
        try
        {
            var answer = await channel.RuntimeAsync<V1.ExecSyncResponse>("ExecSync", request, cancellation);
            return new(answer.ExitCode, answer.Stdout.ToByteArray(), answer.Stderr.ToByteArray());
        }
        catch (RuntimeException late) when (late.Code == CriChannel.DeadlineExceeded)
        {
            throw new TimeoutException($"command {string.Join(' ', command)} did not end within {timeout.TotalSeconds} s", late);
        }
    }
}

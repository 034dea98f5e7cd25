using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

/// <summary>CRI's messages as our records.</summary>
internal static partial class CriMapping
{
    public static SandboxSummary Summary(V1.PodSandbox from) => new(
        from.Id, from.Metadata.Name, from.Metadata.Namespace, from.Metadata.Uid, from.Metadata.Attempt,
        from.State == V1.PodSandboxState.SandboxReady, Time(from.CreatedAt), Copy(from.Labels));

    public static ContainerSummary Summary(V1.Container from) => new(
        from.Id, from.PodSandboxId, from.Metadata.Name, from.Metadata.Attempt, Phase(from.State), from.ImageRef,
        Time(from.CreatedAt), Copy(from.Labels), Copy(from.Annotations));

    public static ContainerStatus Status(V1.ContainerStatus from) => new()
    {
        Id = from.Id,
        Name = from.Metadata.Name,
        Attempt = from.Metadata.Attempt,
        Phase = Phase(from.State),
        CreatedAt = Time(from.CreatedAt),
        StartedAt = from.StartedAt > 0 ? Time(from.StartedAt) : null,
        FinishedAt = from.FinishedAt > 0 ? Time(from.FinishedAt) : null,
        ExitCode = from.ExitCode,
        Reason = from.Reason,
        Message = from.Message,
        Image = from.Image?.Image ?? "",
        ImageRef = from.ImageRef,
        LogPath = from.LogPath,
    };

    public static ContainerUsage Usage(V1.ContainerStats from, string sandboxId) => new(
        from.Attributes.Id,
        sandboxId,
        from.Attributes.Metadata?.Name ?? "",
        Time(from.Cpu?.Timestamp ?? from.Memory?.Timestamp ?? 0),
        from.Cpu?.UsageCoreNanoSeconds?.Value ?? 0,
        from.Memory?.WorkingSetBytes?.Value ?? 0,
        from.WritableLayer?.UsedBytes?.Value ?? 0);

    public static ImageInfo Image(V1.Image from) => new(
        from.Id, [.. from.RepoTags], [.. from.RepoDigests], (long)from.Size, from.Uid?.Value, from.Username, from.Pinned);

    public static DateTimeOffset Time(long unixNanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / TimeSpan.NanosecondsPerTick);

    private static ContainerPhase Phase(V1.ContainerState from) => from switch
    {
        V1.ContainerState.ContainerCreated => ContainerPhase.Created,
        V1.ContainerState.ContainerRunning => ContainerPhase.Running,
        V1.ContainerState.ContainerExited => ContainerPhase.Exited,
        _ => ContainerPhase.Unknown,
    };

    private static Dictionary<string, string> Copy(Google.Protobuf.Collections.MapField<string, string> from) => new(from, StringComparer.Ordinal);
}

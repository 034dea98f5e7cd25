using Timonier.Contracts.Runtime;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Runtime.Simulated;

/// <summary>One container; changed under the runtime's gate only. How it is at a moment follows from its life and its start.</summary>
internal sealed class SimulatedContainer(string id, SimulatedSandbox sandbox, ContainerConfig config, ImageInfo image, Life life, DateTimeOffset createdAt)
{
    public string Id => id;
    public SimulatedSandbox Sandbox => sandbox;
    public ContainerConfig Config => config;
    public ImageInfo Image => image;
    public Life Life => life;
    public DateTimeOffset CreatedAt => createdAt;
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it ends by itself, or has ended.</summary>
    public DateTimeOffset? EndsAt { get; private set; }
    public int ExitCode { get; private set; }
    public string Reason { get; private set; } = "";

    /// <summary>Tells the runtime's listeners when its end has come; null while none is to come.</summary>
    public ITimer? Alarm { get; set; }

    public void Start(DateTimeOffset now)
    {
        StartedAt = now;
        if (life.End(config.Attempt) is { } end) End(now + end.At, end.Exit!.Value, end.Reason);
    }

    public void End(DateTimeOffset at, int code, string reason = "")
    {
        EndsAt = at;
        ExitCode = code;
        Reason = reason.Length > 0 ? reason : code == 0 ? "Completed" : "Error";
    }

    public ContainerPhase PhaseAt(DateTimeOffset now) =>
        StartedAt is null ? ContainerPhase.Created : EndsAt <= now ? ContainerPhase.Exited : ContainerPhase.Running;

    public bool IsReadyAt(DateTimeOffset now) => PhaseAt(now) == ContainerPhase.Running && life.IsReady(config.Attempt, now - StartedAt!.Value);

    public bool IsAliveAt(DateTimeOffset now) => PhaseAt(now) == ContainerPhase.Running && life.IsAlive(config.Attempt, now - StartedAt!.Value);

    public ContainerStatus StatusAt(DateTimeOffset now)
    {
        var ended = PhaseAt(now) == ContainerPhase.Exited;
        return new ContainerStatus
        {
            Id = id,
            Name = config.Name,
            Attempt = config.Attempt,
            Phase = PhaseAt(now),
            CreatedAt = createdAt,
            StartedAt = StartedAt,
            FinishedAt = ended ? EndsAt : null,
            ExitCode = ended ? ExitCode : 0,
            Reason = ended ? Reason : "",
            Image = image.Tags[0],
            ImageRef = image.Digests[0],
            LogPath = $"{sandbox.Config.LogDirectory}/{config.LogPath}",
        };
    }
}

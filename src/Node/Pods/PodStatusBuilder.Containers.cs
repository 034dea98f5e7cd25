namespace Timonier.Node.Pods;

internal sealed partial class PodStatusBuilder
{
    private DraftObject Container(ContainerDefinition definition)
    {
        var latest = observed.Latest(definition.Name);
        if (latest is null && IsSettled(definition)) return (DraftObject)Draft.From(pod.LastStatus(definition));
        var state = State(definition, latest, out var pending);
        var status = new DraftObject
        {
            ["name"] = definition.Name,
            ["state"] = state,
            ["lastState"] = latest is null ? LostState(definition) : Last(definition, latest, pending),
            ["ready"] = latest is { IsRunning: true } ? !definition.IsEphemeral && input.IsReady(latest) : definition is { IsInit: true, IsSidecar: false } && latest is { IsExited: true, Status.ExitCode: 0 },
            ["restartCount"] = (long)(latest?.Attempt ?? pod.FirstAttempt(definition)),
            ["image"] = latest is { Status.Image.Length: > 0 } ? latest.Status.Image : definition.Image,
            ["imageID"] = latest?.Status.ImageRef ?? "",
        };
        if (!definition.IsEphemeral) status["started"] = latest is { IsRunning: true } && input.IsStarted(latest);
        if (latest is not null) status["containerID"] = $"containerd://{latest.Id}";
        return status;
    }

    /// <param name="definition">Whose state it is.</param>
    /// <param name="latest">The newest container of that name.</param>
    /// <param name="pending">True when the newest container has ended and another is awaited.</param>
    private DraftObject State(ContainerDefinition definition, ObservedContainer? latest, out bool pending)
    {
        pending = false;
        if (latest is { IsRunning: true })
            return new DraftObject { ["running"] = new DraftObject { ["startedAt"] = latest.Status.StartedAt ?? latest.Status.CreatedAt } };
        if (input.Waiting.TryGetValue(definition.Name, out var why))
        {
            pending = latest is { IsExited: true };
            return Waiting(why.Reason, why.Message);
        }
        if (latest is { IsExited: true }) return new DraftObject { ["terminated"] = Terminated(latest) };
        var initializing = definition is { IsInit: false, IsEphemeral: false } && pod.InitContainers.Any(c => !IsInitialized(c));
        return Waiting(initializing || (definition.IsInit && definition != pod.InitContainers[0]) ? "PodInitializing" : "ContainerCreating", "");
    }

    private DraftObject Last(ContainerDefinition definition, ObservedContainer? latest, bool pending)
    {
        var last = pending ? latest : observed.Previous(definition.Name);
        return last is { IsExited: true } ? new DraftObject { ["terminated"] = Terminated(last) } : [];
    }

    /// <summary>The runtime has forgotten it, and what was told of it before still holds.</summary>
    private bool IsSettled(ContainerDefinition definition) =>
        pod.LastStatus(definition)["state"u8]["terminated"u8].IsObject
        && (pod.IsFinished || definition.IsEphemeral || (definition is { IsInit: true, IsSidecar: false } && pod.Containers.Any(c => observed.Latest(c.Name) is not null)));

    /// <summary>The end of a container that the runtime has forgotten; upstream's words for one nobody saw ending.</summary>
    private DraftObject LostState(ContainerDefinition definition)
    {
        var last = pod.LastStatus(definition);
        if (last["state"u8]["terminated"u8].IsObject) return (DraftObject)Draft.From(last["state"u8]);
        if (!last["state"u8]["running"u8].IsObject) return last["lastState"u8].IsObject ? (DraftObject)Draft.From(last["lastState"u8]) : [];
        return new DraftObject
        {
            ["terminated"] = new DraftObject
            {
                ["exitCode"] = 137,
                ["reason"] = "ContainerStatusUnknown",
                ["message"] = "The container could not be located when the pod was deleted.  The container used to be Running",
                ["startedAt"] = Draft.Null,
                ["finishedAt"] = Draft.Null,
            },
        };
    }

    private static DraftObject Waiting(string reason, string message)
    {
        var waiting = new DraftObject { ["reason"] = reason };
        if (message.Length > 0) waiting["message"] = message;
        return new DraftObject { ["waiting"] = waiting };
    }

    private static DraftObject Terminated(ObservedContainer container)
    {
        var status = container.Status;
        var ended = new DraftObject
        {
            ["exitCode"] = status.ExitCode,
            ["reason"] = status.Reason.Length > 0 ? status.Reason : status.ExitCode == 0 ? "Completed" : "Error",
            ["startedAt"] = status.StartedAt ?? status.CreatedAt,
            ["finishedAt"] = status.FinishedAt ?? status.CreatedAt,
            ["containerID"] = $"containerd://{container.Id}",
        };
        var message = container.TerminationMessage.Length > 0 ? container.TerminationMessage : status.Message;
        if (message.Length > 0) ended["message"] = message;
        return ended;
    }
}

namespace Timonier.Node.Pods;

/// <summary>Everything the reported status of a pod depends on.</summary>
internal sealed record PodStatusInput(PodDefinition Pod, ObservedPod Observed, NodeConfig Node, DateTimeOffset Now)
{
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Why a container that should be started is not, by container name.</summary>
    public required IReadOnlyDictionary<string, (string Reason, string Message)> Waiting { get; init; }
    public required Func<ObservedContainer, bool> IsStarted { get; init; }
    public required Func<ObservedContainer, bool> IsReady { get; init; }
    public bool Terminating { get; init; }
}

namespace Timonier.Node.Pods;

/// <summary>A container as the runtime last described it.</summary>
/// <param name="SandboxId">The sandbox it lives in.</param>
/// <param name="Hash">The hash of the spec it was made from; empty when it is not known.</param>
/// <param name="Status">The runtime's words.</param>
public sealed record ObservedContainer(string SandboxId, string Hash, ContainerStatus Status)
{
    public string Id => Status.Id;
    public string Name => Status.Name;
    public uint Attempt => Status.Attempt;
    public bool IsRunning => Status.Phase == ContainerPhase.Running;
    public bool IsExited => Status.Phase == ContainerPhase.Exited;

    /// <summary>What it left in its termination message file, once it has ended.</summary>
    public string TerminationMessage { get; init; } = "";
}

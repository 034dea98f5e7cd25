namespace Timonier.Node.Streams;

/// <summary>What there is of one container of a pod.</summary>
/// <param name="Current">The newest instance, running or ended; null when none has been started yet.</param>
/// <param name="Previous">The instance before it; null when there was none, or it is gone.</param>
/// <param name="WaitingReason">Why there is no instance, for example ContainerCreating or ErrImagePull.</param>
public sealed record PodContainer(ContainerInstance? Current, ContainerInstance? Previous, string WaitingReason = "ContainerCreating");

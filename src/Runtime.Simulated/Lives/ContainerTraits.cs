namespace Timonier.Runtime.Simulated.Lives;

/// <summary>What a container is known by when its life is chosen.</summary>
/// <param name="Role">container, init, sidecar or ephemeral.</param>
/// <param name="RestartPolicy">The pod's.</param>
/// <param name="Name">Its name in the pod.</param>
/// <param name="LabelOf">Of the pod; null for one that it has not.</param>
public sealed record ContainerTraits(string Role, string RestartPolicy, string Namespace, string Name, string Image, Func<string, string?> LabelOf);

namespace Timonier.Node.Simulated;

/// <summary>What the agent of one node follows, cut out of what all simulated nodes follow together.</summary>
internal sealed class NodeInformers(NodePods pods, IInformer services) : IInformerSource
{
    public IInformer For(ResourceName resource, ListQuery? selection = null, string @namespace = "") =>
        resource == CoreResources.Pods ? pods
        : resource == CoreResources.Services ? services
        : throw new NotSupportedException($"Simulated nodes do not follow {resource.Qualified}.");

    public void Forget(ResourceName resource) { }
}

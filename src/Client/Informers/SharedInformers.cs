using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Client.Informers;

/// <summary>
/// The informers of one component among several that look at the same things: what is shared is followed once for all of
/// them, under the identity of <paramref name="shared"/>; the rest is its own. Only what is always offered may be shared.
/// </summary>
public sealed class SharedInformers(IInformerSource shared, IInformerSource own, Func<ResourceName, bool> isShared) : IInformerSource
{
    public IInformer For(ResourceName resource, ListQuery? selection = null, string @namespace = "") =>
        (selection is null && @namespace.Length == 0 && isShared(resource) ? shared : own).For(resource, selection, @namespace);

    public void Forget(ResourceName resource) => own.Forget(resource);
}

using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Contracts.Cluster;

/// <summary>A live, consistent copy of one resource (or a selection of it), shared by all its readers.</summary>
public interface IInformer
{
    ResourceName Resource { get; }

    /// <summary>The newest state; an immutable value that is read without locks.</summary>
    ObjectSnapshot Snapshot { get; }

    /// <summary>Completes when the first full list has arrived.</summary>
    Task SyncedAsync(CancellationToken cancellation);

    /// <summary>
    /// Calls back for every object now present (as an addition), then for every change. Handlers must be quick
    /// and must not throw: they put keys into a queue. By then <see cref="Snapshot"/> contains the change.
    /// </summary>
    IDisposable Subscribe(Action<ObjectChange> handler);
}

/// <summary>Old is null for an addition, New for a removal.</summary>
public readonly record struct ObjectChange(Document? Old, Document? New)
{
    public Document Any => New ?? Old!;
}

/// <summary>Hands out informers under one identity: one for each resource and selection, started on first use.</summary>
public interface IInformerSource
{
    /// <param name="resource">What is followed.</param>
    /// <param name="selection">Which of it; null: all.</param>
    /// <param name="namespace">The only namespace that is looked at; empty: wherever this source looks.</param>
    IInformer For(ResourceName resource, ListQuery? selection = null, string @namespace = "");

    /// <summary>Ends all informers of a resource that is offered no longer; to their handlers its objects are gone.</summary>
    void Forget(ResourceName resource);
}

using System.Runtime.CompilerServices;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Testing.Turns;

namespace Timonier.Testing.Parts;

/// <summary>A client for callers outside of the pump: what they ask is done inside.</summary>
internal sealed class PumpedClient(IClusterClient inner, Pump pump) : IClusterClient
{
    public Task<ApiResult<Document>> GetAsync(ResourceName resource, string @namespace, string name, string subresource = "", CancellationToken cancellation = default) =>
        pump.RunAsync(() => inner.GetAsync(resource, @namespace, name, subresource, cancellation));

    public Task<ApiResult<DocumentList>> ListAsync(ResourceName resource, string @namespace, ListQuery query, CancellationToken cancellation = default) =>
        pump.RunAsync(() => inner.ListAsync(resource, @namespace, query, cancellation));

    public Task<ApiResult<Document>> CreateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default) =>
        pump.RunAsync(() => inner.CreateAsync(resource, @namespace, body, query, cancellation));

    public Task<ApiResult<Document>> UpdateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default) =>
        pump.RunAsync(() => inner.UpdateAsync(resource, @namespace, body, query, cancellation));

    public Task<ApiResult<Document>> PatchAsync(ResourceName resource, string @namespace, string name, PatchBody patch, WriteQuery? query = null, CancellationToken cancellation = default) =>
        pump.RunAsync(() => inner.PatchAsync(resource, @namespace, name, patch, query, cancellation));

    public Task<ApiResult<Document>> DeleteAsync(ResourceName resource, string @namespace, string name, DeleteQuery? query = null, CancellationToken cancellation = default) =>
        pump.RunAsync(() => inner.DeleteAsync(resource, @namespace, name, query, cancellation));

    public Task<ApiResult<DocumentList>> DeleteCollectionAsync(ResourceName resource, string @namespace, ListQuery query, DeleteQuery? options = null, CancellationToken cancellation = default) =>
        pump.RunAsync(() => inner.DeleteCollectionAsync(resource, @namespace, query, options, cancellation));

    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceName resource, string @namespace, WatchQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var events = inner.WatchAsync(resource, @namespace, query, cancellation).GetAsyncEnumerator(cancellation);
        try
        {
            while (await pump.RunAsync(async () => await events.MoveNextAsync())) yield return events.Current;
        }
        finally
        {
            await pump.RunAsync(async () => await events.DisposeAsync());
        }
    }
}

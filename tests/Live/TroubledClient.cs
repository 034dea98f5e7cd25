using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Tests.Live;

/// <summary>A component's client through which a test sees every write, and may refuse it or get ahead of it.</summary>
internal sealed class TroubledClient(IClusterClient inner, string user, LiveCluster cluster) : IClusterClient
{
    public Task<ApiResult<Document>> GetAsync(ResourceName resource, string @namespace, string name, string subresource = "", CancellationToken cancellation = default) =>
        inner.GetAsync(resource, @namespace, name, subresource, cancellation);

    public async Task<ApiResult<DocumentList>> ListAsync(ResourceName resource, string @namespace, ListQuery query, CancellationToken cancellation = default) =>
        await cluster.Elsewhere(resource, @namespace, query) ?? await inner.ListAsync(resource, @namespace, query, cancellation);

    public Task<ApiResult<Document>> CreateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default) =>
        WriteAsync("create", resource, @namespace, NameIn(body), query?.Subresource, () => inner.CreateAsync(resource, @namespace, body, query, cancellation));

    public Task<ApiResult<Document>> UpdateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default) =>
        WriteAsync("update", resource, @namespace, NameIn(body), query?.Subresource, () => inner.UpdateAsync(resource, @namespace, body, query, cancellation));

    public Task<ApiResult<Document>> PatchAsync(ResourceName resource, string @namespace, string name, PatchBody patch, WriteQuery? query = null, CancellationToken cancellation = default) =>
        WriteAsync("patch", resource, @namespace, name, query?.Subresource, () => inner.PatchAsync(resource, @namespace, name, patch, query, cancellation));

    public Task<ApiResult<Document>> DeleteAsync(ResourceName resource, string @namespace, string name, DeleteQuery? query = null, CancellationToken cancellation = default) =>
        WriteAsync("delete", resource, @namespace, name, null, () => inner.DeleteAsync(resource, @namespace, name, query, cancellation));

    public Task<ApiResult<DocumentList>> DeleteCollectionAsync(ResourceName resource, string @namespace, ListQuery query, DeleteQuery? options = null, CancellationToken cancellation = default) =>
        inner.DeleteCollectionAsync(resource, @namespace, query, options, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(ResourceName resource, string @namespace, WatchQuery query, CancellationToken cancellation = default) =>
        inner.WatchAsync(resource, @namespace, query, cancellation);

    private async Task<ApiResult<Document>> WriteAsync(string verb, ResourceName resource, string @namespace, string name, string? subresource, Func<Task<ApiResult<Document>>> write)
    {
        var call = new ClusterCall(user, subresource is { Length: > 0 } ? $"{verb}/{subresource}" : verb, resource, @namespace, name);
        if (await cluster.BeforeAsync(call) is { } refused) return refused;
        var result = await write();
        cluster.After(call, result.Failure);
        return result;
    }

    private static string NameIn(Draft body) => ((DraftObject)body).Object("metadata").String("name");
}

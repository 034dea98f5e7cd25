using System.Runtime.CompilerServices;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Testing.Parts;

/// <summary>What may come between a component and the API.</summary>
internal interface ITrouble
{
    /// <summary>Before a request: it may take its time, or refuse.</summary>
    ValueTask<Status?> BeforeAsync(ClusterCall call, CancellationToken cancellation);

    /// <summary>After a request that was not refused before; what is answered instead, if not what was.</summary>
    ValueTask<Status?> AfterAsync(ClusterCall call, Status? failure, CancellationToken cancellation);

    /// <summary>Before an event of a watch is handed on: it may take its time; false ends the watch.</summary>
    ValueTask<bool> EventAsync(ClusterCall call, CancellationToken cancellation);
}

/// <summary>A component's client with trouble on the way.</summary>
internal sealed class TroubledClient(IClusterClient inner, string user, ITrouble trouble) : IClusterClient
{
    public Task<ApiResult<Document>> GetAsync(ResourceName resource, string @namespace, string name, string subresource = "", CancellationToken cancellation = default) =>
        CallAsync("get", resource, @namespace, name, subresource, () => inner.GetAsync(resource, @namespace, name, subresource, cancellation), cancellation);

    public Task<ApiResult<DocumentList>> ListAsync(ResourceName resource, string @namespace, ListQuery query, CancellationToken cancellation = default) =>
        CallAsync("list", resource, @namespace, "", null, () => inner.ListAsync(resource, @namespace, query, cancellation), cancellation);

    public Task<ApiResult<Document>> CreateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default) =>
        CallAsync("create", resource, @namespace, query is { Name.Length: > 0 } ? query.Name : NameIn(body), query?.Subresource, () => inner.CreateAsync(resource, @namespace, body, query, cancellation), cancellation);

    public Task<ApiResult<Document>> UpdateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default) =>
        CallAsync("update", resource, @namespace, NameIn(body), query?.Subresource, () => inner.UpdateAsync(resource, @namespace, body, query, cancellation), cancellation);

    public Task<ApiResult<Document>> PatchAsync(ResourceName resource, string @namespace, string name, PatchBody patch, WriteQuery? query = null, CancellationToken cancellation = default) =>
        CallAsync("patch", resource, @namespace, name, query?.Subresource, () => inner.PatchAsync(resource, @namespace, name, patch, query, cancellation), cancellation);

    public Task<ApiResult<Document>> DeleteAsync(ResourceName resource, string @namespace, string name, DeleteQuery? query = null, CancellationToken cancellation = default) =>
        CallAsync("delete", resource, @namespace, name, null, () => inner.DeleteAsync(resource, @namespace, name, query, cancellation), cancellation);

    public Task<ApiResult<DocumentList>> DeleteCollectionAsync(ResourceName resource, string @namespace, ListQuery query, DeleteQuery? options = null, CancellationToken cancellation = default) =>
        CallAsync("deletecollection", resource, @namespace, "", null, () => inner.DeleteCollectionAsync(resource, @namespace, query, options, cancellation), cancellation);

    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceName resource, string @namespace, WatchQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var call = new ClusterCall(user, "watch", resource, @namespace, "");
        if (await trouble.BeforeAsync(call, cancellation) is { } refused)
        {
            yield return new WatchEvent(WatchEventType.Error, new DraftObject { ["kind"] = "Status", ["code"] = refused.Code, ["reason"] = refused.Reason, ["message"] = refused.Message }.ToDocument());
            yield break;
        }
        await foreach (var change in inner.WatchAsync(resource, @namespace, query, cancellation))
        {
            if (!await trouble.EventAsync(call, cancellation)) yield break;
            yield return change;
        }
    }

    private async Task<ApiResult<T>> CallAsync<T>(
        string verb, ResourceName resource, string @namespace, string name, string? subresource, Func<Task<ApiResult<T>>> send, CancellationToken cancellation)
        where T : class
    {
        var call = new ClusterCall(user, subresource is { Length: > 0 } ? $"{verb}/{subresource}" : verb, resource, @namespace, name);
        if (await trouble.BeforeAsync(call, cancellation) is { } refused) return refused;
        var result = await send();
        return await trouble.AfterAsync(call, result.Failure, cancellation) is { } instead ? instead : result;
    }

    private static string NameIn(Draft body) => ((DraftObject)body).Object("metadata").String("name");
}

using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Contracts.Cluster;

/// <summary>
/// The cluster as one identity sees it. The in-process and the HTTP client behave alike: every call passes
/// authorization, admission and validation. Expected refusals are values, never exceptions.
/// </summary>
public interface IClusterClient
{
    Task<ApiResult<Document>> GetAsync(ResourceName resource, string @namespace, string name, string subresource = "", CancellationToken cancellation = default);

    Task<ApiResult<DocumentList>> ListAsync(ResourceName resource, string @namespace, ListQuery query, CancellationToken cancellation = default);

    /// <summary>Creates an object; with <see cref="WriteQuery.Subresource"/> and <see cref="WriteQuery.Name"/>, posts to a subresource.</summary>
    Task<ApiResult<Document>> CreateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default);

    /// <summary>Replaces the object named in the body; with a resourceVersion in it, only if that still stands.</summary>
    Task<ApiResult<Document>> UpdateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default);

    Task<ApiResult<Document>> PatchAsync(ResourceName resource, string @namespace, string name, PatchBody patch, WriteQuery? query = null, CancellationToken cancellation = default);

    /// <summary>Answers the object as it was left (with a deletionTimestamp) or a Status document of kind Success.</summary>
    Task<ApiResult<Document>> DeleteAsync(ResourceName resource, string @namespace, string name, DeleteQuery? query = null, CancellationToken cancellation = default);

    /// <summary>Deletes all objects that the query selects; answers what they were.</summary>
    Task<ApiResult<DocumentList>> DeleteCollectionAsync(ResourceName resource, string @namespace, ListQuery query, DeleteQuery? options = null, CancellationToken cancellation = default);

    /// <summary>
    /// Events from behind <see cref="WatchQuery.ResourceVersion"/> on until cancelled or ended by the server.
    /// A refusal (410 when the version is too old) is the last event, of type <see cref="WatchEventType.Error"/>.
    /// </summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(ResourceName resource, string @namespace, WatchQuery query, CancellationToken cancellation = default);
}

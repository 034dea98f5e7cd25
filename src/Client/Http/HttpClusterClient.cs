using System.Buffers;
using System.Net.Http.Headers;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Http;

/// <summary>
/// The cluster over HTTP in JSON, as the identity that the connection proves. A server that cannot be reached
/// is a refusal with code 503, because callers treat both alike: they try again later.
/// </summary>
public sealed partial class HttpClusterClient(HttpClient http) : IClusterClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public Task<ApiResult<Document>> GetAsync(ResourceName resource, string @namespace, string name, string subresource = "", CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Get, RequestPath.Of(resource, @namespace, name, subresource), null, Json, cancellation);

    public async Task<ApiResult<DocumentList>> ListAsync(ResourceName resource, string @namespace, ListQuery query, CancellationToken cancellation = default)
    {
        var answer = await SendAsync(HttpMethod.Get, RequestPath.Of(resource, @namespace, query.Name, query.Part) + RequestPath.Of(query), null, Json, cancellation);
        return answer.IsSuccess ? ListOf(answer.Value) : answer.Failure;
    }

    public Task<ApiResult<Document>> CreateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default)
    {
        var subresource = query?.Subresource ?? "";
        var name = subresource.Length == 0 ? "" : query!.Name.Length > 0 ? query.Name : NameOf(body);
        return SendAsync(HttpMethod.Post, RequestPath.Of(resource, @namespace, name, subresource) + RequestPath.Of(query), Bytes(body), Json, cancellation);
    }

    public Task<ApiResult<Document>> UpdateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default)
    {
        var name = query is { Name.Length: > 0 } ? query.Name : NameOf(body);
        return SendAsync(HttpMethod.Put, RequestPath.Of(resource, @namespace, name, query?.Subresource ?? "") + RequestPath.Of(query), Bytes(body), Json, cancellation);
    }

    public Task<ApiResult<Document>> PatchAsync(ResourceName resource, string @namespace, string name, PatchBody patch, WriteQuery? query = null, CancellationToken cancellation = default)
    {
        var type = new MediaTypeHeaderValue(patch.Kind switch
        {
            PatchKind.Json => "application/json-patch+json",
            PatchKind.Merge => "application/merge-patch+json",
            PatchKind.StrategicMerge => "application/strategic-merge-patch+json",
            _ => "application/apply-patch+yaml",
        });
        var path = RequestPath.Of(resource, @namespace, name, query?.Subresource ?? "") + RequestPath.Of(query, force: patch.Kind == PatchKind.Apply);
        return SendAsync(HttpMethod.Patch, path, patch.Utf8, type, cancellation);
    }

    public Task<ApiResult<Document>> DeleteAsync(ResourceName resource, string @namespace, string name, DeleteQuery? query = null, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Delete, RequestPath.Of(resource, @namespace, name), query is null ? null : Bytes(DeleteOptions(query)), Json, cancellation);

    public async Task<ApiResult<DocumentList>> DeleteCollectionAsync(ResourceName resource, string @namespace, ListQuery query, DeleteQuery? options = null, CancellationToken cancellation = default)
    {
        var answer = await SendAsync(HttpMethod.Delete, RequestPath.Of(resource, @namespace) + RequestPath.Of(query), options is null ? null : Bytes(DeleteOptions(options)), Json, cancellation);
        return answer.IsSuccess ? ListOf(answer.Value) : answer.Failure;
    }

    private static DraftObject DeleteOptions(DeleteQuery query)
    {
        var options = new DraftObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (query.GracePeriodSeconds is { } grace) options["gracePeriodSeconds"] = grace;
        if (query.PropagationPolicy.Length > 0) options["propagationPolicy"] = query.PropagationPolicy;
        if (query.PreconditionUid.Length > 0) options.Object("preconditions")["uid"] = query.PreconditionUid;
        if (query.PreconditionResourceVersion.Length > 0) options.Object("preconditions")["resourceVersion"] = query.PreconditionResourceVersion;
        if (query.DryRun) options["dryRun"] = new DraftArray(["All"]);
        return options;
    }

    private async Task<ApiResult<Document>> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, MediaTypeHeaderValue type, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Accept.ParseAdd("application/json");
            if (body is { } bytes) request.Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = type } };
            using var response = await http.SendAsync(request, cancellation);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.IsSuccessStatusCode ? Document.Parse(answer) : HttpStatus.Of(response, answer);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or DocumentSyntaxException)
        {
            return HttpStatus.Unreachable(e);
        }
    }

    private static DocumentList ListOf(Document list)
    {
        // Items of a list carry neither apiVersion nor kind; a document that stands alone needs both.
        var itemKind = list.Kind.EndsWith("List", StringComparison.Ordinal) ? list.Kind[..^"List".Length] : list.Kind;
        var items = new List<Document>();
        foreach (var item in list.Root["items"u8].Items)
        {
            if (item["kind"u8].IsString)
            {
                items.Add(Document.Parse(item.Raw));
                continue;
            }
            var whole = new DraftObject { ["apiVersion"] = list.ApiVersion, ["kind"] = itemKind };
            foreach (var member in item.Members) whole[member.Name] = member.Value;
            items.Add(whole.ToDocument());
        }
        return new DocumentList(items, list.ResourceVersion, list.Metadata["continue"u8].AsString(), list.Metadata["remainingItemCount"u8].AsInt64());
    }

    private static string NameOf(Draft body) => body is DraftObject o && o["metadata"] is DraftObject metadata ? metadata.String("name") : "";

    private static ReadOnlyMemory<byte> Bytes(Draft body)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        body.WriteTo(buffer);
        return buffer.WrittenMemory;
    }
}

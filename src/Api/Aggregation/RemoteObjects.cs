using System.Globalization;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Aggregation;

/// <summary>The objects of other servers, for components of this process: what is in a namespace must go with it, wherever it is kept.</summary>
internal sealed class RemoteObjects(RemoteVersions remotes, RemoteDiscovery discovery, RemoteCaller caller)
{
    private const string Json = "application/json";
    private const int LongestAnswer = 16 * 1024 * 1024;

    /// <summary>For judging who may: a kind of which only the name is known.</summary>
    public static Kind Named(ResourceName resource) => new() { Group = resource.Group, Version = resource.Version, Plural = resource.Plural, Name = "", Singular = "", Schema = null! };

    public async ValueTask<RemoteVersion?> FindAsync(ResourceName resource, CancellationToken cancellation) =>
        (await remotes.CurrentAsync(cancellation)).Find(resource.Group, resource.Version);

    public async ValueTask<ForeignKinds> KindsAsync(CancellationToken cancellation)
    {
        var offered = (await remotes.CurrentAsync(cancellation)).All;
        if (offered.Count == 0) return ForeignKinds.None;
        var told = discovery.Told;
        var resources = new List<ResourceName>();
        var unknown = new List<string>();
        foreach (var remote in offered)
        {
            if (!remote.IsAvailable || told.GetValueOrDefault(remote.GroupVersion) is not { IsCurrent: true } known) unknown.Add(remote.GroupVersion);
            else resources.AddRange(known.Resources.OfType<DraftObject>().Where(IsEmptied).Select(r => new ResourceName(remote.Group, remote.Version, r.String("resource"))));
        }
        return new ForeignKinds(resources, unknown);
    }

    public async Task<ApiResult<DocumentList>> ListAsync(RemoteVersion remote, UserInfo user, ResourceName resource, string ns, ListQuery query, CancellationToken cancellation)
    {
        var path = $"{PathOf(resource, ns)}{string.Concat(((string[])[query.Name, query.Part]).Where(p => p.Length > 0).Select(p => "/" + Uri.EscapeDataString(p)))}?limit={query.Limit.ToString(CultureInfo.InvariantCulture)}";
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("continue", query.Continue), ("labelSelector", query.LabelSelector), ("metricLabelSelector", query.MetricLabelSelector), ("fieldSelector", query.FieldSelector)])
            if (value.Length > 0) path += $"&{name}={Uri.EscapeDataString(value)}";
        var (told, failure) = await AskAsync(remote, user, HttpMethod.Get, path, null, cancellation);
        if (told is null) return failure!;
        var items = new List<Document>();
        foreach (var item in told.Root["items"u8].Items) items.Add(((DraftObject)Draft.From(item)).ToDocument());
        var about = told.Root["metadata"u8];
        return new DocumentList(items, about["resourceVersion"u8].AsString(), about["continue"u8].AsString());
    }

    public async Task<ApiResult<Document>> DeleteAsync(RemoteVersion remote, UserInfo user, ResourceName resource, string ns, string name, DeleteQuery query, CancellationToken cancellation)
    {
        var options = new DraftObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (query.PropagationPolicy.Length > 0) options["propagationPolicy"] = query.PropagationPolicy;
        if (query.PreconditionUid.Length > 0) options["preconditions"] = new DraftObject { ["uid"] = query.PreconditionUid };
        using var body = new ReadOnlyMemoryContent(options.ToDocument().Utf8) { Headers = { ContentType = new(Json) } };
        var (told, failure) = await AskAsync(remote, user, HttpMethod.Delete, $"{PathOf(resource, ns)}/{Uri.EscapeDataString(name)}", body, cancellation);
        return told is not null ? told : failure!;
    }

    private async ValueTask<(Document? Told, Status? Failure)> AskAsync(RemoteVersion remote, UserInfo user, HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        if (!remote.IsAvailable) return (null, Status.ServiceUnavailable("service unavailable"));
        var headers = SpokenFor.HeadersOf(user)!.Append(new("Accept", Json));
        var answer = await caller.AskAsync(remote.Target, method, path, headers, body, LongestAnswer, cancellation);
        if (answer.IsSuccess) return answer.Parsed is { } told ? (told, null) : (null, Status.InternalError($"what {remote.GroupVersion} answered is no object"));
        if (answer.Code == 0) return (null, Status.ServiceUnavailable(answer.Fault));
        return (null, answer.Parsed is { } status && status.Root["kind"u8].TextEquals("Status"u8) ? StatusDocument.Parse(status) : new Status(answer.Code, "", answer.Fault));
    }

    private static bool IsEmptied(DraftObject resource) => resource.String("scope") == "Namespaced"
        && resource["verbs"] is DraftArray verbs && verbs.Any(v => v.AsString() == "list") && verbs.Any(v => v.AsString() == "delete");

    private static string PathOf(ResourceName resource, string ns) =>
        $"/apis/{resource.ApiVersion}/{(ns.Length > 0 ? $"namespaces/{Uri.EscapeDataString(ns)}/" : "")}{Uri.EscapeDataString(resource.Plural)}";
}

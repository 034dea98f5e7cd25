using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Tests;

/// <summary>
/// Objects in memory behind the client interface: names, uids, versions, conflicts and watches, no admission and no validation.
/// The one test double of the rooms Client, Controllers and Scheduling; what needs more than this is tested on the real API.
/// </summary>
public sealed class FakeCluster : IClusterClient, IClusterClientFactory
{
    private readonly Lock gate = new();
    private readonly Dictionary<(ResourceName Resource, string Namespace, string Name), Document> objects = [];
    private readonly List<(ResourceName Resource, Channel<WatchEvent> Events)> watches = [];
    private readonly List<(long Version, ResourceName Resource, WatchEvent Event)> log = [];
    private long version = 100;
    private long uids;

    public List<string> Calls { get; } = [];

    /// <summary>Answers in place of the cluster when it returns a Status.</summary>
    public Func<string, ResourceName, string, Status?> Refuse { get; set; } = (_, _, _) => null;

    /// <summary>What a post to a subresource answers; by default what was posted.</summary>
    public Func<DraftObject, Document> OnSubresource { get; set; } = posted => posted.ToDocument();

    public bool StreamsLists { get; set; } = true;

    /// <summary>Watches from before this version answer 410.</summary>
    public long Oldest { get; set; }

    public IClusterClient For(UserInfo identity) => this;

    public IReadOnlyList<Document> All(ResourceName resource)
    {
        lock (gate) return [.. objects.Where(o => o.Key.Resource == resource).Select(o => o.Value).OrderBy(o => o.Name, StringComparer.Ordinal)];
    }

    public Document Put(ResourceName resource, string json)
    {
        lock (gate) return Store(resource, DraftObject.Of(Document.Parse(json)));
    }

    /// <summary>Ends every watch, as a server does that restarts.</summary>
    public void DropWatches()
    {
        lock (gate)
        {
            foreach (var watch in watches) watch.Events.Writer.TryComplete();
            watches.Clear();
        }
    }

    public Task<ApiResult<Document>> GetAsync(ResourceName resource, string @namespace, string name, string subresource = "", CancellationToken cancellation = default)
    {
        lock (gate)
            return Answer(Asked("get", resource, name) ?? (objects.TryGetValue((resource, @namespace, name), out var found) ? found : NotFound(resource, name)));
    }

    public Task<ApiResult<DocumentList>> ListAsync(ResourceName resource, string @namespace, ListQuery query, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (Asked("list", resource, "") is { Failure: { } no }) return Task.FromResult<ApiResult<DocumentList>>(no);
            return Task.FromResult<ApiResult<DocumentList>>(Held(resource, @namespace));
        }
    }

    public Task<ApiResult<DocumentList>> DeleteCollectionAsync(ResourceName resource, string @namespace, ListQuery query, DeleteQuery? options = null, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (Asked("deletecollection", resource, "") is { Failure: { } no }) return Task.FromResult<ApiResult<DocumentList>>(no);
            var held = Held(resource, @namespace);
            foreach (var item in held.Items) Drop(resource, item);
            return Task.FromResult<ApiResult<DocumentList>>(held);
        }
    }

    private DocumentList Held(ResourceName resource, string @namespace) =>
        new([.. objects.Where(o => o.Key.Resource == resource && (@namespace.Length == 0 || o.Key.Namespace == @namespace)).Select(o => o.Value)], $"{version}");

    public Task<ApiResult<Document>> CreateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            var draft = ((DraftObject)body).CloneObject();
            var meta = draft.Object("metadata");
            var sub = query?.Subresource is { Length: > 0 } s ? "/" + s : "";
            if (meta.String("name").Length == 0 && meta.String("generateName").Length > 0) meta["name"] = $"{meta.String("generateName")}{++uids:x5}";
            var name = query?.Name is { Length: > 0 } n ? n : meta.String("name");
            if (Asked("create" + sub, resource, name) is { } refused) return Answer(refused);
            if (sub == "/binding") return Answer(Bind(resource, @namespace, name, draft));
            if (sub.Length > 0) return Answer(OnSubresource(draft));
            if (@namespace.Length > 0) meta["namespace"] = @namespace;
            if (objects.ContainsKey((resource, @namespace, name))) return Answer(new Status(409, "AlreadyExists", $"{resource.Qualified} \"{name}\" already exists"));
            return Answer(Store(resource, draft));
        }
    }

    public Task<ApiResult<Document>> UpdateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            var draft = ((DraftObject)body).CloneObject();
            var meta = draft.Object("metadata");
            var name = meta.String("name");
            if (Asked("update" + (query?.Subresource is { Length: > 0 } s ? "/" + s : ""), resource, name) is { } refused) return Answer(refused);
            if (!objects.TryGetValue((resource, @namespace, name), out var now)) return Answer(NotFound(resource, name));
            if (meta.String("resourceVersion") is { Length: > 0 } asked && asked != now.ResourceVersion) return Answer(new Status(409, "Conflict", "the object has been modified"));
            if (meta["deletionTimestamp"] is not null && meta["finalizers"] is not DraftArray { Count: > 0 }) return Answer(Drop(resource, now));
            return Answer(Store(resource, draft));
        }
    }

    public Task<ApiResult<Document>> PatchAsync(ResourceName resource, string @namespace, string name, PatchBody patch, WriteQuery? query = null, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (Asked("patch" + (query?.Subresource is { Length: > 0 } s ? "/" + s : ""), resource, name) is { } refused) return Answer(refused);
            if (!objects.TryGetValue((resource, @namespace, name), out var now)) return Answer(NotFound(resource, name));
            var draft = DraftObject.Of(now);
            Merge(draft, DraftObject.Of(Document.Parse(patch.Utf8)));
            return Answer(Store(resource, draft));
        }
    }

    public Task<ApiResult<Document>> DeleteAsync(ResourceName resource, string @namespace, string name, DeleteQuery? query = null, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (Asked("delete", resource, name) is { } refused) return Answer(refused);
            if (!objects.TryGetValue((resource, @namespace, name), out var now)) return Answer(NotFound(resource, name));
            if (query?.PreconditionUid is { Length: > 0 } uid && uid != now.Uid) return Answer(new Status(409, "Conflict", "Precondition failed: UID"));
            return Answer(Drop(resource, now));
        }
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceName resource, string @namespace, WatchQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var channel = Channel.CreateUnbounded<WatchEvent>();
        lock (gate)
        {
            var refused = Asked(query.SendInitialEvents ? "watchlist" : "watch", resource, "") is { Failure: { } no } ? no : null;
            if (query.SendInitialEvents && !StreamsLists) refused = new Status(422, "Invalid", "sendInitialEvents is forbidden");
            var from = query.ResourceVersion.Length > 0 ? long.Parse(query.ResourceVersion) : version;
            if (from < Oldest) refused = new Status(410, "Expired", "too old resource version");
            if (refused is not null)
            {
                channel.Writer.TryWrite(new WatchEvent(WatchEventType.Error, StatusDocument(refused)));
                channel.Writer.Complete();
            }
            else
            {
                if (query.SendInitialEvents)
                {
                    foreach (var present in objects.Where(o => o.Key.Resource == resource)) channel.Writer.TryWrite(new WatchEvent(WatchEventType.Added, present.Value));
                    channel.Writer.TryWrite(new WatchEvent(WatchEventType.Bookmark, Document.Parse(
                        $$$"""{"metadata":{"annotations":{"k8s.io/initial-events-end":"true"},"resourceVersion":"{{{version}}}" }}""")));
                }
                else
                {
                    foreach (var past in log.Where(e => e.Version > from && e.Resource == resource)) channel.Writer.TryWrite(past.Event);
                }
                watches.Add((resource, channel));
            }
        }
        await foreach (var change in channel.Reader.ReadAllAsync(cancellation)) yield return change;
    }

    private static Task<ApiResult<Document>> Answer(ApiResult<Document> result) => Task.FromResult(result);

    private static Status NotFound(ResourceName resource, string name) => new(404, "NotFound", $"{resource.Qualified} \"{name}\" not found");

    private static Document StatusDocument(Status status) => Document.Parse(
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","code":{{status.Code}},"reason":"{{status.Reason}}","message":"{{status.Message}}"}""");

    private ApiResult<Document>? Asked(string verb, ResourceName resource, string name)
    {
        Calls.Add($"{verb} {resource.Plural} {name}".TrimEnd());
        return Refuse(verb, resource, name) is { } status ? ApiResult<Document>.Refused(status) : default(ApiResult<Document>?);
    }

    private ApiResult<Document> Bind(ResourceName resource, string @namespace, string name, DraftObject binding)
    {
        if (!objects.TryGetValue((resource, @namespace, name), out var pod)) return NotFound(resource, name);
        var draft = DraftObject.Of(pod);
        draft.Object("spec")["nodeName"] = binding.Object("target").String("name");
        Store(resource, draft);
        return binding.ToDocument();
    }

    private Document Store(ResourceName resource, DraftObject draft)
    {
        var meta = draft.Object("metadata");
        var key = (resource, meta.String("namespace"), meta.String("name"));
        var isNew = !objects.ContainsKey(key);
        if (meta.String("uid").Length == 0) meta["uid"] = $"uid-{++uids}";
        meta["resourceVersion"] = $"{++version}";
        return objects[key] = Tell(resource, isNew ? WatchEventType.Added : WatchEventType.Modified, draft.ToDocument());
    }

    private Document Drop(ResourceName resource, Document last)
    {
        objects.Remove((resource, last.Namespace, last.Name));
        var draft = DraftObject.Of(last);
        draft.Object("metadata")["resourceVersion"] = $"{++version}";
        return Tell(resource, WatchEventType.Deleted, draft.ToDocument());
    }

    private Document Tell(ResourceName resource, WatchEventType type, Document document)
    {
        var change = new WatchEvent(type, document);
        log.Add((version, resource, change));
        foreach (var watch in watches)
            if (watch.Resource == resource) watch.Events.Writer.TryWrite(change);
        return document;
    }

    private static void Merge(DraftObject target, DraftObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value.Kind == NodeKind.Null) target.Remove(name);
            else if (value is DraftObject inner) Merge(target.Object(name), inner);
            else target[name] = value;
        }
    }
}

using System.Runtime.CompilerServices;
using Timonier.Api.Aggregation;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api;

/// <summary>
/// The API for a component of this process, under that component's own identity. Of what other servers keep it can
/// list and delete; it follows nothing there and writes nothing.
/// </summary>
internal sealed class InProcessClient(ApiCore core, UserInfo user, RemoteObjects? elsewhere = null) : IClusterClient
{
    public Task<ApiResult<Document>> GetAsync(ResourceName resource, string @namespace, string name, string subresource = "", CancellationToken cancellation = default) =>
        OneAsync(resource, kind => new ApiCall { User = user, Kind = kind, Verb = "get", Namespace = @namespace, Name = name, Subresource = subresource }, cancellation);

    public async Task<ApiResult<DocumentList>> ListAsync(ResourceName resource, string @namespace, ListQuery query, CancellationToken cancellation = default)
    {
        if (await RemoteOfAsync(resource, cancellation) is { } remote)
            return await ForbiddenAsync(resource, query.Name.Length > 0 ? "get" : "list", @namespace, query.Name, query.Part, cancellation) is { } forbidden ? forbidden : await elsewhere!.ListAsync(remote, user, resource, @namespace, query, cancellation);
        if (query.Name.Length > 0) return Status.UnknownResource();
        return await ManyAsync(resource, query, (kind, options) => new ApiCall { User = user, Kind = kind, Verb = "list", Namespace = @namespace, List = options }, cancellation);
    }

    public Task<ApiResult<DocumentList>> DeleteCollectionAsync(ResourceName resource, string @namespace, ListQuery query, DeleteQuery? options = null, CancellationToken cancellation = default) =>
        ManyAsync(resource, query, (kind, list) => new ApiCall { User = user, Kind = kind, Verb = "deletecollection", Namespace = @namespace, List = list, Delete = OptionsOf(options) }, cancellation);

    public Task<ApiResult<Document>> CreateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default) =>
        WriteAsync(resource, "create", @namespace, body, query, cancellation);

    public Task<ApiResult<Document>> UpdateAsync(ResourceName resource, string @namespace, Draft body, WriteQuery? query = null, CancellationToken cancellation = default) =>
        WriteAsync(resource, "update", @namespace, body, query, cancellation);

    public Task<ApiResult<Document>> PatchAsync(ResourceName resource, string @namespace, string name, PatchBody patch, WriteQuery? query = null, CancellationToken cancellation = default) =>
        OneAsync(resource, kind => new ApiCall
        {
            User = user,
            Kind = kind,
            Verb = "patch",
            Namespace = @namespace,
            Name = name,
            Patch = patch,
            Force = patch.Kind == PatchKind.Apply,
            Subresource = query?.Subresource ?? "",
            DryRun = query?.DryRun ?? false,
            FieldManager = query is { FieldManager.Length: > 0 } ? query.FieldManager : FieldManagers.Of(user),
            Validation = FieldValidation.Ignore,
        }, cancellation);

    public async Task<ApiResult<Document>> DeleteAsync(ResourceName resource, string @namespace, string name, DeleteQuery? query = null, CancellationToken cancellation = default)
    {
        if (await RemoteOfAsync(resource, cancellation) is { } remote)
            return await ForbiddenAsync(resource, "delete", @namespace, name, "", cancellation) is { } forbidden ? forbidden : await elsewhere!.DeleteAsync(remote, user, resource, @namespace, name, query ?? new DeleteQuery(), cancellation);
        return await OneAsync(resource, kind => new ApiCall
        {
            User = user,
            Kind = kind,
            Verb = "delete",
            Namespace = @namespace,
            Name = name,
            Delete = OptionsOf(query),
        }, cancellation);
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceName resource, string @namespace, WatchQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (options, failure) = Options(query.LabelSelector, query.FieldSelector);
        var kind = core.Catalogue.Find(resource);
        ApiCall? call = null;
        if (kind is null) failure = Status.UnknownResource();
        else if (options is not null)
        {
            options = options with
            {
                ResourceVersion = query.ResourceVersion,
                AllowBookmarks = query.AllowBookmarks,
                IsInProcess = true,
                SendInitialEvents = query.SendInitialEvents ? true : null,
                ResourceVersionMatch = query.SendInitialEvents ? "NotOlderThan" : "",
            };
            call = new ApiCall { User = user, Kind = kind, Verb = "watch", Namespace = @namespace, List = options };
            failure = await core.AuthorizeAsync(call, cancellation) ?? ApiCore.WatchRefusal(call);
        }
        if (failure is not null)
        {
            yield return new WatchEvent(WatchEventType.Error, StatusText.Of(failure));
            yield break;
        }
        await foreach (var frame in core.WatchAsync(call!, cancellation)) yield return new WatchEvent(frame.Type, frame.Document);
    }

    private Task<ApiResult<Document>> WriteAsync(ResourceName resource, string verb, string @namespace, Draft body, WriteQuery? query, CancellationToken cancellation)
    {
        // The call changes its body; the caller's stays as it is.
        var copy = (DraftObject)body.Clone();
        var name = query?.Name is { Length: > 0 } said ? said : copy.Object("metadata").String("name");
        return OneAsync(resource, kind => new ApiCall
        {
            User = user,
            Kind = kind,
            Verb = verb,
            Namespace = @namespace,
            Name = verb == "create" && query?.Subresource is not { Length: > 0 } ? "" : name,
            Body = copy,
            Subresource = query?.Subresource ?? "",
            DryRun = query?.DryRun ?? false,
            FieldManager = query is { FieldManager.Length: > 0 } ? query.FieldManager : FieldManagers.Of(user),
            Validation = FieldValidation.Ignore,
        }, cancellation);
    }

    private ValueTask<RemoteVersion?> RemoteOfAsync(ResourceName resource, CancellationToken cancellation) =>
        elsewhere is null || core.Catalogue.Find(resource) is not null ? default : elsewhere.FindAsync(resource, cancellation);

    private ValueTask<Status?> ForbiddenAsync(ResourceName resource, string verb, string ns, string name, string part, CancellationToken cancellation) =>
        core.AuthorizeAsync(new ApiCall { User = user, Kind = RemoteObjects.Named(resource), Verb = verb, Namespace = ns, Name = name, Subresource = part }, cancellation);

    private async Task<ApiResult<DocumentList>> ManyAsync(ResourceName resource, ListQuery query, Func<Kind, ListOptions, ApiCall> make, CancellationToken cancellation)
    {
        var (options, failure) = Options(query.LabelSelector, query.FieldSelector);
        if (options is null) return failure!;
        options = options with { Limit = query.Limit, Continue = query.Continue, ResourceVersion = query.ResourceVersion };
        var (answer, refusal) = await RunAsync(resource, kind => make(kind, options), cancellation);
        if (answer?.List is not { } list) return refusal!;
        return new DocumentList([.. list.Entries.Select(Storage.Stored.Read)], list.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), list.Continue, list.Remaining ?? 0);
    }

    private static DeleteOptions OptionsOf(DeleteQuery? query) => new()
    {
        GracePeriodSeconds = query?.GracePeriodSeconds,
        PropagationPolicy = query?.PropagationPolicy ?? "",
        PreconditionUid = query?.PreconditionUid ?? "",
        PreconditionResourceVersion = query?.PreconditionResourceVersion ?? "",
        DryRun = query?.DryRun ?? false,
    };

    private async Task<ApiResult<Document>> OneAsync(ResourceName resource, Func<Kind, ApiCall> make, CancellationToken cancellation)
    {
        var (answer, failure) = await RunAsync(resource, make, cancellation);
        return answer is not null ? answer.Document : failure!;
    }

    private async Task<(ApiAnswer? Answer, Status? Failure)> RunAsync(ResourceName resource, Func<Kind, ApiCall> make, CancellationToken cancellation)
    {
        if (core.Catalogue.Find(resource) is not { } kind) return (null, Status.UnknownResource());
        var call = make(kind);
        if (call.Subresource.Length > 0 && kind.Subresource(call.Subresource) is null) return (null, Status.UnknownResource());
        if (await core.AuthorizeAsync(call, cancellation) is { } refused) return (null, refused);
        var answer = await core.ExecuteAsync(call, cancellation);
        return answer.Failure is { } failure ? (null, failure) : (answer, null);
    }

    private static (ListOptions? Options, Status? Failure) Options(string labels, string fields)
    {
        if (!LabelSelector.TryParse(labels, out var byLabel, out var error)) return (null, Status.BadRequest(error));
        return FieldSelector.TryParse(fields, out var byField, out error)
            ? (new ListOptions { Labels = byLabel, Fields = byField }, null)
            : (null, Status.BadRequest(error));
    }
}

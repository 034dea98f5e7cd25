using Timonier.Api.Admission;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

internal sealed partial class ObjectWriter
{
    public async ValueTask<ApiAnswer> CreateAsync(ApiCall call, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        if (Receive(call, warnings) is { } malformed) return malformed;
        if (call.Body!.Object("metadata").String("resourceVersion").Length > 0) return new Status(500, "", "resourceVersion should not be set on objects to be created");
        return (await AddAsync(call, cancellation)).Warning(warnings);
    }

    /// <summary>Adds an object that is in form; names made up here are tried again on a collision.</summary>
    private async ValueTask<ApiAnswer> AddAsync(ApiCall call, CancellationToken cancellation)
    {
        var (kind, body) = (call.Kind, call.Body!);
        var metadata = body.Object("metadata");
        foreach (var name in SetByServer) metadata.Remove(name);
        metadata["uid"] = ids.NextUid();
        metadata["creationTimestamp"] = time.GetUtcNow();
        var prefix = metadata.String("name").Length == 0 ? metadata.String("generateName") : "";
        for (var attempt = 1; ; attempt++)
        {
            var candidate = body.CloneObject();
            if (prefix.Length > 0) candidate.Object("metadata")["name"] = Cut(prefix) + ids.NextSuffix();
            var answer = await CreateOnceAsync(call, candidate, cancellation);
            if (prefix.Length == 0 || answer.Failure is not { IsAlreadyExists: true }) return answer;
            if (attempt == NameAttempts) return Status.GenerateNameConflict(kind.Resource, candidate.Object("metadata").String("name"), 1);
        }
    }

    private async ValueTask<ApiAnswer> CreateOnceAsync(ApiCall call, DraftObject body, CancellationToken cancellation)
    {
        var kind = call.Kind;
        Defaulting.Apply(kind, body);
        if (call.Patch is null) ownership.Created(call, body);
        var wish = new AdmissionCall(call, AdmissionOperation.Create, body, old: null);
        var answer = await admission.ChangeAsync(wish, cancellation) is { } refused ? refused : await StoreAdmittedAsync(wish, cancellation);
        if (answer.Failure is not null) await wish.UndoAsync(cancellation);
        return answer.Warning(wish.Warnings);
    }

    private async ValueTask<ApiAnswer> StoreAdmittedAsync(AdmissionCall wish, CancellationToken cancellation)
    {
        var (call, kind, body) = (wish.Call, wish.Call.Kind, wish.Body!);
        Strategy.PrepareCreate(kind, body, new WriteOccasion(call.User, "", time.GetUtcNow()));
        if (await escalation.RefusalAsync(call, body, cancellation) is { } escalates) return escalates;
        // What is validated are the bytes that will be stored, so an object is written out once.
        var encoded = Encode(kind, body);
        var document = Document.Parse(encoded.Bytes);
        if (Validate(kind, document, old: null, subresource: "") is { } invalid) return invalid;
        wish.Wanted = document;
        if (await admission.CheckAsync(wish, cancellation) is { } unwelcome) return unwelcome;

        // Addresses are taken before and given back after, so that two services never hold the same one.
        var key = Keys.Of(kind, document.Namespace, document.Name);
        if (kind.Resource.Qualified != "services") return await StoreNewAsync(call, key, body, encoded, cancellation);
        if (await stores.For(kind).GetAsync(key, 0, cancellation) is not null) return Status.AlreadyExists(kind.Resource, document.Name);
        var (taken, unable) = await services.TakeAsync(body, old: null, cancellation);
        if (taken is null) return unable!;
        var answer = await StoreNewAsync(call, key, body, Encode(kind, body), cancellation);
        await services.EndAsync(taken, kept: answer.Failure is null && !call.DryRun, cancellation);
        return answer;
    }

    private async ValueTask<ApiAnswer> StoreNewAsync(ApiCall call, string key, DraftObject body, StoreValue encoded, CancellationToken cancellation)
    {
        if (call.DryRun)
        {
            return await stores.For(call.Kind).GetAsync(key, 0, cancellation) is null
                ? ApiAnswer.Of(body.ToDocument(), 201)
                : Status.AlreadyExists(call.Kind.Resource, body.Object("metadata").String("name"));
        }
        var write = await stores.For(call.Kind).CreateAsync(key, encoded, cancellation);
        if (write.Outcome == StoreOutcome.Exists) return Status.AlreadyExists(call.Kind.Resource, body.Object("metadata").String("name"));
        return Failed(write) is { } failed ? failed : ApiAnswer.Of(write.Entry!, 201);
    }

    // What a create and an update have in common: the body's form, and that it belongs where the URL says.
    private static Status? Receive(ApiCall call, List<string> warnings)
    {
        var body = call.Body!;
        if (WriteChecks.Decode(call.Kind, body, call.Repeated, call.Validation, warnings) is { } malformed) return malformed;
        var metadata = body.Object("metadata");
        if (call.Name.Length > 0)
        {
            if (WriteChecks.Unnamed(metadata.String("name"), call.Name) is { } misnamed) return misnamed;
        }
        return Place(call.Kind, metadata, call.Namespace);
    }

    private static Status? Place(Kind kind, DraftObject metadata, string @namespace)
    {
        if (!kind.Namespaced)
        {
            metadata.Remove("namespace");
            return null;
        }
        var said = metadata.String("namespace");
        if (said.Length > 0 && said != @namespace)
            return WriteChecks.OtherNamespace;
        if (@namespace.Length == 0) return Status.BadRequest("an empty namespace may not be set during creation");
        metadata["namespace"] = @namespace;
        return null;
    }

    // 63 characters less the five that are added, as upstream cuts it.
    private static string Cut(string prefix) => prefix.Length > 58 ? prefix[..58] : prefix;
}

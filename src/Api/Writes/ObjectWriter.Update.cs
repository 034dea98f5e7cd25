using System.Globalization;
using Timonier.Api.Admission;
using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Reads;
using Timonier.Api.Services;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

internal sealed partial class ObjectWriter
{
    public async ValueTask<ApiAnswer> UpdateAsync(ApiCall call, CancellationToken cancellation)
    {
        var (kind, body) = (call.Kind, call.Body!);
        var warnings = new List<string>();
        if (Receive(call, warnings) is { } malformed) return malformed;
        var key = Keys.Of(kind, call.Namespace, call.Name);
        if (call.Subresource.Length > 0 || !kind.Writes.PutCreates || await stores.For(kind).GetAsync(key, 0, cancellation) is not null)
            return (await ChangeAsync(call, _ => (body.CloneObject(), null), cancellation)).Warning(warnings);
        var create = call with { Verb = "create" };
        if (await access.RefusalAsync(create, cancellation) is { } refused) return refused;
        body.Object("metadata").Remove("resourceVersion");
        return (await AddAsync(create, cancellation)).Warning(warnings);
    }

    /// <summary>
    /// Reads, changes and writes until nobody came in between. A body with a resourceVersion is written only while
    /// that version stands.
    /// </summary>
    /// <param name="ownersKnown">The change has already said who owns what it changed.</param>
    /// <param name="view">What admission is shown instead of the object.</param>
    public async ValueTask<ApiAnswer> ChangeAsync(ApiCall call, Func<Document, (DraftObject? Body, Status? Failure)> change, CancellationToken cancellation, bool ownersKnown = false, AdmissionView? view = null)
    {
        var kind = call.Kind;
        var key = Keys.Of(kind, call.Namespace, call.Name);
        for (var attempt = 0; attempt < WriteAttempts; attempt++)
        {
            // 1 the present object and the wanted one
            var entry = await stores.For(kind).GetAsync(key, 0, cancellation);
            if (entry is null) return Status.NotFound(kind.Resource, call.Name);
            var old = Stored.Read(entry);
            var (body, failure) = change(old);
            if (body is null) return failure!;
            if (Merge(kind, body, old) is { } conflict) return conflict;

            // 2 default, note the owners, admit
            Defaulting.Apply(kind, body, old);
            if (!ownersKnown) ownership.Updated(call, body, DraftObject.Over(old));
            var wish = new AdmissionCall(call, AdmissionOperation.Update, body, old);
            var shown = view?.Show(old, body) ?? wish;
            var refused = await admission.ChangeAsync(shown, cancellation);
            if (refused is null) view?.Take(shown, body);
            var answer = refused is not null ? refused : await StoreAdmittedAsync(wish, shown, key, entry, cancellation);
            if (answer is not { Failure: null }) await shown.UndoAsync(cancellation);
            if (answer is not null) return answer.Warning(shown.Warnings);
        }
        return Status.Conflict(kind.Resource, call.Name);
    }

    /// <summary>Prepares, validates and stores what was admitted; null when somebody else was faster.</summary>
    private async ValueTask<ApiAnswer?> StoreAdmittedAsync(AdmissionCall wish, AdmissionCall shown, string key, StoreEntry entry, CancellationToken cancellation)
    {
        var (call, kind, body, old) = (wish.Call, wish.Call.Kind, wish.Body!, wish.Old!);
        Strategy.PrepareUpdate(kind, body, old, new WriteOccasion(call.User, call.Subresource, time.GetUtcNow()));
        if (await escalation.RefusalAsync(call, body, cancellation) is { } escalates) return escalates;
        if (ManagedFields.SameButForTimes(body, DraftObject.Over(old)) && !KindStores.IsOutdated(stores.For(kind), entry))
        {
            // What stays as it is was found valid when it was stored.
            wish.Wanted = old;
            return await admission.CheckAsync(shown, cancellation) is { } unwanted ? unwanted : ApiAnswer.Of(entry);
        }
        // What is validated are the bytes that will be stored, so an object is written out once.
        var encoded = Encode(kind, body);
        var wanted = Document.Parse(encoded.Bytes);
        if (Validate(kind, wanted, old, call.Subresource) is { } invalid) return invalid;
        wish.Wanted = wanted;
        if (await admission.CheckAsync(shown, cancellation) is { } unwelcome) return unwelcome;

        // The last finalizer has gone, or a new version.
        if (call.DryRun) return ApiAnswer.Of(body.ToDocument());
        if (!IsOver(kind, wanted, old)) return await ReplaceAsync(call, key, entry, body, encoded, cancellation);
        var deleted = await stores.For(kind).DeleteAsync(key, entry.Revision, cancellation);
        if (deleted.IsDone) Released(kind, old);
        return deleted.IsDone || deleted.Outcome == StoreOutcome.Missing ? ApiAnswer.Of(body.ToDocument()) : null;
    }

    private async ValueTask<ApiAnswer?> ReplaceAsync(ApiCall call, string key, StoreEntry entry, DraftObject body, StoreValue encoded, CancellationToken cancellation)
    {
        var kind = call.Kind;
        ServiceReservation? taken = null;
        if (kind.Resource.Qualified == "services" && call.Subresource.Length == 0)
        {
            (taken, var unable) = await services.TakeAsync(body, Stored.Read(entry), cancellation);
            if (unable is not null) return unable;
            encoded = Encode(kind, body);
        }
        var write = await stores.For(kind).UpdateAsync(key, encoded, entry.Revision, cancellation);
        if (taken is not null)
        {
            await services.EndAsync(taken, kept: write.IsDone, cancellation);
            if (write.IsDone) services.Allocations.ReleaseUnused(Stored.Read(entry), Stored.Read(write.Entry!));
        }
        return write.Outcome switch
        {
            StoreOutcome.Done => ApiAnswer.Of(write.Entry!),
            StoreOutcome.Missing => Status.NotFound(kind.Resource, call.Name),
            StoreOutcome.Changed => null,
            _ => Failed(write)!,
        };
    }

    // What nobody may change by an update, and the version that the writer has seen.
    private static Status? Merge(Kind kind, DraftObject body, Document old)
    {
        var metadata = body.Object("metadata");
        if (Outdated(kind, metadata.String("resourceVersion"), old) is { } outdated) return outdated;
        var uid = metadata.String("uid");
        if (uid.Length > 0 && uid != old.Uid)
        {
            var place = old.Namespace.Length > 0 ? $"{old.Namespace}/{old.Name}" : old.Name;
            return Status.Conflict(kind.Resource, old.Name,
                $"StorageError: invalid object, Code: 4, Key: /registry/{kind.Plural}/{place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid}");
        }
        foreach (var name in (IEnumerable<string>)[.. SetByServer, "resourceVersion"])
        {
            var before = old.Metadata[name];
            metadata[name] = before.Exists ? Draft.From(before) : null;
        }
        return null;
    }

    // Zero and nothing say the same: whatever there is may be replaced, where the kind allows that.
    private static Status? Outdated(Kind kind, string said, Document old)
    {
        ulong version = 0;
        if (said.Length > 0 && ObjectReader.ParsingFault(said, out version) is { } fault) return new Status(500, "", fault);
        if (version.ToString(CultureInfo.InvariantCulture) == old.ResourceVersion) return null;
        if (version != 0) return Status.Conflict(kind.Resource, old.Name);
        // Upstream names the resource here and not the kind.
        return kind.Writes.Versioned
            ? Status.Invalid(kind.Group, kind.Plural, old.Name, [FieldErrors.InvalidRaw("metadata.resourceVersion", "0", "must be specified for an update")])
            : null;
    }

    private static bool IsOver(Kind kind, Document wanted, Document old)
    {
        if (!old.Metadata["deletionTimestamp"u8].Exists || wanted.Metadata["finalizers"u8].Count > 0) return false;
        if (kind.Resource.Qualified == "namespaces") return wanted.Spec["finalizers"u8].Count == 0;
        return old.Metadata["deletionGracePeriodSeconds"u8].AsInt64() == 0 && old.Metadata["finalizers"u8].Count > 0;
    }

    private void Released(Kind kind, Document gone)
    {
        if (kind.Resource.Qualified == "services") services.Allocations.Release(ServiceClaim.Of(gone));
    }
}

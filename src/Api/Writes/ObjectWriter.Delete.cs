using Timonier.Api.Admission;
using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

internal sealed partial class ObjectWriter
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";
    private const string JobPodsStay = "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

    public async ValueTask<ApiAnswer> DeleteAsync(ApiCall call, CancellationToken cancellation)
    {
        return Warned(call, await RemoveAsync(call, cancellation));
    }

    private static ApiAnswer Warned(ApiCall call, ApiAnswer answer) =>
        answer.Failure is null && call.Kind.Resource.Qualified == "jobs.batch" && call.Delete is { PropagationPolicy: "", OrphanDependents: null }
            ? answer.Warning([JobPodsStay])
            : answer;

    private async ValueTask<ApiAnswer> RemoveAsync(ApiCall call, CancellationToken cancellation)
    {
        var (kind, options) = (call.Kind, call.Delete);
        var key = Keys.Of(kind, call.Namespace, call.Name);
        for (var attempt = 0; attempt < WriteAttempts; attempt++)
        {
            var (entry, unreadable) = options.IgnoresReadError ? await ReadOrNotAsync(kind, key, cancellation) : (await stores.For(kind).GetAsync(key, 0, cancellation), null);
            if (unreadable is not null) return await RemoveUnreadAsync(call, unreadable, cancellation);
            if (entry is null) return Status.NotFound(kind.Resource, call.Name);
            if (options.IgnoresReadError) return NotUnreadable(call);
            var old = Stored.Read(entry);
            var wish = new AdmissionCall(call, AdmissionOperation.Delete, body: null, old);
            // Who deletes through a subresource has been admitted there.
            var refused = call.IsAdmitted || call.Subresource.Length > 0 ? null : await AdmitAsync(wish, cancellation);
            if (refused is not null) return ((ApiAnswer)refused).Warning(wish.Warnings);
            if (Unmet(kind, old, options) is { } unmet) return unmet;

            var marked = Mark(kind, old, options);
            if (marked is null)
            {
                if (!options.DryRun)
                {
                    var gone = await stores.For(kind).DeleteAsync(key, entry.Revision, cancellation);
                    if (gone.Outcome == StoreOutcome.Changed) continue;
                    if (gone.Outcome == StoreOutcome.Missing) return Status.NotFound(kind.Resource, call.Name);
                    if (Failed(gone) is { } failed) return failed;
                    Released(kind, old);
                }
                return kind.Writes.AnswersObject ? ApiAnswer.Of(old) : ApiAnswer.Of(StatusText.Deleted(kind.Group, kind.Plural, old.Name, old.Uid));
            }
            if (options.DryRun || Draft.DeepEquals(marked, DraftObject.Over(old))) return ApiAnswer.Of(options.DryRun ? marked.ToDocument() : old);
            var write = await stores.For(kind).UpdateAsync(key, Encode(kind, marked), entry.Revision, cancellation);
            if (write.IsDone) return ApiAnswer.Of(write.Entry!);
            if (Failed(write) is { } full) return full;
        }
        return Status.Conflict(kind.Resource, call.Name);
    }

    public async ValueTask<ApiAnswer> DeleteCollectionAsync(ApiCall call, ApiList found, CancellationToken cancellation)
    {
        foreach (var entry in found.Entries)
        {
            var document = Stored.Read(entry);
            var answer = await RemoveAsync(call with { Namespace = document.Namespace, Name = document.Name }, cancellation);
            if (answer.Failure is { IsNotFound: false } failure) return failure;
        }
        return Warned(call, ApiAnswer.Of(found));
    }

    /// <summary>The object as it stays for now, marked as being deleted; null when it can go at once.</summary>
    private DraftObject? Mark(Kind kind, Document old, DeleteOptions options)
    {
        var body = DraftObject.Over(old);
        var metadata = body.Object("metadata");
        ApplyPropagation(kind, metadata, options);
        var isNamespace = kind.Resource.Qualified == "namespaces";
        var isDefinition = kind.Resource.Qualified == "customresourcedefinitions.apiextensions.k8s.io";
        var pending = isDefinition && !old.Metadata["deletionTimestamp"u8].Exists || metadata.Array("finalizers").Count > 0 || (isNamespace && body.Object("spec").Array("finalizers").Count > 0);
        if (metadata.Array("finalizers").Count == 0) metadata.Remove("finalizers");

        var grace = GraceOf(kind, old, options);
        if (grace == 0 && !pending) return null;

        var now = time.GetUtcNow();
        var before = old.Metadata["deletionTimestamp"u8].AsTime();
        if (before is null)
        {
            if (isDefinition) DefinitionStatus.Condemn(body, now);
            metadata["deletionTimestamp"] = now.AddSeconds(grace);
            metadata["deletionGracePeriodSeconds"] = grace;
            if (metadata.Has("generation")) metadata["generation"] = old.Metadata["generation"u8].AsInt64() + 1;
        }
        else if (old.Metadata["deletionGracePeriodSeconds"u8].AsInt64() is var left && grace < left)
        {
            // A later, shorter wish counts from the first one; it never makes the end later.
            metadata["deletionTimestamp"] = before.Value.AddSeconds(grace - left);
            metadata["deletionGracePeriodSeconds"] = grace;
        }
        if (isNamespace)
        {
            metadata.Remove("deletionGracePeriodSeconds");
            body.Object("status")["phase"] = "Terminating";
        }
        return body;
    }

    // Only pods die slowly: their node must stop them first.
    private static long GraceOf(Kind kind, Document old, DeleteOptions options)
    {
        if (kind.Resource.Qualified != "pods") return 0;
        if (old.Spec["nodeName"u8].AsString().Length == 0 || old.Status["phase"u8].AsString() is "Succeeded" or "Failed") return 0;
        var grace = options.GracePeriodSeconds
            ?? old.Metadata["deletionGracePeriodSeconds"u8].AsInt64OrNull()
            ?? old.Spec["terminationGracePeriodSeconds"u8].AsInt64OrNull()
            ?? 30;
        return grace < 0 ? 1 : grace;
    }

    // A policy that was asked for stands over the finalizers that are there, and those over the kind's own.
    private static void ApplyPropagation(Kind kind, DraftObject metadata, DeleteOptions options)
    {
        if (kind.Plural == "events") return;
        var policy = options.OrphanDependents switch { true => "Orphan", false => "Background", _ => options.PropagationPolicy };
        var finalizers = metadata.Array("finalizers");
        if (policy.Length == 0)
        {
            if (!kind.Writes.OrphansDependents || finalizers.Any(f => f.AsString() is Orphan or Foreground)) return;
            policy = "Orphan";
        }
        finalizers.RemoveAll(f => f.AsString() is Orphan or Foreground);
        if (policy == "Orphan") finalizers.Add(Orphan);
        else if (policy == "Foreground") finalizers.Add(Foreground);
    }

    // Upstream names the kind here and not the resource.
    private static Status? Unmet(Kind kind, Document old, DeleteOptions options)
    {
        var about = kind.Resource with { Plural = kind.Name };
        if (options.PreconditionUid.Length > 0 && options.PreconditionUid != old.Uid)
            return Status.Conflict(about, old.Name, $"the UID in the precondition ({options.PreconditionUid}) does not match the UID in record ({old.Uid}). The object might have been deleted and then recreated");
        if (options.PreconditionResourceVersion.Length > 0 && options.PreconditionResourceVersion != old.ResourceVersion)
            return Status.Conflict(about, old.Name, $"the ResourceVersion in the precondition ({options.PreconditionResourceVersion}) does not match the ResourceVersion in record ({old.ResourceVersion}). The object might have been modified");
        return null;
    }
}

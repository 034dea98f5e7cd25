using Timonier.Api.Admission;
using Timonier.Api.Authorization;
using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Services;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>
/// Every write of every kind: decode, default, admit, prepare, validate, store. Files by duty: create, update,
/// patch, apply, delete.
/// </summary>
internal sealed partial class ObjectWriter(KindStores stores, TimeProvider time, IIdSource ids, AdmissionChain admission, ServiceReservations services, AccessCheck access, RoleEscalation escalation)
{
    // Upstream tries a generated name eight times and a raced write until the request ends; ours is bounded too.
    private const int NameAttempts = 8;
    private const int WriteAttempts = 64;
    private static readonly TimeSpan EventLife = TimeSpan.FromHours(1);

    private readonly Ownership ownership = new(time);

    /// <summary>For subresources that change an object in their own words.</summary>
    public Ownership Ownership => ownership;

    /// <summary>Takes something through admission that is not written as it stands: an eviction, the opening of a stream.</summary>
    public async ValueTask<Status?> AdmitAsync(AdmissionCall call, CancellationToken cancellation) =>
        await admission.ChangeAsync(call, cancellation) ?? await admission.CheckAsync(call, cancellation);

    // What no client may set: it is dropped from what is created, and kept as it was on every update.
    private static readonly string[] SetByServer = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"];

    private static Status? Validate(Kind kind, Document now, Document? old, string subresource)
    {
        // Binding sets what no other update may, and nothing else.
        if (subresource == "binding") return null;
        var causes = Validation.Validate(kind, now, old, subresource);
        if (causes.Count == 0) return null;
        return Status.Invalid(kind.Group, kind.Name, now.Name, causes);
    }

    private static StoreValue Encode(Kind kind, DraftObject body) => Stored.Write(body, kind.Plural == "events" ? EventLife : null);

    private static Status? Failed(in StoreWrite write) => write.Outcome == StoreOutcome.NoSpace
        ? Status.InternalError("the disk of the store is full; nothing was written")
        : null;
}

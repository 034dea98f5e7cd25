using Timonier.Api.Pipeline;
using Timonier.Contracts.Store;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>Deleting what nobody can read any more: a right of its own, and only for such objects.</summary>
internal sealed partial class ObjectWriter
{
    private const string UnsafeDelete = "unsafe-delete-ignore-read-errors";

    private async ValueTask<(StoreEntry? Entry, UnreadableValueException? Unreadable)> ReadOrNotAsync(Kind kind, string key, CancellationToken cancellation)
    {
        try
        {
            return (await stores.For(kind).GetAsync(key, 0, cancellation), null);
        }
        catch (UnreadableValueException e)
        {
            return (null, e);
        }
    }

    // There is no object that admission could be shown.
    private async ValueTask<ApiAnswer> RemoveUnreadAsync(ApiCall call, UnreadableValueException unreadable, CancellationToken cancellation)
    {
        if (await access.RefusalAsync(call with { Verb = UnsafeDelete }, cancellation) is { } refused) return refused;
        var gone = await stores.For(call.Kind).DeleteAsync(unreadable.Key, unreadable.Revision, cancellation);
        return gone.Outcome switch
        {
            StoreOutcome.Done => ApiAnswer.Of(StatusText.Deleted(call.Kind.Group, call.Kind.Plural, call.Name, "")),
            StoreOutcome.Missing => Status.NotFound(call.Kind.Resource, call.Name),
            StoreOutcome.Changed => Status.Conflict(call.Kind.Resource, call.Name),
            _ => Failed(gone)!,
        };
    }

    private static Status NotUnreadable(ApiCall call) => Status.Invalid(call.Kind.Group, call.Kind.Plural, call.Name,
        [FieldErrors.InvalidRaw(OptionChecks.IgnoreReadError, "true", "is exclusively used to delete corrupt object(s), try again by removing this option")]);

    /// <summary>Why a collection is not deleted with these options; null when it may be.</summary>
    public static Status? CollectionRefusal(ApiCall call) => !call.Delete.IgnoresReadError ? null : Status.Invalid(call.Kind.Group, call.Kind.Plural, "",
        [FieldErrors.InvalidRaw(OptionChecks.IgnoreReadError, "true", "is not allowed with DELETECOLLECTION, try again after removing the option")]);
}

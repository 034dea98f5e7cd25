using System.Runtime.CompilerServices;
using Timonier.Api.Pipeline;
using Timonier.Api.Versions;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>Keeps metadata.managedFields true on every write, and applies configurations by it.</summary>
internal sealed class Ownership(TimeProvider time)
{
    // By kind, and then by subresource; a kind that goes takes its trackers along.
    private readonly ConditionalWeakTable<Kind, Dictionary<string, FieldTracker>> trackers = [];
    private readonly Lock gate = new();

    /// <summary>The fields of a new object belong to who made it; before the server adds its own.</summary>
    public void Created(ApiCall call, DraftObject body)
    {
        var tracker = TrackerOf(call);
        var managed = ManagedFields.OfRequest([], body);
        body.Object("metadata").Remove("managedFields");
        tracker.Update(tracker.Blank, Spoken(call, body), managed, call.FieldManager, time.GetUtcNow()).WriteTo(body);
    }

    /// <summary>What an update changed belongs to its writer; an object without owners stays so until it is applied.</summary>
    public void Updated(ApiCall call, DraftObject body, DraftObject before)
    {
        // Through a subresource nobody can set the list itself.
        var managed = call.Subresource.Length > 0 ? ManagedFields.OfLive(before) : ManagedFields.OfRequest(before, body);
        body.Object("metadata").Remove("managedFields");
        if (managed.IsEmpty) return;
        TrackerOf(call).Update(Spoken(call, ManagedFields.Without(before)), Spoken(call, body), managed, call.FieldManager, time.GetUtcNow()).WriteTo(body);
    }

    /// <summary>
    /// The configuration laid over the live object, or over nothing, in the version of the configuration; a conflict
    /// names every owner in the way.
    /// </summary>
    public (DraftObject? Body, Status? Failure) Applied(ApiCall call, DraftObject config, DraftObject? live)
    {
        var outcome = TrackerOf(call).Apply(live is null ? null : Spoken(call, live), config, call.FieldManager, call.Force, time.GetUtcNow());
        if (outcome.Body is not { } body)
        {
            return (null, Status.ApplyConflict(FieldConflict.Describe(outcome.Conflicts),
                [.. outcome.Conflicts.Select(c => new StatusCause("FieldManagerConflict", c.Message, c.Path))]));
        }
        outcome.Managed.WriteTo(body);
        return (body, null);
    }

    // Managers own fields as their own version calls them.
    private static DraftObject Spoken(ApiCall call, DraftObject body) => call.Asked is { } asked ? KindVersions.Turned(body.CloneObject(), asked) : body;

    private FieldTracker TrackerOf(ApiCall call)
    {
        lock (gate)
        {
            var bySubresource = trackers.GetValue(call.Spoken, _ => new(StringComparer.Ordinal));
            if (!bySubresource.TryGetValue(call.Subresource, out var tracker)) bySubresource[call.Subresource] = tracker = Made(call.Spoken, call.Subresource);
            return tracker;
        }
    }

    private static FieldTracker Made(Kind kind, string subresource) => new()
    {
        ApiVersion = kind.ApiVersion,
        Schema = kind.Patching,
        Versions = new KindVersions(kind),
        Subresource = subresource,
        Blank = BlankObject.Of(kind),
        Ignored = Strategy.Untouched(kind, subresource),
    };
}

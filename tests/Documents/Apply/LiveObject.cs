namespace Timonier.Documents.Tests;

/// <summary>An object under many hands: what a server would do to it for each write, without the server.</summary>
internal sealed class LiveObject
{
    private DateTimeOffset now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public FieldTracker Tracker { get; init; } = new() { ApiVersion = "v1", Schema = Workload.Schema };
    public DraftObject? Body { get; private set; }
    public ManagedFields Managed { get; private set; } = ManagedFields.Empty;

    /// <summary>The object without its managed fields.</summary>
    public string Json => Bare(Body!).ToString();

    public static LiveObject CreatedBy(string manager, string json, FieldTracker? tracker = null)
    {
        var live = tracker is null ? new LiveObject() : new LiveObject { Tracker = tracker };
        return live.Write(manager, json);
    }

    /// <summary>A create or an update that replaces the object.</summary>
    public LiveObject Write(string manager, string json, FieldTracker? through = null)
    {
        var tracker = through ?? Tracker;
        var body = Workload.Draft(json);
        return Become(body, tracker.Update(Body is null ? tracker.Blank : Bare(Body), body, Managed, manager, now));
    }

    public LiveObject Apply(string manager, string json, bool force = false, FieldTracker? through = null)
    {
        var outcome = Try(manager, json, force, through);
        outcome.Conflicts.ShouldBeEmpty();
        return Become(outcome.Body!, outcome.Managed);
    }

    /// <summary>The conflicts an apply would meet.</summary>
    public string[] Conflicts(string manager, string json) => [.. Try(manager, json, force: false, null).Conflicts.Select(c => $"{c.Message}: {c.Path}")];

    public LiveObject Later()
    {
        now = now.AddMinutes(1);
        return this;
    }

    public void Forget() => Become(Bare(Body!), ManagedFields.Empty);

    /// <summary>What a manager owns, in the JSON form of field sets; empty text when it owns nothing.</summary>
    public string OwnedBy(string manager) => string.Join(' ', Managed.Entries.Where(e => e.Id.Name == manager).Select(e => e.Fields.ToString()));

    public string? TimeOf(string manager) => Managed.Entries.First(e => e.Id.Name == manager).Time;

    public string[] Managers => [.. Managed.Entries.Select(e => $"{e.Id.Name}:{(e.Id.Applies ? "Apply" : "Update")}")];

    private ApplyOutcome Try(string manager, string json, bool force, FieldTracker? through) =>
        (through ?? Tracker).Apply(Body?.CloneObject(), Workload.Draft(json), manager, force, now);

    public LiveObject Become(DraftObject body, ManagedFields managed)
    {
        managed.WriteTo(body);
        // As the store gives it back: new text, read again.
        Body = DraftObject.Of(body.ToDocument());
        Managed = ManagedFields.OfLive(Body);
        return this;
    }

    private static DraftObject Bare(DraftObject body)
    {
        var copy = body.CloneObject();
        if (copy["metadata"] is DraftObject metadata)
        {
            metadata.Remove("managedFields");
            if (metadata.Count == 0) copy.Remove("metadata");
        }
        return copy;
    }
}

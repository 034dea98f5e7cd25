using System.Collections.Immutable;
using Timonier.Api.Authorization;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.FlowControl;

/// <summary>
/// Priority and fairness: sorts each request by the FlowSchemas into a priority level and gives it seats there, or lets it
/// wait for them. Whoever changed the configuration is sorted by it from the next request on.
/// </summary>
internal sealed partial class Fairness : IDisposable
{
    public const string Prefix = "/registry/flowcontrol.apiserver.k8s.io/";
    private readonly Lock gate = new();
    private readonly FollowedObjects objects;
    private readonly IRevisionStore store;
    private readonly IKindSource kinds;
    private readonly TimeProvider time;
    private readonly int seats;
    private readonly TimeSpan patience;
    private ImmutableSortedDictionary<string, Document> documents = ImmutableSortedDictionary.Create<string, Document>(StringComparer.Ordinal);
    private volatile bool changed = true;
    private volatile FlowTable table = FlowTable.Empty;

    public Fairness(IRevisionStore store, IKindSource kinds, ApiConfig config, TimeProvider time)
    {
        (this.store, this.kinds, this.time) = (store, kinds, time);
        seats = config.MaxReadsInFlight + config.MaxWritesInFlight;
        // Upstream lets nobody wait longer than a quarter of the time a request has.
        patience = config.RequestTimeout / 4;
        objects = new FollowedObjects(store, Prefix, () => documents = documents.Clear(), Note);
        adjusted = time.GetTimestamp();
    }

    public WatchCounts Watches { get; } = new();

    /// <summary>Reads the configuration; after the store has started.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        await objects.StartAsync(cancellation);
        Rebuild();
    }

    public void Dispose() => objects.Dispose();

    private void Note(Document document, bool gone)
    {
        var key = KeyOf(document.Kind, document.Name);
        documents = gone ? documents.Remove(key) : documents.SetItem(key, document);
        changed = true;
    }

    private static string KeyOf(string kind, string name) => $"{kind}/{name}";

    // Levels that stay keep their requests; those of a level that is gone run to their end where they are.
    private void Rebuild()
    {
        lock (gate)
        {
            changed = false;
            var now = time.GetTimestamp();
            var specs = Complete(FlowDefaults.Levels(), "PriorityLevelConfiguration").Select(LevelSpec.Of).ToList();
            var shares = specs.Sum(s => s.Shares);
            var levels = new SortedDictionary<string, PriorityLevel>(StringComparer.Ordinal);
            foreach (var spec in specs)
            {
                var bounds = SeatSharing.Bounds(spec, shares, seats);
                if (table.Levels.TryGetValue(spec.Name, out var level)) level.Configure(spec, bounds, now);
                else level = new PriorityLevel(spec, bounds, time);
                levels[spec.Name] = level;
            }
            var rows = Complete(FlowDefaults.Schemas(), "FlowSchema").Select(d => new FlowSchema(d))
                .Where(s => levels.ContainsKey(s.Level))
                .OrderBy(s => s.Precedence).ThenBy(s => s.Name, StringComparer.Ordinal)
                .Select(s => new FlowTable.Row(s, levels[s.Level], meters.GetOrAdd((s.Name, s.Level), static _ => new FlowMeter())));
            table = new FlowTable([.. rows], levels);
        }
    }

    // What is stored, and what must be there and is not; the specs of the latter are as they must be, whatever is stored.
    private IEnumerable<Document> Complete(IReadOnlyList<DraftObject> defaults, string kind)
    {
        foreach (var document in documents.Values)
            if (document.Kind == kind && !FlowDefaults.IsMandatory(document.Name)) yield return document;
        foreach (var wanted in defaults)
        {
            var name = wanted.Object("metadata").String("name");
            if (!FlowDefaults.IsMandatory(name)) continue;
            if (documents.TryGetValue(KeyOf(kind, name), out var stored)) wanted.Object("metadata")["uid"] = stored.Uid;
            yield return wanted.ToDocument();
        }
    }

    private FlowWork Estimate(in FlowRequest request, in FlowNeed need, PriorityLevel level)
    {
        if (request.Place is not { } place || level.Spec.IsExempt) return FlowWork.Least;
        switch (request.Verb)
        {
            case "list" or "watch":
                if (!need.ReadsAll || kinds.Current.Find(place.Resource) is not { } kind) return FlowWork.Least;
                // Counting is a matter of two positions in the index, and never waits.
                var counted = store.CountAsync(Keys.Prefix(kind, request.Namespace));
                return WorkEstimator.OfList(counted.IsCompletedSuccessfully ? counted.Result : 0, need.Limit, level.WidestRequest);
            case "create" or "update" or "patch" or "delete":
                return WorkEstimator.OfWrite(Watches.Of(place.Resource, request.Namespace), level.WidestRequest);
            default:
                return FlowWork.Least;
        }
    }
}

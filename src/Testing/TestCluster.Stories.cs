using System.Text;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Testing.Stories;

namespace Timonier.Testing;

/// <summary>What has happened, for assertions and for their messages.</summary>
public sealed partial class TestCluster
{
    private const int ToldChanges = 20;

    /// <summary>The Events of a namespace, oldest first.</summary>
    public async Task<IReadOnlyList<ClusterEvent>> EventsAsync(string @namespace = "default") =>
        [.. (await ListAsync("events", @namespace)).OrderBy(e => e.Root["lastTimestamp"u8].AsString(), StringComparer.Ordinal).Select(EventOf)];

    /// <summary>
    /// The writes since the cluster started, oldest first: of one object (<c>deployment/web</c>), of a kind, or of
    /// everything in a namespace when nothing is named.
    /// </summary>
    public async Task<IReadOnlyList<Change>> HistoryAsync(string target = "", string @namespace = "default")
    {
        var aim = target.Length > 0 ? Target.Of(target, plane.Kinds) : null;
        return await pump.RunAsync(() => Task.FromResult<IReadOnlyList<Change>>([.. Changes().Where(c => aim is null
            ? c.Object.Namespace == @namespace
            : c.Object.Kind == aim.Kind.Name && c.Object.Namespace == aim.Place(@namespace) && (aim.Name.Length == 0 || c.Object.Name == aim.Name))]));
    }

    /// <summary>An object, what Events say of it and of what belongs to it, and what was written last: enough to see why it is not as it should be.</summary>
    public async Task<string> StoryAsync(string target, string @namespace = "default")
    {
        var aim = Target.Of(target, plane.Kinds);
        var story = new StringBuilder();
        foreach (var found in aim.Name.Length > 0 ? (IReadOnlyList<Document?>)[await FindAsync(target, @namespace)] : await ListAsync(target, @namespace))
        {
            story.AppendLine(found is null ? $"{target} is not there." : $"{found.Kind} {found.Name} is there {(found.Status.IsNullOrMissing ? "without a status" : $"with status {found.Status}")}");
            foreach (var condition in found is null ? [] : Conditions.Told(found)) story.AppendLine($"  {condition}");
        }
        Append(story, "Pods", (await ListAsync("pods", aim.Kind.Namespaced ? @namespace : "")).Select(p => $"{p.Name}: {p.Status["phase"u8].AsString()} {string.Join("; ", Conditions.Told(p).Where(c => c.Contains("=False", StringComparison.Ordinal)))}"));
        Append(story, "Events", (await EventsAsync(aim.Kind.Namespaced ? @namespace : "default")).TakeLast(ToldChanges).Select(e => e.ToString()));
        Append(story, "Last writes", (await HistoryAsync("", aim.Kind.Namespaced ? @namespace : "")).Where(c => c.Object.Kind != "Event").TakeLast(ToldChanges).Select(c => c.ToString()));
        Append(story, "Ended loops", parts.Where(p => p.Failure is not null).Select(p => $"{p.Name}: {p.Failure}"));
        return story.ToString();
    }

    private IEnumerable<Change> Changes()
    {
        using var watch = plane.Store.Watch("/registry/", plane.Store.CompactedRevision);
        while (watch.TryRead(out var change))
            yield return new Change(plane.Store.TimeOf(change.Revision) ?? default, change.Kind.ToString(), Read(change.Entry), change.Previous is { } before ? Read(before) : null);
    }

    private static Document Read(StoreEntry entry) => entry.Decoded as Document ?? Document.Parse(entry.Value);

    private static ClusterEvent EventOf(Document told)
    {
        var about = told.Root["involvedObject"u8];
        return new ClusterEvent(told.Root["type"u8].AsString(), told.Root["reason"u8].AsString(),
            $"{about["kind"u8].AsString()}/{about["name"u8].AsString()}", told.Root["message"u8].AsString(), Math.Max(1, told.Root["count"u8].AsInt32()));
    }

    private static void Append(StringBuilder story, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0) return;
        story.AppendLine($"{title}:");
        foreach (var line in all) story.AppendLine($"  {line}");
    }
}

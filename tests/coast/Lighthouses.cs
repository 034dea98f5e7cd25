using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Timonier.Coast;

/// <summary>The objects, in memory, and those who watch them.</summary>
public sealed class Lighthouses
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private readonly List<(string Namespace, Channel<JsonObject> Events)> watchers = [];
    private long revision = 100;

    public (List<JsonObject> Items, string Revision) In(string ns)
    {
        lock (gate) return ([.. objects.Values.Where(o => IsIn(o, ns)).Select(Copy)], $"{revision}");
    }

    public JsonObject? Find(string ns, string name)
    {
        lock (gate) return objects.TryGetValue($"{ns}/{name}", out var found) ? Copy(found) : null;
    }

    /// <summary>Null when there is one of that name.</summary>
    public JsonObject? Create(string ns, JsonObject body)
    {
        var metadata = body["metadata"]!.AsObject();
        lock (gate)
        {
            var key = $"{ns}/{(string)metadata["name"]!}";
            if (objects.ContainsKey(key)) return null;
            revision++;
            (metadata["namespace"], metadata["uid"], metadata["resourceVersion"]) = (ns, $"uid-{revision}", $"{revision}");
            metadata["creationTimestamp"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            (body["apiVersion"], body["kind"]) = ($"{CoastDocuments.Group}/{CoastDocuments.Version}", CoastDocuments.Kind);
            objects[key] = body;
            Tell("ADDED", body);
            return Copy(body);
        }
    }

    /// <summary>A merge patch, as of RFC 7396; null when there is none of that name.</summary>
    public JsonObject? Patch(string ns, string name, JsonObject patch)
    {
        lock (gate)
        {
            if (!objects.TryGetValue($"{ns}/{name}", out var body)) return null;
            Merge(body, patch);
            body["metadata"]!["resourceVersion"] = $"{++revision}";
            Tell("MODIFIED", body);
            return Copy(body);
        }
    }

    public JsonObject? Delete(string ns, string name)
    {
        lock (gate)
        {
            if (!objects.Remove($"{ns}/{name}", out var gone)) return null;
            gone["metadata"]!["resourceVersion"] = $"{++revision}";
            Tell("DELETED", gone);
            return gone;
        }
    }

    /// <summary>The events from now on; the objects that are there come first when asked for.</summary>
    public ChannelReader<JsonObject> Watch(string ns, bool withPresent)
    {
        var events = Channel.CreateUnbounded<JsonObject>();
        lock (gate)
        {
            if (withPresent)
                foreach (var present in objects.Values.Where(o => IsIn(o, ns))) events.Writer.TryWrite(Event("ADDED", present));
            watchers.Add((ns, events));
        }
        return events.Reader;
    }

    public void Forget(ChannelReader<JsonObject> events)
    {
        lock (gate) watchers.RemoveAll(w => w.Events.Reader == events);
    }

    /// <summary>How many watch now.</summary>
    public int Watchers
    {
        get
        {
            lock (gate) return watchers.Count;
        }
    }

    private void Tell(string type, JsonObject about)
    {
        foreach (var (ns, events) in watchers.Where(w => IsIn(about, w.Namespace))) events.Writer.TryWrite(Event(type, about));
    }

    private static void Merge(JsonObject body, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) body.Remove(name);
            else if (value is JsonObject inner && body[name] is JsonObject present) Merge(present, inner);
            else body[name] = value.DeepClone();
        }
    }

    private static JsonObject Event(string type, JsonObject about) => new() { ["type"] = type, ["object"] = Copy(about) };

    private static bool IsIn(JsonObject body, string ns) => ns.Length == 0 || (string)body["metadata"]!["namespace"]! == ns;

    private static JsonObject Copy(JsonObject body) => body.DeepClone().AsObject();
}

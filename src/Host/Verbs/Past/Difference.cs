using Timonier.Documents;

namespace Timonier.Host.Verbs.Past;

/// <summary>What differs between two versions of an object, a line for each place.</summary>
internal static class Difference
{
    private const int LongestValue = 60;
    private const string Nothing = "(none)";

    // What every write changes says nothing.
    private static readonly HashSet<string> Untold = ["metadata.managedFields", "metadata.resourceVersion", "metadata.generation"];

    public static List<string> Of(Documents.Node before, Documents.Node after)
    {
        var lines = new List<string>();
        Add(lines, "", before, after, hides: after["kind"u8].TextEquals("Secret"u8));
        return lines;
    }

    /// <summary>The manager whose entry this write changed, or where none did the one that wrote last; times are whole seconds.</summary>
    public static string WriterOf(Documents.Node before, Documents.Node after)
    {
        var known = new HashSet<string>();
        foreach (var entry in Managers(before)) known.Add(entry.ToString());
        var (writer, last, isNew) = ("", DateTimeOffset.MinValue, false);
        foreach (var entry in Managers(after))
        {
            if (entry["time"u8].AsTime() is not { } time) continue;
            var changed = !known.Contains(entry.ToString());
            if ((changed, time).CompareTo((isNew, last)) >= 0) (writer, last, isNew) = (entry["manager"u8].AsString(), time, changed);
        }
        return writer;
    }

    private static Documents.Node.ItemSequence Managers(Documents.Node version) => version["metadata"u8]["managedFields"u8].Items;

    private static void Add(List<string> lines, string path, Documents.Node before, Documents.Node after, bool hides)
    {
        if (Untold.Contains(path) || before.Raw.Span.SequenceEqual(after.Raw.Span)) return;
        if (before.IsObject && after.IsObject) AddMembers(lines, path, before, after, hides);
        else if (before.IsArray && after.IsArray) AddItems(lines, path, before, after, hides);
        else if (hides && path.StartsWith("data", StringComparison.Ordinal)) lines.Add($"{path}: (another secret value)");
        else lines.Add($"{path}: {Shown(before)} -> {Shown(after)}");
    }

    private static void AddMembers(List<string> lines, string path, Documents.Node before, Documents.Node after, bool hides)
    {
        var names = new List<string>();
        foreach (var member in before.Members) names.Add(member.Name);
        foreach (var member in after.Members)
            if (!before[member.Name].Exists) names.Add(member.Name);
        foreach (var name in names) Add(lines, path.Length == 0 ? name : $"{path}.{name}", before[name], after[name], hides);
    }

    // Items with names are the same ones wherever they stand.
    private static void AddItems(List<string> lines, string path, Documents.Node before, Documents.Node after, bool hides)
    {
        var (old, now) = (Keyed(before), Keyed(after));
        foreach (var key in old.Keys.Union(now.Keys)) Add(lines, $"{path}[{key}]", old.GetValueOrDefault(key), now.GetValueOrDefault(key), hides);
    }

    private static Dictionary<string, Documents.Node> Keyed(Documents.Node list)
    {
        var items = new Dictionary<string, Documents.Node>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            var name = item["name"u8].AsStringOrNull() ?? item["type"u8].AsStringOrNull() ?? "";
            if (name.Length == 0 || !items.TryAdd(name, item)) items[items.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)] = item;
        }
        return items;
    }

    private static string Shown(Documents.Node value)
    {
        if (!value.Exists) return Nothing;
        var text = value.IsString ? value.AsString() : value.ToString();
        return text.Length <= LongestValue ? text : text[..LongestValue] + "...";
    }
}

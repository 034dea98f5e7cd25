using System.Text.Json.Nodes;

namespace Timonier.Kinds.Tests.Rules;

/// <summary>
/// Reads the <c>.rules</c> files beside it. A file has blocks: a line <c>object GROUP KIND [PART]</c> ("core" for the
/// core group; PART a subresource), then a valid object in JSON, indented. Each case below it is a few edits of that
/// object, <c>path = json</c> (nothing behind the sign takes the field away), and what validation then says, indented;
/// nothing when the object is still valid. A case with an edit <c>old path = json</c>, or with the line
/// <c>update</c>, is an update of the object before its edits, and so are all cases of a subresource.
/// </summary>
internal static class RuleCases
{
    public static IEnumerable<RuleCase> All() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Rules"), "*.rules").Order(StringComparer.Ordinal).SelectMany(Read);

    private static IEnumerable<RuleCase> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        string[] header = [];
        var json = "";
        for (var i = 0; i < lines.Length;)
        {
            if (lines[i].Length == 0 || lines[i][0] == '#')
            {
                i++;
                continue;
            }
            var start = i;
            var edits = Take(lines, ref i, indented: false);
            var said = Take(lines, ref i, indented: true);
            if (edits[0].StartsWith("object ", StringComparison.Ordinal))
            {
                header = edits[0].Split(' ');
                json = string.Concat(said);
                (edits, said) = ([], []);
            }
            var name = $"{Path.GetFileNameWithoutExtension(path)}:{start + 1} {header[2]} {string.Join(", ", edits)}";
            var group = header[1] == "core" ? "" : header[1];
            yield return Make(name, group, header[2], header.ElementAtOrDefault(3) ?? "", json, edits, string.Join('\n', said).Replace("\\n", "\n", StringComparison.Ordinal));
        }
    }

    private static List<string> Take(string[] lines, ref int i, bool indented)
    {
        var taken = new List<string>();
        while (i < lines.Length && lines[i].Length > 0 && lines[i][0] == ' ' == indented) taken.Add(lines[i++].TrimStart());
        return taken;
    }

    private static RuleCase Make(string name, string group, string kind, string part, string json, List<string> edits, string said)
    {
        var (now, old) = (JsonNode.Parse(json)!, JsonNode.Parse(json)!);
        var update = part.Length > 0;
        foreach (var edit in edits)
        {
            var ofOld = edit.StartsWith("old ", StringComparison.Ordinal);
            update |= ofOld || edit == "update";
            if (edit == "update") continue;
            var sign = edit.IndexOf(" =", StringComparison.Ordinal);
            Set(ofOld ? old : now, Steps(edit[(ofOld ? 4 : 0)..sign]), edit[(sign + 2)..].Trim());
        }
        return new RuleCase(name, group, kind, part, now.ToJsonString(), update ? old.ToJsonString() : null, said);
    }

    /// <summary>The names in <c>spec.containers[0].env</c> or <c>metadata.labels[a.b/c]</c>.</summary>
    private static List<string> Steps(string path)
    {
        var steps = new List<string>();
        foreach (var part in path.Split('['))
        {
            var close = part.IndexOf(']', StringComparison.Ordinal);
            if (close >= 0) steps.Add(part[..close]);
            steps.AddRange(part[(close + 1)..].Split('.', StringSplitOptions.RemoveEmptyEntries));
        }
        return steps;
    }

    private static void Set(JsonNode root, List<string> steps, string json)
    {
        var place = root;
        foreach (var step in steps.SkipLast(1))
        {
            if (place is JsonArray array) place = array[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!;
            else place = place[step] ??= new JsonObject();
        }
        var value = json.Length == 0 ? null : JsonNode.Parse(json);
        if (place is not JsonArray list) Put(place.AsObject(), steps[^1], json, value);
        else if (int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture) is var position && position == list.Count) list.Add(value);
        else list[position] = value;
    }

    private static void Put(JsonObject place, string name, string json, JsonNode? value)
    {
        if (json.Length == 0) place.Remove(name);
        else place[name] = value;
    }
}

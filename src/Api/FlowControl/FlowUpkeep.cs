using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.FlowControl;

/// <summary>One thing to do for the configuration.</summary>
/// <param name="Do">create, update, delete or status.</param>
/// <param name="Object">The object as it is to be; of a status, only what is said in it.</param>
internal sealed record UpkeepAction(string Do, DraftObject Object)
{
    public string Kind => Object.String("kind");
    public string Name => Object.Object("metadata").String("name");
}

/// <summary>
/// What is to be done so that the configuration is as upstream keeps it: what is mandatory stands as it must, what is
/// suggested stands, with its own spec unless somebody took it over, what was once suggested goes, and every schema says
/// whether its level exists.
/// </summary>
internal static class FlowUpkeep
{
    private const string Dangling = "Dangling";

    public static List<UpkeepAction> Plan(IEnumerable<Document> documents, DateTimeOffset now)
    {
        var present = documents.ToDictionary(d => (d.Kind, d.Name));
        List<DraftObject> wanted = [.. FlowDefaults.Levels(), .. FlowDefaults.Schemas()];
        var actions = new List<UpkeepAction>();
        foreach (var one in wanted)
        {
            if (!present.TryGetValue((one.String("kind"), one.Object("metadata").String("name")), out var found)) actions.Add(new UpkeepAction("create", one));
            else if (Revised(found, one) is { } revised) actions.Add(new UpkeepAction("update", revised));
        }
        var known = wanted.Select(w => (Kind: w.String("kind"), w.Object("metadata").String("name"))).ToHashSet();
        var levels = present.Keys.Concat(known).Where(k => k.Kind == "PriorityLevelConfiguration").Select(k => k.Item2).ToHashSet(StringComparer.Ordinal);
        foreach (var document in present.Values.OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            if (!known.Contains((document.Kind, document.Name)) && Follows(document) == true) actions.Add(new UpkeepAction("delete", DraftObject.Of(document)));
            else if (document.Kind == "FlowSchema" && Said(document, levels, now) is { } status) actions.Add(new UpkeepAction("status", status));
        }
        return actions;
    }

    // True and false as the annotation says; null when it says nothing.
    private static bool? Follows(Document document)
    {
        var said = document.Metadata["annotations"u8][FlowDefaults.AutoUpdate];
        return said.TextEquals("true"u8) ? true : said.TextEquals("false"u8) ? false : null;
    }

    private static DraftObject? Revised(Document found, DraftObject wanted)
    {
        // Who has never been changed is still ours.
        var said = Follows(found);
        var ours = FlowDefaults.IsMandatory(found.Name) || (said ?? found.Metadata["generation"u8].AsInt64() == 1);
        var differs = ours && !Draft.DeepEquals(Draft.From(found.Spec), wanted["spec"]);
        if (said == ours && !differs) return null;
        var revised = DraftObject.Of(found);
        if (said != ours) revised.Object("metadata").Object("annotations")[FlowDefaults.AutoUpdate] = ours ? "true" : "false";
        if (differs) revised["spec"] = wanted["spec"]!.Clone();
        return revised;
    }

    private static DraftObject? Said(Document schema, HashSet<string> levels, DateTimeOffset now)
    {
        var level = schema.Spec["priorityLevelConfiguration"u8]["name"u8].AsString();
        var exists = levels.Contains(level);
        var (status, reason) = exists ? ("False", "Found") : ("True", "NotFound");
        var message = $"This FlowSchema references the PriorityLevelConfiguration object named {GoText.Quote(level)} {(exists ? "and it exists" : "but there is no such object")}";
        foreach (var condition in schema.Status["conditions"u8].Items)
        {
            if (condition["type"u8].AsString() == Dangling && condition["status"u8].AsString() == status
                && condition["reason"u8].AsString() == reason && condition["message"u8].AsString() == message) return null;
        }
        return new DraftObject
        {
            ["apiVersion"] = schema.ApiVersion,
            ["kind"] = schema.Kind,
            ["metadata"] = new DraftObject { ["name"] = schema.Name },
            ["status"] = new DraftObject
            {
                ["conditions"] = new DraftArray(
                [
                    new DraftObject { ["type"] = Dangling, ["status"] = status, ["lastTransitionTime"] = ApiTime.Seconds(now), ["reason"] = reason, ["message"] = message },
                ]),
            },
        };
    }
}

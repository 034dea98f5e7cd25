using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;

namespace Timonier.Scheduling.Configuration;

public static partial class SchedulerConfigReader
{
    private static readonly string[] PointNames =
        ["queueSort", "preEnqueue", "preFilter", "filter", "postFilter", "preScore", "score", "reserve", "permit", "preBind", "bind", "postBind"];

    private static List<ProfileConfig> ProfilesOf(Node list, ConfigFindings findings)
    {
        var profiles = new List<ProfileConfig>();
        foreach (var item in list.Items)
        {
            var path = $"profiles[{profiles.Count}]";
            findings.Expect(item, path, "schedulerName", "percentageOfNodesToScore", "plugins", "pluginConfig");
            var name = item["schedulerName"u8].AsStringOrNull();
            // One profile alone may leave its name out.
            if (string.IsNullOrEmpty(name) && list.Count > 1) findings.Add(FieldErrors.Required($"{path}.schedulerName"));
            name = string.IsNullOrEmpty(name) ? Profile.UsualName : name;
            if (profiles.Any(p => p.SchedulerName == name)) findings.Add(FieldErrors.Duplicate($"{path}.schedulerName", name));
            var plugins = item["plugins"u8];
            findings.Expect(plugins, $"{path}.plugins", ["multiPoint", .. PointNames]);
            profiles.Add(new ProfileConfig
            {
                SchedulerName = name,
                PercentageOfNodesToScore = item["percentageOfNodesToScore"u8].IsNullOrMissing ? null
                    : (int)findings.Number(item, path, "percentageOfNodesToScore", 0, 0, 100, "not in valid range [0-100]"),
                MultiPoint = SetOf(plugins["multiPoint"u8], $"{path}.plugins.multiPoint", findings),
                Points = PointNames.Select((p, i) => (Point: (ExtensionPoint)i, Set: SetOf(plugins[p], $"{path}.plugins.{p}", findings)))
                    .Where(p => p.Set != PluginSet.Empty).ToDictionary(p => p.Point, p => p.Set),
                Args = PluginArgsReader.Read(item["pluginConfig"u8], $"{path}.pluginConfig", findings),
            });
        }
        var sort = profiles.Count == 0 ? null : SortOf(profiles[0]);
        for (var i = 1; i < profiles.Count; i++)
            if (SortOf(profiles[i]) != sort) findings.Add(FieldErrors.Invalid($"profiles[{i}].plugins.queueSort", SortOf(profiles[i]), "has to match for all profiles"));
        return profiles;
    }

    private static string SortOf(ProfileConfig profile) =>
        profile.Points.TryGetValue(ExtensionPoint.QueueSort, out var set) ? $"enabled {string.Join(' ', set.Enabled.Select(e => e.Name))}, disabled {string.Join(' ', set.Disabled)}" : "";

    private static PluginSet SetOf(Node set, string path, ConfigFindings findings)
    {
        if (!set.IsObject) return PluginSet.Empty;
        findings.Expect(set, path, "enabled", "disabled");
        var (enabled, disabled) = (new List<PluginChoice>(), new List<string>());
        foreach (var item in set["enabled"u8].Items)
        {
            var at = $"{path}.enabled[{enabled.Count}]";
            findings.Expect(item, at, "name", "weight");
            var name = item["name"u8].AsString();
            if (!PluginRegistry.Knows(name)) findings.Add(FieldErrors.Invalid(at, name, $"plugin {GoText.Quote(name)} does not exist"));
            else if (enabled.Any(e => e.Name == name)) findings.Add(FieldErrors.Duplicate(at, name));
            else enabled.Add(new PluginChoice(name, (int)findings.Number(item, at, "weight", 0, 0, int.MaxValue, "must not be negative")));
        }
        foreach (var item in set["disabled"u8].Items)
        {
            findings.Expect(item, $"{path}.disabled[{disabled.Count}]", "name", "weight");
            disabled.Add(item["name"u8].AsString());
        }
        return new PluginSet(enabled, disabled);
    }
}

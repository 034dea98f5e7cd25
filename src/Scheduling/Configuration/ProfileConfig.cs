using Timonier.Scheduling.Framework;

namespace Timonier.Scheduling.Configuration;

/// <summary>One profile as the user wrote it: what differs from the defaults.</summary>
public sealed record ProfileConfig
{
    public string SchedulerName { get; init; } = Profile.UsualName;

    /// <summary>Null: as for all profiles.</summary>
    public int? PercentageOfNodesToScore { get; init; }

    /// <summary>For every place where a plugin can act.</summary>
    public PluginSet MultiPoint { get; init; } = PluginSet.Empty;

    /// <summary>For single places.</summary>
    public IReadOnlyDictionary<ExtensionPoint, PluginSet> Points { get; init; } = new Dictionary<ExtensionPoint, PluginSet>();

    /// <summary>The settings of plugins, by their names, each of the plugin's own type.</summary>
    public IReadOnlyDictionary<string, object> Args { get; init; } = new Dictionary<string, object>();
}

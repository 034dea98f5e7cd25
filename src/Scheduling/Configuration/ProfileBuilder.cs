using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Plugins;

namespace Timonier.Scheduling.Configuration;

/// <summary>Makes a profile of the defaults and of what the user wants otherwise, by upstream's rules of precedence.</summary>
public static class ProfileBuilder
{
    /// <exception cref="FormatException">The plugins do not make a profile; the message is for the user.</exception>
    public static Profile Build(ProfileConfig config, SchedulerConfig common)
    {
        var made = new Dictionary<string, IPlugin>(StringComparer.Ordinal);
        var everywhere = Everywhere(config.MultiPoint);
        var sorts = At(ExtensionPoint.QueueSort).ToList();
        if (sorts.Count != 1) throw new FormatException(sorts.Count == 0 ? $"no queue sort plugin is enabled in profile {config.SchedulerName}" : $"only one queue sort plugin can be enabled in profile {config.SchedulerName}");
        if (!At(ExtensionPoint.Bind).Any()) throw new FormatException($"at least one bind plugin is needed for profile with scheduler name \"{config.SchedulerName}\"");
        return new Profile
        {
            SchedulerName = config.SchedulerName,
            PercentageOfNodesToScore = config.PercentageOfNodesToScore ?? common.PercentageOfNodesToScore,
            Sort = (IQueueSortPlugin)sorts[0].Plugin,
            Gates = [.. At(ExtensionPoint.PreEnqueue).Select(p => (IPreEnqueuePlugin)p.Plugin)],
            Filters = [.. At(ExtensionPoint.Filter).Select(p => (IFilterPlugin)p.Plugin)],
            PostFilters = [.. At(ExtensionPoint.PostFilter).Select(p => (IPostFilterPlugin)p.Plugin)],
            Scores = [.. At(ExtensionPoint.Score).Select(p => ((IScorePlugin)p.Plugin, p.Weight == 0 ? 1 : p.Weight))],
            Reserves = [.. At(ExtensionPoint.Reserve).Select(p => (IReservePlugin)p.Plugin)],
            PreBinds = [.. At(ExtensionPoint.PreBind).Select(p => (IPreBindPlugin)p.Plugin)],
            Binds = [.. At(ExtensionPoint.Bind).Select(p => (IBindPlugin)p.Plugin)],
            Hints = made.Values.OfType<IQueueingHints>().ToDictionary(p => p.Name, StringComparer.Ordinal),
        };

        // Named for the place itself first; then those that act everywhere, unless switched off there.
        IEnumerable<(IPlugin Plugin, int Weight)> At(ExtensionPoint point)
        {
            var set = config.Points.GetValueOrDefault(point, PluginSet.Empty);
            foreach (var choice in set.Enabled) yield return (Make(choice), choice.Weight);
            foreach (var choice in everywhere)
                if (!set.Disables(choice.Name) && !set.Enabled.Any(e => e.Name == choice.Name) && PluginRegistry.ActsAt(Make(choice), point)) yield return (Make(choice), choice.Weight);
        }

        IPlugin Make(PluginChoice choice)
        {
            if (!made.TryGetValue(choice.Name, out var plugin)) made[choice.Name] = plugin = PluginRegistry.Make(choice.Name, ArgsOf(choice.Name, config, common));
            return plugin;
        }
    }

    private static object? ArgsOf(string plugin, ProfileConfig config, SchedulerConfig common)
    {
        var args = config.Args.GetValueOrDefault(plugin);
        // What an extender counts, the scheduler leaves to it.
        var ignored = common.Extenders.SelectMany(e => e.IgnoredByScheduler).ToList();
        if (plugin != "NodeResourcesFit" || ignored.Count == 0) return args;
        var fit = (NodeResourcesFitArgs?)args ?? new NodeResourcesFitArgs();
        return fit with { IgnoredResources = [.. fit.IgnoredResources, .. ignored] };
    }

    private static List<PluginChoice> Everywhere(PluginSet wanted)
    {
        var own = wanted.Enabled.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var all = new List<PluginChoice>();
        foreach (var usual in PluginRegistry.Defaults)
        {
            if (wanted.Disables(usual.Name)) continue;
            // Named again, it keeps its place and takes the new weight.
            all.Add(own.Remove(usual.Name, out var choice) ? choice with { Weight = choice.Weight == 0 ? usual.Weight : choice.Weight } : usual);
        }
        all.AddRange(wanted.Enabled.Where(c => own.ContainsKey(c.Name)));
        return all;
    }
}

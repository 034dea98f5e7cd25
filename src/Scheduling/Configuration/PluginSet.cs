namespace Timonier.Scheduling.Configuration;

/// <summary>What is switched on and off at one place; "*" switches off all that is on by default.</summary>
public sealed record PluginSet(IReadOnlyList<PluginChoice> Enabled, IReadOnlyList<string> Disabled)
{
    public static PluginSet Empty { get; } = new([], []);

    public bool Disables(string plugin) => Disabled.Contains(plugin) || Disabled.Contains("*");
}

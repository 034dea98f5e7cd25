namespace Timonier.Scheduling.Configuration;

/// <summary>A plugin that is switched on, and how much its score counts; 0: as usual.</summary>
public sealed record PluginChoice(string Name, int Weight = 0);

namespace Timonier.Scheduling.Plugins;

/// <summary>The plugin that turned a node down, and why, in upstream's words.</summary>
public sealed record Refusal(string Plugin, IReadOnlyList<string> Reasons);

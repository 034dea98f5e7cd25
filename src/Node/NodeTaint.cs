namespace Timonier.Node;

/// <summary>A taint the node registers itself with.</summary>
public sealed record NodeTaint(string Key, string Value, string Effect);

namespace Timonier.Coast;

/// <summary>Who asks, as the front proxy says.</summary>
public sealed record Visitor(string Name, string Uid, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, string[]> Extra);

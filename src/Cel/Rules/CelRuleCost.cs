namespace Timonier.Cel;

/// <summary>The most that one rule may cost over one object: its estimate, times how often the schema lets it run.</summary>
public sealed record CelRuleCost(string Path, ulong Most);

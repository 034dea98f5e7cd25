namespace Timonier.Scheduling.Plugins;

public sealed record NodeResourcesFitArgs
{
    /// <summary>Extended resources that the filter does not look at.</summary>
    public IReadOnlyList<string> IgnoredResources { get; init; } = [];

    /// <summary>The same for all of a domain, as "example.com".</summary>
    public IReadOnlyList<string> IgnoredResourceGroups { get; init; } = [];
    public ScoringStrategy Strategy { get; init; } = new();
}

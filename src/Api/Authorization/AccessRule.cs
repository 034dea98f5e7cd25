namespace Timonier.Api.Authorization;

/// <summary>A rule as roles write it; with <see cref="NonResourceUrls"/> it is about paths.</summary>
public sealed record AccessRule(IReadOnlyList<string> Verbs)
{
    public IReadOnlyList<string> Groups { get; init; } = [];
    public IReadOnlyList<string> Resources { get; init; } = [];
    public IReadOnlyList<string> ResourceNames { get; init; } = [];
    public IReadOnlyList<string> NonResourceUrls { get; init; } = [];
}

using System.Collections.Immutable;

namespace Timonier.Sealing;

/// <summary>Which resources a rule is for: <c>secrets</c>, <c>deployments.apps</c>, <c>*.apps</c>, <c>*.</c> (the core group), <c>*.*</c>.</summary>
internal sealed record ResourceSelection(ImmutableArray<string> Resources)
{
    public static ResourceSelection Everything { get; } = new(["*.*"]);

    /// <param name="place">A key of the store: <c>/registry/GROUP/PLURAL/...</c>.</param>
    public bool Includes(ReadOnlySpan<char> place)
    {
        Span<Range> parts = stackalloc Range[5];
        if (place.Split(parts, '/') < 4) return false;
        var plural = place[parts[3]];
        var group = place[parts[2]];
        if (group is "core") group = "";
        foreach (var resource in Resources)
            if (Matches(resource, group, plural)) return true;
        return false;
    }

    private static bool Matches(ReadOnlySpan<char> resource, ReadOnlySpan<char> group, ReadOnlySpan<char> plural)
    {
        var dot = resource.IndexOf('.');
        var named = dot < 0 ? resource : resource[..dot];
        var inGroup = dot < 0 ? default : resource[(dot + 1)..];
        return (inGroup is "*" || inGroup.SequenceEqual(group)) && (named is "*" || named.SequenceEqual(plural));
    }
}

namespace Timonier.Scheduling.Plugins;

/// <summary>A resource that a score looks at, and how much it counts.</summary>
public sealed record ResourceWeight(string Name, long Weight = 1)
{
    public static IReadOnlyList<ResourceWeight> Usual { get; } = [new("cpu"), new("memory")];
}

namespace Timonier.Controllers.Disruption;

/// <summary>How many pods the owners of those that a budget selects want; pods without an owner, and what could not be found out.</summary>
public sealed record ExpectedPods(int Total)
{
    public static ExpectedPods None { get; } = new(0);

    public IReadOnlyList<string> Unmanaged { get; init; } = [];

    /// <summary>Why the number is not known; null when it is.</summary>
    public string? Failure { get; init; }
}

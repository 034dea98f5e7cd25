namespace Timonier.Robustness.Tests;

/// <summary>A write whose answer did not come: it may have its effect now, later, or never, but only once.</summary>
/// <param name="Before">What stood there when it was asked for; null for nothing.</param>
/// <param name="After">What it asked for.</param>
internal sealed record Doubt(SeenChange? Before, SeenChange After)
{
    public bool Allows(SeenChange? found) => found == Before || IsDone(found);

    /// <summary>Whether that is what it leaves behind.</summary>
    public bool IsDone(SeenChange? found) => found?.Value == After.Value;
}

namespace Timonier.Node.Volumes;

/// <summary>When volumes that could not be made are tried again, if nothing they wait for changes before: upstream's figures.</summary>
internal static class VolumeRetry
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(122);

    /// <param name="failures">How many attempts failed before the last one.</param>
    public static TimeSpan After(int failures) => TimeSpan.FromTicks(Math.Min(First.Ticks << Math.Min(failures, 8), Longest.Ticks));
}

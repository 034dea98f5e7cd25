namespace Timonier.Api.Admission.Events;

/// <summary>How many events are taken: some each second, and some at once.</summary>
/// <param name="Type">Whose events are counted together.</param>
/// <param name="PerSecond">How fast the bucket fills; at least 1.</param>
/// <param name="Burst">What it holds; at least 1.</param>
/// <param name="Remembered">Of how many it is known how full their buckets are: of those heard of last.</param>
public sealed record EventLimit(EventLimitType Type, int PerSecond, int Burst, int Remembered = EventLimit.UsuallyRemembered)
{
    public const int UsuallyRemembered = 4096;
}

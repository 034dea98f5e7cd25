using Timonier.Kernel;

namespace Timonier.Client;

/// <summary>
/// Delays between attempts: doubling from the first to the last, each stretched by up to its own length so that
/// many clients do not return together.
/// </summary>
public sealed class RetryDelay(TimeSpan first, TimeSpan last, IIdSource chance)
{
    private int attempts;

    /// <summary>The next delay; each is longer than the one before, until <see cref="Reset"/>.</summary>
    public TimeSpan Next()
    {
        var delay = first * Math.Pow(2, Math.Min(attempts++, 30));
        return (delay < last ? delay : last) * (1 + chance.NextDouble());
    }

    public void Reset() => attempts = 0;
}

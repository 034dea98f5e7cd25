using Timonier.Testing.Turns;

namespace Timonier.Testing;

/// <summary>The cluster's time.</summary>
public sealed class TestClock
{
    private readonly TimeProvider time;
    private readonly Course course;

    internal TestClock(TimeProvider time, Course course) => (this.time, this.course) = (time, course);

    /// <summary>For components that are to live in the cluster's time.</summary>
    public TimeProvider Provider => time;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>
    /// Lets that much time pass, with everything that falls due in it in its order; returns when nothing is left to do.
    /// In virtual time this takes as long as the work does that happens meanwhile, in real time as long as it says.
    /// </summary>
    public async Task Advance(TimeSpan span)
    {
        var until = time.GetUtcNow() + span;
        await course.UntilAsync(() => time.GetUtcNow() >= until, span);
        // What the last moment has brought about is part of it.
        await course.UntilAsync(static () => true, TimeSpan.Zero);
    }
}

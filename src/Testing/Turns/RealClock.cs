namespace Timonier.Testing.Turns;

/// <summary>The machine's clock, whose timers ring as turns of the pump.</summary>
public sealed class RealClock(Pump pump) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(_ => pump.Post(() => callback(state)), null, dueTime, period);
}

using Timonier.Node.Pods;

namespace Timonier.Node.Tests.Pods;

public sealed class CrashBackoffTests
{
    private static readonly DateTimeOffset Start = PlannedPod.Start;

    [Fact]
    public void Delay_EndAfterEnd_DoublesFromTenSecondsToFiveMinutes()
    {
        var backoff = CrashBackoff.None;
        var seconds = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            backoff = backoff.Counted("web", Start.AddMinutes(i), Start.AddMinutes(i));
            seconds.Add(backoff.DelayOf("web").TotalSeconds);
        }
        seconds.ShouldBe([10, 20, 40, 80, 160, 300, 300]);
    }

    [Fact]
    public void Delay_RanMoreThanTenMinutes_BeginsAgain()
    {
        var restarted = Start.AddMinutes(6);
        var backoff = CrashBackoff.None.Counted("web", Start, Start).Counted("web", Start.AddMinutes(1), restarted);
        var early = restarted + CrashBackoff.Longest * 2;
        backoff.FreeAt("web", early).ShouldBe(early + TimeSpan.FromSeconds(20));
        var late = early + TimeSpan.FromSeconds(1);
        backoff.FreeAt("web", late).ShouldBe(late);
        backoff.Counted("web", late, late).DelayOf("web").ShouldBe(CrashBackoff.First);
    }

    [Fact]
    public void Delay_OfOneContainer_DoesNotHoldAnother()
    {
        var backoff = CrashBackoff.None.Counted("web", Start, Start);
        backoff.FreeAt("log", Start).ShouldBe(Start);
        backoff.DelayOf("log").ShouldBe(TimeSpan.Zero);
    }
}

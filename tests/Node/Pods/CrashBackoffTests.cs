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
            backoff = backoff.Counted("web", Start.AddMinutes(i));
            seconds.Add(backoff.DelayOf("web").TotalSeconds);
        }
        seconds.ShouldBe([10, 20, 40, 80, 160, 300, 300]);
    }

    [Fact]
    public void Delay_MoreThanTenMinutesBetweenEnds_BeginsAgain()
    {
        var backoff = CrashBackoff.None.Counted("web", Start).Counted("web", Start.AddMinutes(1));
        var late = Start.AddMinutes(1) + CrashBackoff.Longest * 2 + TimeSpan.FromSeconds(1);
        backoff.FreeAt("web", late).ShouldBe(late);
        backoff.Counted("web", late).DelayOf("web").ShouldBe(CrashBackoff.First);
    }
}

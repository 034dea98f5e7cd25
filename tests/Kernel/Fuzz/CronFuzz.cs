using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class CronFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Schedule_AnyText_StaysWithinTheCalendar() => Run(random =>
    {
        var text = Noise.Sample(random, "*/5 * * * *", "0 0 1-15/2 jan,mar mon-fri", "@daily", "@every 1h30m", "TZ=UTC 1 2 3 4 5", "59 23 31 12 6", "?/7 0-23 ? * SUN");
        var schedule = Attempt(text.Length, () => CronSchedule.Parse(text, out var error) is { } read ? read : Refused(error));
        if (schedule is null) return;
        if (schedule.Every is { } every)
        {
            every.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1), text);
            return;
        }
        Within(schedule.Minutes, 0, 59, text);
        Within(schedule.Hours, 0, 23, text);
        Within(schedule.DaysOfMonth, 1, 31, text);
        Within(schedule.MonthsOfYear, 1, 12, text);
        Within(schedule.DaysOfWeek, 0, 6, text);
        CronSchedule.Parse(text, out _).ShouldBe(schedule);
    });

    private static void Within(ulong bits, int low, int high, string text) => (bits & ~((ulong.MaxValue >> (63 - high)) & (ulong.MaxValue << low))).ShouldBe(0UL, text);

    private static CronSchedule? Refused(string error)
    {
        error.ShouldNotBeEmpty();
        return null;
    }
}

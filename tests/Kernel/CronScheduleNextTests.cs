using System.Globalization;

namespace Timonier.Kernel.Tests;

public class CronScheduleNextTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2026-03-01T12:00:00Z", "2026-03-01T12:15:00Z")]
    [InlineData("*/15 * * * *", "2026-03-01T12:14:59Z", "2026-03-01T12:15:00Z")]
    [InlineData("0 9-17/4 * * 1-5", "2026-02-27T17:00:00Z", "2026-03-02T09:00:00Z")]
    [InlineData("30 0 13 * 5", "2026-03-01T00:00:00Z", "2026-03-06T00:30:00Z")]
    [InlineData("30 0 13 * *", "2026-03-14T00:00:00Z", "2026-04-13T00:30:00Z")]
    [InlineData("0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("@yearly", "2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("@every 90s", "2026-03-01T00:00:30.5Z", "2026-03-01T00:02:00Z")]
    public void Next_InUtc_IsTheFirstThatFits(string text, string after, string wanted) => Next(text, after, "UTC").ShouldBe(wanted);

    [Fact]
    public void Next_OfADayThatNeverComes_IsNone() => Next("59 23 31 2 *", "2026-03-01T00:00:00Z", "UTC").ShouldBe("");

    [Theory]
    [InlineData("0 9 * * *", "2026-03-01T12:00:00Z", "2026-03-02T08:00:00Z")]
    [InlineData("0 9 * * *", "2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z")]
    // Half past two is skipped on the last Sunday of March, and comes twice on that of October.
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    public void Next_InAZone_FollowsItsClocks(string text, string after, string wanted) => Next(text, after, "Europe/Paris").ShouldBe(wanted);

    [Fact]
    public void Next_WhereADayBeginsAtOne_IsNotLost() => Next("30 1 4 11 *", "2018-11-01T12:00:00Z", "America/Sao_Paulo").ShouldBe("2018-11-04T03:30:00Z");

    [Fact]
    public void Next_OverAYear_NamesEveryMinuteThatTheFieldsAllow()
    {
        var schedule = CronSchedule.Parse("7,37 */5 1-10,20 2-11/3 mon,thu", out _).ShouldNotBeNull();
        var zone = TimeZoneInfo.Utc;
        var moment = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var end = moment.AddYears(1);
        bool IsNamed(DateTimeOffset m) => m.Minute is (7 or 37) && m.Hour % 5 == 0 && m.Month is (2 or 5 or 8 or 11)
            && (m.Day is (>= 1 and <= 10) or 20 || m.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Thursday);
        var expected = Enumerable.Range(0, (int)(end - moment).TotalMinutes).Select(m => moment.AddMinutes(m)).Where(IsNamed).ToList();
        var found = new List<DateTimeOffset>();
        for (var next = schedule.Next(moment.AddSeconds(-1), zone); next < end; next = schedule.Next(next!.Value, zone)) found.Add(next!.Value);
        found.ShouldBe(expected);
    }

    private static string Next(string text, string after, string zone)
    {
        var schedule = CronSchedule.Parse(text, out var error).ShouldNotBeNull(error);
        var from = DateTimeOffset.Parse(after, CultureInfo.InvariantCulture);
        return schedule.Next(from, TimeZoneInfo.FindSystemTimeZoneById(zone)) is { } next ? ApiTime.Seconds(next) : "";
    }
}

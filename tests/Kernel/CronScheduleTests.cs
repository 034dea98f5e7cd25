namespace Timonier.Kernel.Tests;

public class CronScheduleTests
{
    [Theory]
    [InlineData("0 12 * * *", 0, 12)]
    [InlineData("59 23 * * *", 59, 23)]
    [InlineData("@hourly", 0, 7)]
    [InlineData("*/15 1-3 * * *", 45, 2)]
    [InlineData("10/20 * * * *", 50, 0)]
    public void Parse_Fields_AllowTheTime(string text, int minute, int hour)
    {
        var schedule = CronSchedule.Parse(text, out var error).ShouldNotBeNull(error);
        (schedule.Minutes >> minute & 1).ShouldBe(1UL);
        (schedule.Hours >> hour & 1).ShouldBe(1UL);
    }

    [Fact]
    public void Parse_NamesOfDaysAndMonths_AreNumbers()
    {
        var schedule = CronSchedule.Parse("0 0 1,15 feb-apr MON,sat", out _).ShouldNotBeNull();
        schedule.DaysOfMonth.ShouldBe(1UL << 1 | 1UL << 15);
        schedule.MonthsOfYear.ShouldBe(0b11100UL);
        schedule.DaysOfWeek.ShouldBe(1UL << 1 | 1UL << 6);
        (schedule.AnyDayOfMonth, schedule.AnyDayOfWeek).ShouldBe((false, false));
    }

    [Fact]
    public void Parse_Stars_SayThatAnyDayWillDo()
    {
        var schedule = CronSchedule.Parse("0 0 */2 * ?", out _).ShouldNotBeNull();
        (schedule.AnyDayOfMonth, schedule.AnyDayOfWeek).ShouldBe((true, true));
    }

    [Theory]
    [InlineData("@every 90s", 90)]
    [InlineData("@every 10ms", 1)]
    public void Parse_Every_IsADistanceOfASecondOrMore(string text, int seconds) =>
        CronSchedule.Parse(text, out _).ShouldNotBeNull().Every.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("", "empty spec string")]
    [InlineData("TZ=UTC", "provided bad location UTC")]
    [InlineData("0 0 -1 * *", "failed to parse int from : strconv.Atoi: parsing \"\": invalid syntax")]
    public void Parse_Wrong_SaysWhy(string text, string expected)
    {
        CronSchedule.Parse(text, out var error).ShouldBeNull();
        error.ShouldBe(expected);
    }
}

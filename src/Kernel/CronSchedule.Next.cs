using System.Numerics;

namespace Timonier.Kernel;

public sealed partial record CronSchedule
{
    // A schedule such as the 31st of February never comes.
    private const int YearsAhead = 5;

    /// <summary>
    /// The first moment after this one that the schedule names, as a clock on the wall of that zone shows it: what falls
    /// into an hour that the zone skips does not come, what falls into one that it repeats comes twice. Null when none
    /// comes within five years.
    /// </summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (Every is { } every) return WholeSeconds(after) + WholeSeconds(every);
        var moment = WholeSeconds(after).AddSeconds(1);
        moment = moment.Second == 0 ? moment : moment.AddSeconds(60 - moment.Second);
        var last = TimeZoneInfo.ConvertTime(moment, zone).Year + YearsAhead;
        while (true)
        {
            var local = TimeZoneInfo.ConvertTime(moment, zone);
            if (local.Year > last) return null;
            if (!Has(MonthsOfYear, local.Month)) moment = AtMidnight(new DateTime(local.Year, local.Month, 1).AddMonths(1), zone);
            else if (!IsDay(local)) moment = AtMidnight(local.Date.AddDays(1), zone);
            else if (!Has(Hours, local.Hour)) moment = moment.AddMinutes(60 - local.Minute);
            else if (BitOperations.TrailingZeroCount(Minutes >> local.Minute) is var wait && wait > 0) moment = moment.AddMinutes(Math.Min(wait, 60 - local.Minute));
            else return moment;
        }
    }

    private bool IsDay(DateTimeOffset local)
    {
        var (ofMonth, ofWeek) = (Has(DaysOfMonth, local.Day), Has(DaysOfWeek, (int)local.DayOfWeek));
        return AnyDayOfMonth || AnyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    private static bool Has(ulong bits, int value) => (bits >> value & 1) == 1;

    // Where a day begins later than at midnight, it begins with the first moment that there is.
    private static DateTimeOffset AtMidnight(DateTime day, TimeZoneInfo zone)
    {
        var begin = day;
        while (zone.IsInvalidTime(begin)) begin = begin.AddMinutes(30);
        var offset = zone.IsAmbiguousTime(begin) ? zone.GetAmbiguousTimeOffsets(begin).Max() : zone.GetUtcOffset(begin);
        return new DateTimeOffset(begin, offset).ToUniversalTime();
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static TimeSpan WholeSeconds(TimeSpan span) => TimeSpan.FromSeconds(Math.Floor(span.TotalSeconds));
}

using System.Text.RegularExpressions;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Rules of CronJobs.</summary>
internal static partial class CronJobRules
{
    /// <summary>Eleven characters of the Job's name are its time.</summary>
    private const int LongestName = 52;

    public static void CronJob(Place job)
    {
        var (spec, name) = (job["spec"], job["metadata"]["name"]);
        if (spec["schedule"].Text.Length == 0) spec["schedule"].Required();
        else Schedule(spec);
        spec["startingDeadlineSeconds"].NotNegative();
        var zone = spec["timeZone"];
        if (zone.Exists && (!job.IsUpdate || zone.Changed)) TimeZone(zone);
        spec["concurrencyPolicy"].Choice("Allow", "Forbid", "Replace");
        var made = spec.At("jobTemplate.spec");
        JobRules.Template(made);
        if (made["selector"].Exists) made["selector"].Invalid("`selector` will be auto-generated");
        if (made["manualSelector"].Node.AsBool()) made.Add(FieldErrors.NotSupportedRaw(made["manualSelector"].Path, "true", "nil", "false"));
        spec.NotNegative("successfulJobsHistoryLimit", "failedJobsHistoryLimit");
        if (!job.IsUpdate && name.Text.Length > LongestName) name.Invalid($"must be no more than {LongestName} characters");
    }

    private static void Schedule(Place spec)
    {
        var schedule = spec["schedule"];
        if (CronSchedule.Parse(schedule.Text, out var error) is null) schedule.Invalid(error);
        if (!schedule.Text.Contains("TZ", StringComparison.Ordinal)) return;
        if (!schedule.Old.AsString().Contains("TZ", StringComparison.Ordinal)) schedule.Invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        else if (spec["timeZone"].Exists) schedule.Invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
    }

    private static void TimeZone(Place zone)
    {
        if (zone.Text.Length == 0)
        {
            zone.Invalid("timeZone must be nil or non-empty string");
            return;
        }
        if (zone.Text.Split('/').Any(p => p is "." or ".." || p.StartsWith('-') || !ZonePart().IsMatch(p)))
        {
            zone.Invalid("unknown time zone " + zone.Text);
            return;
        }
        var local = zone.Text.Equals("Local", StringComparison.OrdinalIgnoreCase);
        if (local) zone.Invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        if (zone.Text is not ("Local" or "UTC") && !TimeZoneInfo.TryFindSystemTimeZoneById(zone.Text, out _)) zone.Invalid("unknown time zone " + zone.Text);
    }

    [GeneratedRegex("^[A-Za-z.\\-_0-9+]{1,14}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZonePart();
}

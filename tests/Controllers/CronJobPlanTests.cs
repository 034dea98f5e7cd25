using System.Globalization;
using Timonier.Controllers.CronJobs;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class CronJobPlanTests
{
    [Fact]
    public void Compute_BeforeTheFirstTime_WaitsForIt()
    {
        var plan = At("11:05:30", CronJob("'schedule':'*/10 * * * *'"));
        plan.Start.ShouldBeNull();
        plan.LookAgainAfter.ShouldBe(new TimeSpan(0, 0, 4, 30, 100));
    }

    [Fact]
    public void Compute_AtItsTime_StartsTheJobOfThatMinute()
    {
        var plan = At("11:10:00", CronJob("'schedule':'*/10 * * * *'", template: "'labels':{'a':'b'},'annotations':{'c':'d'}"));
        var job = plan.Start.ShouldNotBeNull().Body.ToDocument();
        job.Name.ShouldBe("often-" + Minute("11:10"));
        job.Metadata["labels"u8]["a"u8].AsString().ShouldBe("b");
        job.Metadata["annotations"u8]["c"u8].AsString().ShouldBe("d");
        job.Metadata["annotations"u8]["batch.kubernetes.io/cronjob-scheduled-timestamp"u8].AsString().ShouldBe("2026-03-01T11:10:00Z");
        Ownership.ControllerOf(job).ShouldBe(new Ownership("batch/v1", "CronJob", "often", "c1"));
        job.Spec["template"u8].Exists.ShouldBeTrue();
        plan.Start!.Event!.Message.ShouldBe($"Created job {job.Name}");
        plan.LookAgainAfter.ShouldBe(new TimeSpan(0, 0, 10, 0, 100));
        var status = plan.Status(new HashSet<string>(), Parse($"{{'metadata':{{'name':'{job.Name}','namespace':'default','uid':'u'}}}}"))!.ToDocument().Status;
        status["lastScheduleTime"u8].AsString().ShouldBe("2026-03-01T11:10:00Z");
        status["active"u8][0]["uid"u8].AsString().ShouldBe("u");
    }

    [Fact]
    public void Compute_InAZone_SchedulesAndStampsByItsClock()
    {
        var job = At("11:30:00", CronJob("'schedule':'15 12 * * *','timeZone':'Europe/Paris'")).Start!.Body.ToDocument();
        job.Metadata["annotations"u8]["batch.kubernetes.io/cronjob-scheduled-timestamp"u8].AsString().ShouldBe("2026-03-01T12:15:00+01:00");
    }

    [Fact]
    public void Compute_ZoneInAnOldSchedule_IsFollowedWithAWarning()
    {
        var plan = At("11:30:00", CronJob("'schedule':'CRON_TZ=Europe/Paris 15 12 * * *'"));
        plan.Scheduled.ShouldBe(Time("11:15:00"));
        plan.Notes.ShouldHaveSingleItem().Reason.ShouldBe("UnsupportedSchedule");
    }

    [Fact]
    public void Compute_AfterMissedTimes_StartsTheLatestOnly()
    {
        var plan = At("11:47:00", CronJob("'schedule':'*/10 * * * *'"));
        plan.Start!.Name.ShouldBe("often-" + Minute("11:40"));
        plan.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Compute_AfterMoreThanAHundredMissedTimes_WarnsAndStartsTheLatest()
    {
        var plan = At("12:45:30", CronJob("'schedule':'* * * * *'"));
        plan.Start!.Name.ShouldBe("often-" + Minute("12:45"));
        Reasons(plan).ShouldBe(["TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"]);
        At("12:39:30", CronJob("'schedule':'* * * * *'")).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Compute_ThreeYearsLate_FindsTheLatestOfAnUnevenScheduleAtOnce()
    {
        var plan = CronJobPlan.Compute(CronJob("'schedule':'30 6-16/4 * * 1-5'"), [], new DateTimeOffset(2029, 3, 2, 16, 0, 0, TimeSpan.Zero));
        plan.Scheduled.ShouldBe(new DateTimeOffset(2029, 3, 2, 14, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Compute_LateInAGapOfAnUnevenSchedule_WaitsForItsNextTime()
    {
        // The runs of Friday are further back than the distance of two runs says.
        var plan = CronJobPlan.Compute(CronJob("'schedule':'30 6-16/4 * * 1-5'"), [], new DateTimeOffset(2029, 3, 4, 12, 0, 0, TimeSpan.Zero));
        plan.Start.ShouldBeNull();
        plan.LookAgainAfter.ShouldBe(new TimeSpan(0, 18, 30, 0, 100));
    }

    [Fact]
    public void Compute_PastTheStartingDeadline_MissesTheTime()
    {
        var late = CronJob("'schedule':'0 * * * *','startingDeadlineSeconds':60", "'lastScheduleTime':'2026-03-01T10:00:00Z'");
        At("11:00:59", late).Start.ShouldNotBeNull();
        var missed = At("11:01:30", late);
        missed.Start.ShouldBeNull();
        missed.LookAgainAfter.ShouldBe(new TimeSpan(0, 0, 58, 30, 100));
    }

    [Fact]
    public void Compute_TimeAlreadyServed_StartsNothing()
    {
        At("11:12:00", CronJob("'schedule':'*/10 * * * *'", "'lastScheduleTime':'2026-03-01T11:10:00Z'")).Start.ShouldBeNull();
    }

    [Fact]
    public void Compute_EveryPeriod_KeepsItsBeatFromTheLastStart()
    {
        var plan = At("11:10:05", CronJob("'schedule':'@every 3m'", "'lastScheduleTime':'2026-03-01T11:01:00Z'"));
        plan.Scheduled.ShouldBe(Time("11:10:00"));
        plan.LookAgainAfter.ShouldBe(new TimeSpan(0, 0, 2, 55, 100));
    }

    [Fact]
    public void Compute_ForbidWithAnActiveJob_Waits()
    {
        var plan = At("11:20:00", CronJob("'schedule':'*/10 * * * *','concurrencyPolicy':'Forbid'", Active("often-x")), Job("often-x"));
        plan.Start.ShouldBeNull();
        Reasons(plan).ShouldBe(["JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid"]);
    }

    [Fact]
    public void Compute_ReplaceWithAnActiveJob_DeletesItFirst()
    {
        var plan = At("11:20:00", CronJob("'schedule':'*/10 * * * *','concurrencyPolicy':'Replace'", Active("often-x")), Job("often-x"));
        var delete = plan.Delete.ShouldHaveSingleItem();
        (delete.Name, delete.Uid, delete.PropagationPolicy, delete.Event!.Message).ShouldBe(("often-x", "often-x", "Background", "Deleted job often-x"));
        plan.Start.ShouldNotBeNull();
        plan.Status(new HashSet<string> { "often-x" }, null)!.ToDocument().Status["active"u8].Count.ShouldBe(0);
    }

    [Fact]
    public void Compute_FinishedUnknownAndMissingJobs_AreTold()
    {
        var plan = At("11:11:00", CronJob("'schedule':'*/10 * * * *'", "'lastScheduleTime':'2026-03-01T11:10:00Z','active':[{'name':'a','uid':'a'},{'name':'gone','uid':'gone'}]"),
            Job("a", "Complete"), Job("stranger"));
        Reasons(plan).ShouldBe([
            "SawCompletedJob: Saw completed job: a, condition: Complete",
            "UnexpectedJob: Saw a job that the controller did not create or forgot: stranger",
            "MissingJob: Active job went missing: gone"]);
        var status = plan.Status(new HashSet<string>(), null)!.ToDocument().Status;
        status["active"u8].Count.ShouldBe(0);
        status["lastSuccessfulTime"u8].AsString().ShouldBe("2026-03-01T11:30:00Z");
    }

    [Fact]
    public void Compute_MoreFinishedJobsThanTheLimits_DeletesTheOldestOfEachKind()
    {
        var cronJob = CronJob("'schedule':'@yearly','successfulJobsHistoryLimit':1,'failedJobsHistoryLimit':0");
        At("11:05:00", cronJob, Job("a", "Complete", "10"), Job("b", "Complete", "12"), Job("c", "Complete", "11"), Job("d", "Failed", "10"), Job("e")).Delete
            .Select(d => d.Name).ShouldBe(["a", "c", "d"]);
    }

    [Theory]
    [InlineData("'schedule':'* * * * *','suspend':true", "")]
    [InlineData("'schedule':'* * * * *','timeZone':'Mars/Base'", "UnknownTimeZone: invalid timeZone: \"Mars/Base\": unknown time zone Mars/Base")]
    [InlineData("'schedule':'* * *'", "UnparseableSchedule: unparseable schedule: \"* * *\" : expected exactly 5 fields, found 3: [* * *]")]
    [InlineData("'schedule':'59 23 31 2 *'", "InvalidSchedule: invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second")]
    public void Compute_SuspendedOrWrong_StartsNothing(string spec, string told)
    {
        var plan = At("11:20:00", CronJob(spec));
        (plan.Start, plan.LookAgainAfter).ShouldBe((null, null));
        string.Join("", Reasons(plan)).ShouldBe(told);
    }

    private static Document CronJob(string spec, string status = "", string template = "") => Parse(
        "{'apiVersion':'batch/v1','kind':'CronJob','metadata':{'name':'often','namespace':'default','uid':'c1','resourceVersion':'1','creationTimestamp':'2026-03-01T11:00:00Z'},"
        + $"'spec':{{{spec},'jobTemplate':{{'metadata':{{{template}}},'spec':{{'template':{{'spec':{{'restartPolicy':'Never'}}}}}}}}}},'status':{{{status}}}}}");

    private static Document Job(string name, string end = "", string hour = "11") => Parse(
        $"{{'metadata':{{'name':'{name}','namespace':'default','uid':'{name}'}},'status':{{'startTime':'2026-03-01T{hour}:00:00Z'"
        + (end.Length > 0 ? $",'conditions':[{{'type':'{end}','status':'True'}}]" : "") + (end == "Complete" ? ",'completionTime':'2026-03-01T11:30:00Z'" : "") + "}}");

    private static string Active(string name) => $"'lastScheduleTime':'2026-03-01T11:10:00Z','active':[{{'kind':'Job','namespace':'default','name':'{name}','uid':'{name}'}}]";

    private static CronJobPlan At(string time, Document cronJob, params Document[] jobs) => CronJobPlan.Compute(cronJob, jobs, Time(time));

    private static IEnumerable<string> Reasons(CronJobPlan plan) => plan.Notes.Select(n => $"{n.Reason}: {n.Message}");

    private static DateTimeOffset Time(string time) => DateTimeOffset.Parse($"2026-03-01T{time}Z", CultureInfo.InvariantCulture);

    private static long Minute(string time) => Time(time).ToUnixTimeSeconds() / 60;
}

using Timonier.Controllers.Autoscalers;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Autoscaling;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class AutoscalerPlanTests
{
    private const string CpuValue = "{'type':'Resource','resource':{'name':'cpu','target':{'type':'AverageValue','averageValue':'500m'}}}";
    private const string Requests = "{'type':'Pods','pods':{'metric':{'name':'requests'},'target':{'type':'AverageValue','averageValue':'10'}}}";
    private const string Queue = "{'type':'External','external':{'metric':{'name':'queue','selector':{'matchLabels':{'q':'a'}}},'target':{'type':'Value','value':'100'}}}";
    private const string QueueShare = "{'type':'External','external':{'metric':{'name':'queue'},'target':{'type':'AverageValue','averageValue':'10'}}}";
    private const string Hits = "{'type':'Object','object':{'describedObject':{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','name':'web'},'metric':{'name':'hits'},'target':{'type':'Value','value':'20'}}}";

    [Theory]
    // what each pod uses of the one CPU it requests (-: nothing is known, u: not ready yet) -> how many there should be; null: as many as now
    [InlineData("900m 900m", 4)]
    [InlineData("500m 500m", null)]
    [InlineData("540m 540m", null)] // within a tenth
    [InlineData("560m 560m", 3)]
    [InlineData("900m 900m -", 4)] // growing, the unknown one counts as idle: 60 % instead of 90
    [InlineData("100m 100m -", null)] // shrinking, it counts as using all that it requests: 40 % asks for three
    [InlineData("2 2 u", 6)] // the one that is not ready counts as idle; no more than twice as many at a time
    [InlineData("700m u", null)] // with it, growing would turn into shrinking
    [InlineData("u u", null)] // nothing is known at all
    public void Utilization_IsBroughtToItsTarget(string use, int? wanted)
    {
        var uses = use.Split(' ');
        Compute(Cpu(), uses.Length, [.. uses.Select((u, i) => Worker($"p{i}", ready: u != "u"))], Samples(use)).Replicas.ShouldBe(wanted);
    }

    [Theory]
    // a metric and what was read for it, with two pods -> how many there should be, and what the status says of it
    [InlineData(CpuValue, "1 1", 4, "{'type':'Resource','resource':{'name':'cpu','current':{'averageValue':'1'}}}")]
    [InlineData(Requests, "13 13", 3, "{'type':'Pods','pods':{'metric':{'name':'requests'},'current':{'averageValue':'13'}}}")]
    [InlineData(Queue, "= 100 50", 3, "{'type':'External','external':{'metric':{'name':'queue','selector':{'matchLabels':{'q':'a'}}},'current':{'value':'150'}}}")]
    [InlineData(QueueShare, "= 35", 4, "{'type':'External','external':{'metric':{'name':'queue'},'current':{'averageValue':'17500m'}}}")]
    [InlineData(QueueShare, "= 21", null, "{'type':'External','external':{'metric':{'name':'queue'},'current':{'averageValue':'10500m'}}}")]
    [InlineData(Hits, "= 35", 4, "{'type':'Object','object':{'metric':{'name':'hits'},'current':{'value':'35'},'describedObject':{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','name':'web'}}}")]
    public void EachKindOfMetric_HasItsOwnArithmetic(string metric, string read, int? wanted, string told)
    {
        var plan = Compute(metric, 2, [Worker("p0"), Worker("p1")], Samples(read));
        plan.Replicas.ShouldBe(wanted);
        plan.Status()!.Body.ToDocument().Status["currentMetrics"u8][0].ToString().ShouldBe(told.Replace('\'', '"'));
    }

    [Fact]
    public void Container_CountsAlone()
    {
        var metric = "{'type':'ContainerResource','containerResource':{'name':'cpu','container':'c','target':{'type':'Utilization','averageUtilization':50}}}";
        var pod = Parse(Worker("p0").ToString().Replace("\"containers\":[", "\"containers\":[{\"name\":\"other\"},", StringComparison.Ordinal));
        var plan = Compute(metric, 1, [pod], Samples("1"));
        plan.Replicas.ShouldBe(2);
        plan.Status()!.Body.ToDocument().Status["currentMetrics"u8][0].ToString().ShouldBe("""{"type":"ContainerResource","containerResource":{"name":"cpu","container":"c","current":{"averageUtilization":100,"averageValue":"1"}}}""");
        Compute(Cpu(), 1, [pod], Samples("1")).Notes[0].Message.ShouldBe("failed to get cpu utilization: missing request for cpu in container other of Pod p0");
    }

    [Fact]
    public void OfSeveralMetrics_TheHighestWishCounts_AndOneThatFailsForbidsToShrink()
    {
        Worked("900m 900m", "= 100 50").ShouldBe(4);
        Worked("500m 500m", "= 150").ShouldBe(3);
        Worked("900m 900m", null).ShouldBe(4);
        Worked("100m 100m", null).ShouldBeNull();
        Worked(null, null).ShouldBeNull();

        var plan = Compute($"{Cpu()},{Queue}", 2, [Worker("p0"), Worker("p1")], Samples("100m 100m"), MetricReading.Failed("unable to fetch metrics from external metrics API: no"));
        Condition(plan, "ScalingActive").ShouldBe(("False", "FailedGetExternalMetric",
            "the HPA was unable to compute the replica count: failed to get external metric queue: unable to get external metric default/queue/&LabelSelector{MatchLabels:map[string]string{q: a,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: no"));
        plan.Notes.Select(n => n.Reason).ShouldBe(["FailedGetExternalMetric", "FailedComputeMetricsReplicas"]);
        plan.Notes[1].Message.ShouldStartWith("invalid metrics (1 invalid out of 2), first error is: failed to get queue external metric value: failed to get external metric queue: ");

        static int? Worked(string? cpu, string? queue) => Compute($"{Cpu()},{Queue}", 2, [Worker("p0"), Worker("p1")], Samples(cpu), Samples(queue)).Replicas;
    }

    [Theory]
    // how many the scale asks for, limits -> what it becomes whatever the metrics say
    [InlineData(0, 1, 5, null, "ScalingActive", "False", "ScalingDisabled", "scaling is disabled since the replica count of the target is zero")]
    [InlineData(1, 3, 5, 3, "AbleToScale", "True", "SucceededRescale", "the HPA controller was able to update the target scale to 3")]
    [InlineData(9, 3, 5, 5, "AbleToScale", "True", "SucceededRescale", "the HPA controller was able to update the target scale to 5")]
    public void Limits_StandOverMetrics(int asked, int least, int most, int? becomes, string type, string status, string reason, string message)
    {
        var plan = Compute(Cpu(), asked, [Worker("p0")], [Samples("500m")], least, most);
        plan.Replicas.ShouldBe(becomes);
        plan.Wrote(null);
        Condition(plan, type).ShouldBe((status, reason, message));
    }

    [Theory]
    [InlineData("900m 900m", 3, "True", "TooManyReplicas", "the desired replica count is more than the maximum replica count")]
    [InlineData("2 2", 9, "True", "ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")]
    [InlineData("560m 560m", 9, "False", "DesiredWithinRange", "the desired count is within the acceptable range")]
    public void WhatLimits_IsTold(string use, int most, string status, string reason, string message) =>
        Condition(Compute(Cpu(), 2, [Worker("p0"), Worker("p1")], [Samples(use)], 1, most), "ScalingLimited").ShouldBe((status, reason, message));

    [Fact]
    public void Selector_IsRequired_Readable_AndItsOwn()
    {
        Told("", []).ShouldBe(("InvalidSelector", "the HPA target's scale is missing a selector", "SelectorRequired: selector is required"));
        var (reason, _, note) = Told("a in (", []);
        (reason, note[..note.IndexOf(':', StringComparison.Ordinal)]).ShouldBe(("InvalidSelector", "InvalidSelector"));
        Told("app=web", ["{a default}", "{b default}"]).ShouldBe(("AmbiguousSelector", "pods by selector app=web are controlled by multiple HPAs: [{a default} {b default}]",
            "AmbiguousSelector: pods by selector app=web are controlled by multiple HPAs: [{a default} {b default}]"));

        static (string, string, string) Told(string selector, IReadOnlyList<string> rivals)
        {
            var plan = AutoscalerPlan.Compute(Autoscaler(Cpu()), Scale(2, selector), [], rivals, [Samples("1")], AutoscalerHistory.Empty, Now);
            plan.Replicas.ShouldBeNull();
            var condition = Condition(plan, "ScalingActive");
            return (condition.Reason, condition.Message, $"{plan.Notes[0].Reason}: {plan.Notes[0].Message}");
        }
    }

    [Theory]
    // started and became as it is so many seconds ago; ready; the sample's age; -> whether the sample of its processor counts
    [InlineData(3600, 3000, true, 10, true)]
    [InlineData(3600, 600, false, 10, true)] // was ready before
    [InlineData(3600, 3590, false, 10, false)] // never was
    [InlineData(120, 60, true, 10, true)]
    [InlineData(120, 60, true, 50, false)] // the window reaches back to before it was ready
    [InlineData(120, 60, false, 10, false)]
    public void Starting_Pods_SayNothingOfTheirProcessor(int started, int turned, bool ready, int age, bool counts)
    {
        var pod = Worker("p", ready, Now.AddSeconds(-started), Now.AddSeconds(-turned));
        var sample = new PodSample(1, Now.AddSeconds(-age), TimeSpan.FromSeconds(30));
        var groups = PodGroups.Of([pod], new Dictionary<string, PodSample> { ["p"] = sample }, "cpu", Now);
        (groups.Ready, groups.Unready.Count).ShouldBe(counts ? (1, 0) : (0, 1));
        PodGroups.Of([pod], new Dictionary<string, PodSample> { ["p"] = sample }, "memory", Now).Ready.ShouldBe(1);
    }

    [Fact]
    public void Status_ThatStands_IsNotWrittenAgain()
    {
        var first = Compute(Cpu(), 2, [Worker("p0"), Worker("p1")], Samples("500m 500m")).Status()!.Body.ToDocument();
        AutoscalerPlan.Compute(first, Scale(2), [Worker("p0"), Worker("p1")], ["{web default}"], [Samples("500m 500m")], AutoscalerHistory.Empty, Now.AddHours(1)).Status().ShouldBeNull();
        var refused = Compute(Cpu(), 2, [Worker("p0"), Worker("p1")], Samples("900m 900m"));
        refused.Wrote(new Kernel.Status(403, "Forbidden", "no"));
        Condition(refused, "AbleToScale").ShouldBe(("False", "FailedUpdateScale", "the HPA controller was unable to update the target scale: no"));
        refused.Notes.ShouldHaveSingleItem().Message.ShouldBe("New size: 4; reason: cpu resource utilization (percentage of request) above target; error: no");
    }
}

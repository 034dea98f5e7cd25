using Timonier.Controllers.Autoscalers;
using static Timonier.Controllers.Tests.Autoscaling;

namespace Timonier.Controllers.Tests;

public sealed class ScalingLimitsTests
{
    private const string Usual = "'scaleUp':{'stabilizationWindowSeconds':0,'selectPolicy':'Max','policies':[{'type':'Pods','value':4,'periodSeconds':15},{'type':'Percent','value':100,'periodSeconds':15}]},"
        + "'scaleDown':{'selectPolicy':'Max','policies':[{'type':'Percent','value':100,'periodSeconds':15}]}";

    [Theory]
    // rules, current, wished, changes "+N@S" so many seconds ago -> what is done now, and why not more
    [InlineData(Usual, 1, 40, "", 5, "ScaleUpLimit")]
    [InlineData(Usual, 10, 40, "", 20, "ScaleUpLimit")]
    [InlineData(Usual, 10, 40, "+4@10", 12, "ScaleUpLimit")] // twice what there was fifteen seconds ago
    [InlineData(Usual, 10, 40, "+4@15", 20, "ScaleUpLimit")]
    [InlineData(Usual, 10, 40, "-6@10", 32, "ScaleUpLimit")]
    [InlineData(Usual, 40, 99, "", 50, "TooManyReplicas")]
    [InlineData(Usual, 40, 1, "", 2, "TooFewReplicas")]
    [InlineData(Usual, 40, 30, "", 30, "DesiredWithinRange")]
    [InlineData("'scaleUp':{'selectPolicy':'Min','policies':[{'type':'Pods','value':4,'periodSeconds':60},{'type':'Percent','value':10,'periodSeconds':60}]}", 10, 40, "", 11, "ScaleUpLimit")]
    [InlineData("'scaleUp':{'selectPolicy':'Disabled','policies':[{'type':'Pods','value':4,'periodSeconds':60}]}", 10, 40, "", 10, "ScaleUpLimit")]
    [InlineData("'scaleUp':{'policies':[{'type':'Pods','value':4,'periodSeconds':60}]}", 10, 40, "+4@30", 10, "ScaleUpLimit")]
    [InlineData("'scaleUp':{'policies':[{'type':'Pods','value':4,'periodSeconds':60}]}", 10, 40, "+4@30 +1@20", 10, "ScaleUpLimit")] // never below what there is
    [InlineData("'scaleDown':{'policies':[{'type':'Pods','value':3,'periodSeconds':60}]}", 20, 5, "", 17, "ScaleDownLimit")]
    [InlineData("'scaleDown':{'policies':[{'type':'Pods','value':3,'periodSeconds':60},{'type':'Percent','value':50,'periodSeconds':60}]}", 20, 5, "", 10, "ScaleDownLimit")]
    [InlineData("'scaleDown':{'selectPolicy':'Min','policies':[{'type':'Pods','value':3,'periodSeconds':60},{'type':'Percent','value':50,'periodSeconds':60}]}", 20, 5, "", 17, "ScaleDownLimit")]
    [InlineData("'scaleDown':{'policies':[{'type':'Percent','value':10,'periodSeconds':60}]}", 15, 5, "", 13, "ScaleDownLimit")]
    [InlineData("'scaleDown':{'selectPolicy':'Disabled','policies':[{'type':'Pods','value':3,'periodSeconds':60}]}", 20, 5, "", 20, "ScaleDownLimit")]
    [InlineData("'scaleDown':{'policies':[{'type':'Pods','value':3,'periodSeconds':60}]}", 20, 5, "-2@30", 19, "ScaleDownLimit")]
    public void Policies_LimitThePace(string behavior, int current, int wished, string changes, int done, string reason)
    {
        var limits = new ScalingLimits(new AutoscalerModel(Autoscaler(Cpu(), 2, 50, behavior)), Changed(changes), Now);
        var limited = limits.Limited(current, wished);
        (limited.Replicas, limited.Reason).ShouldBe((done, reason));
    }

    [Theory]
    // windows up and down (null: the usual), current, wishes "N@S" so many seconds ago, wished now -> what counts
    [InlineData(null, null, 5, "", 3, 3, "ReadyForNewScale")]
    [InlineData(null, null, 5, "5@299", 3, 5, "ScaleDownStabilized")]
    [InlineData(null, null, 5, "5@301", 3, 3, "ReadyForNewScale")]
    [InlineData(null, null, 5, "8@100 4@50", 7, 8, "ScaleDownStabilized")] // without rules, the highest counts both ways
    [InlineData(0, 300, 5, "8@100 4@50", 7, 7, "ReadyForNewScale")]
    [InlineData(0, 300, 5, "4@100", 3, 4, "ScaleDownStabilized")]
    [InlineData(0, 0, 5, "5@10", 3, 3, "ReadyForNewScale")]
    [InlineData(60, 300, 5, "6@50 8@30", 9, 6, "ScaleUpStabilized")]
    [InlineData(60, 300, 5, "3@50", 9, 5, "ScaleUpStabilized")] // neither grows nor shrinks
    public void Wishes_OfBefore_HoldBack(int? up, int? down, int current, string wishes, int wished, int counts, string reason)
    {
        var behavior = up is null ? "" : $"'scaleUp':{{'stabilizationWindowSeconds':{up}}},'scaleDown':{{'stabilizationWindowSeconds':{down}}}";
        var history = Words(wishes).Aggregate(AutoscalerHistory.Empty, (h, w) => h.Wished(w.Number, Now.AddSeconds(-w.Ago)));
        var stabilized = new ScalingLimits(new AutoscalerModel(Autoscaler(Cpu(), 1, 50, behavior)), history, Now).Stabilized(current, wished);
        (stabilized.Replicas, stabilized.Reason).ShouldBe((counts, reason));
    }

    [Theory]
    [InlineData("", 1.1, true)]
    [InlineData("", 1.11, false)]
    [InlineData("", 0.9, true)]
    [InlineData("'scaleUp':{'tolerance':'0'}", 1.01, false)]
    [InlineData("'scaleUp':{'tolerance':'0'}", 0.95, true)]
    [InlineData("'scaleDown':{'tolerance':'50m'}", 0.94, false)]
    [InlineData("'scaleUp':{'tolerance':'0.5'}", 1.4, true)]
    public void Tolerance_HasAWidthForEachDirection(string behavior, double ratio, bool tolerated) =>
        new AutoscalerModel(Autoscaler(Cpu(), 1, 50, behavior)).Tolerates(ratio).ShouldBe(tolerated);

    private static AutoscalerHistory Changed(string changes) =>
        Words(changes).Aggregate(AutoscalerHistory.Empty, (h, c) => h.Changed(0, c.Number, Now.AddSeconds(-c.Ago)));

    private static IEnumerable<(int Number, int Ago)> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Split('@'))
        .Select(w => (int.Parse(w[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(w[1], System.Globalization.CultureInfo.InvariantCulture)));
}

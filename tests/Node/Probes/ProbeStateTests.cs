using Timonier.Documents;
using Timonier.Node.Probes;

namespace Timonier.Node.Tests;

public sealed class ProbeStateTests
{
    [Theory]
    [InlineData(ProbeKind.Liveness, ProbeResult.Success)]
    [InlineData(ProbeKind.Readiness, ProbeResult.Failure)]
    [InlineData(ProbeKind.Startup, ProbeResult.Unknown)]
    public void State_BeforeTheFirstRun_DependsOnTheKind(ProbeKind kind, ProbeResult verdict) => ProbeState.Initial(kind).Verdict.ShouldBe(verdict);

    // S success, F failure, ? unknown; below each run the verdict after it.
    [Theory]
    [InlineData("FFF", "SSF")]
    [InlineData("FFSFFF", "SSSSSF")]
    [InlineData("FF?F", "SSSF")]
    [InlineData("FFFSS", "SSFFS")]
    [InlineData("FFFSFS", "SSFFFF")]
    public void State_AfterRuns_ChangesAtThresholds(string runs, string verdicts)
    {
        var settings = new ProbeSettings(ProbeKind.Liveness, new ProbeAction.Tcp("", 80)) { SuccessThreshold = 2 };
        var state = ProbeState.Initial(ProbeKind.Liveness);
        var seen = "";
        foreach (var run in runs)
        {
            state = state.After(run switch { 'S' => ProbeResult.Success, 'F' => ProbeResult.Failure, _ => ProbeResult.Unknown }, settings);
            seen += state.Verdict.ToString()[0];
        }
        seen.ShouldBe(verdicts);
    }

    [Fact]
    public void Settings_LeftOut_AreDefaults()
    {
        var settings = ProbeSettings.Of(ProbeKind.Readiness, Document.Parse("""{"httpGet":{"port":"web","path":"/ok"},"initialDelaySeconds":4}""").Root).ShouldNotBeNull();
        settings.InitialDelay.ShouldBe(TimeSpan.FromSeconds(4));
        (settings.Timeout.TotalSeconds, settings.Period.TotalSeconds, settings.SuccessThreshold, settings.FailureThreshold).ShouldBe((1, 10, 1, 3));
        settings.Action.ShouldBeOfType<ProbeAction.Http>().Port.Text.ShouldBe("web");
    }

    [Fact]
    public void Settings_WithoutHandler_AreNone() => ProbeSettings.Of(ProbeKind.Readiness, Document.Parse("""{"periodSeconds":4}""").Root).ShouldBeNull();
}

using Timonier.Api.FlowControl;

namespace Timonier.Api.Tests.FlowControl;

public sealed class SeatSharingTests
{
    // Upstream's figures for its defaults and 600 seats.
    [Theory]
    [InlineData("exempt", 0, 0, 600)]
    [InlineData("catch-all", 13, 13, 613)]
    [InlineData("system", 74, 50, 674)]
    [InlineData("node-high", 98, 73, 698)]
    [InlineData("leader-election", 25, 25, 625)]
    [InlineData("workload-high", 98, 49, 698)]
    [InlineData("workload-low", 245, 24, 845)]
    [InlineData("global-default", 49, 24, 649)]
    public void Bounds_OfTheDefaults_AreUpstreams(string name, int nominal, int lower, int upper)
    {
        var levels = FlowDefaults.Levels().Select(l => LevelSpec.Of(l.ToDocument())).ToList();
        var bounds = SeatSharing.Bounds(levels.Single(l => l.Name == name), levels.Sum(l => l.Shares), 600);
        bounds.ShouldBe(new SeatBounds(nominal, lower, upper));
    }

    [Fact]
    public void Divide_GivesIdleSeatsToWhoWantsThem_WithinTheBounds()
    {
        var (parts, proportion) = SeatSharing.Divide([new SeatWish(10, 100, 10), new SeatWish(50, 200, 150)], 150);
        parts.Sum().ShouldBe(150, 0.01);
        parts[1].ShouldBeGreaterThan(130);
        proportion.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Divide_WhenTheLeastTakeAll_GivesNobodyMore() =>
        SeatSharing.Divide([new SeatWish(60, 100, 90), new SeatWish(60, 100, 60)], 100).Parts.ShouldBe([60, 60]);

    [Fact]
    public void Divide_WhenNobodyMayTakeMore_LeavesTheRest() =>
        SeatSharing.Divide([new SeatWish(1, 20, 10), new SeatWish(1, 30, 10)], 100).Parts.ShouldBe([20, 30]);

    [Fact]
    public void Divide_WhenNobodyWantsAnything_KeepsTheLeast() =>
        SeatSharing.Divide([new SeatWish(0, 20, 0), new SeatWish(0, 30, 0)], 100).Parts.ShouldBe([0, 0]);

    [Fact]
    public void Demand_IsMeasuredOverTime_AndForgottenSlowly()
    {
        var demand = new SeatDemand(0, 10);
        demand.Set(4, 0);
        demand.Set(0, 50);
        var figures = demand.Take(100);
        figures.ShouldBe(new DemandFigures(4, 2, 2));
        figures.Smoothed(0, 1).ShouldBe(4);
        new DemandFigures(0, 0, 0).Smoothed(100, 1).ShouldBe(97.7, 0.001);
        new DemandFigures(0, 0, 0).Smoothed(100, 2).ShouldBe(95.4529, 0.001);
    }
}

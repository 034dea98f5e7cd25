namespace Timonier.Controllers.Framework;

/// <summary>What to write now, in this order, and when to look again though nothing happens.</summary>
public record ControllerPlan(IReadOnlyList<PlanAction> Actions, TimeSpan? LookAgainAfter = null)
{
    public static ControllerPlan Nothing { get; } = new([]);
}

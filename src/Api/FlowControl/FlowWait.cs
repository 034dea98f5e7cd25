namespace Timonier.Api.FlowControl;

/// <summary>A request in a queue; completes when it may start.</summary>
/// <param name="work">What it will take.</param>
/// <param name="hand">The hash of its flow: it chooses the queues the flow may use.</param>
/// <param name="about">Who it is, for people who look into the queues.</param>
internal sealed class FlowWait(FlowWork work, ulong hand, FlowWaiter? about = null) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public FlowWork Work => work;
    public ulong Hand => hand;
    public FlowWaiter? About => about;

    /// <summary>Where it waits or has waited; null when it could start at once.</summary>
    public FlowQueue? Queue { get; set; }
}

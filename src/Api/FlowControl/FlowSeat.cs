namespace Timonier.Api.FlowControl;

/// <summary>The outcome of asking for a seat; to be given back when it is <see cref="IsStarted"/>.</summary>
internal readonly record struct FlowSeat(FlowTable.Row Row, FlowOutcome Outcome, FlowWork Work, FlowQueue? Queue, long Started)
{
    public bool IsStarted => Outcome == FlowOutcome.Started;
}

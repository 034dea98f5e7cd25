namespace Timonier.Api.FlowControl;

/// <summary>Who waits, for people who look into the queues.</summary>
internal sealed record FlowWaiter(FlowSchema Schema, FlowRequest Request, DateTimeOffset Arrived);

using Timonier.Api.Pipeline;

namespace Timonier.Api.FlowControl;

/// <summary>A watch holds a seat only while it tells what there is already; as long as it stands it counts among those who are told of writes.</summary>
internal sealed class WatchOpening : IDisposable
{
    private readonly Fairness fairness;
    private readonly FlowSeat seat;
    private readonly RequestPath place;
    private bool ended;

    public WatchOpening(Fairness fairness, FlowSeat seat, RequestPath place)
    {
        (this.fairness, this.seat, this.place) = (fairness, seat, place);
        fairness.Watches.Add(place.Resource, place.Namespace);
    }

    public void End()
    {
        if (ended) return;
        ended = true;
        fairness.Leave(seat, isWatch: true);
    }

    public void Dispose()
    {
        End();
        fairness.Watches.Remove(place.Resource, place.Namespace);
    }
}

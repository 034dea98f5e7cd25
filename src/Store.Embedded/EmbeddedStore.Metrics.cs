namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    private readonly StoreMetrics metrics = new();

    /// <summary>Figures of this store as Prometheus text.</summary>
    public string MetricsText()
    {
        var now = snapshot;
        int queued;
        lock (queue)
            queued = queue.Count;
        lock (segmentGate)
        {
            return metrics.Text(new StoreGauges(
                now.Revision, now.History.Compacted, snapshotRevision, now.Keys.Count, queued, FreeableBytes(now.History.Compacted), isFull));
        }
    }
}

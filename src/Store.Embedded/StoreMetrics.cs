using System.Globalization;
using System.Text;

namespace Timonier.Store.Embedded;

/// <summary>What the store has done and how far its compaction is behind, as Prometheus text. One thread writes each figure.</summary>
internal sealed class StoreMetrics
{
    private long commits;
    private long events;
    private long commitMicroseconds;
    private long longestCommitMicroseconds;
    private long compactions;
    private long failedCompactions;
    private long compactionMicroseconds;

    public void Committed(int count, TimeSpan took)
    {
        var microseconds = (long)took.TotalMicroseconds;
        Volatile.Write(ref commits, commits + 1);
        Volatile.Write(ref events, events + count);
        Volatile.Write(ref commitMicroseconds, commitMicroseconds + microseconds);
        Volatile.Write(ref longestCommitMicroseconds, Math.Max(longestCommitMicroseconds, microseconds));
    }

    public void Compacted(bool done, TimeSpan took)
    {
        Volatile.Write(ref compactions, compactions + (done ? 1 : 0));
        Volatile.Write(ref failedCompactions, failedCompactions + (done ? 0 : 1));
        Volatile.Write(ref compactionMicroseconds, compactionMicroseconds + (long)took.TotalMicroseconds);
    }

    public string Text(StoreGauges now)
    {
        var text = new StringBuilder();
        Gauge("revision", "The revision of the last durable write.", now.Revision);
        Gauge("compacted_revision", "Revisions up to this one are no longer readable.", now.Compacted);
        Gauge("keys", "Keys that stand now.", now.Keys);
        Gauge("queued_writes", "Writes that wait for the next commit.", now.Queued);
        Gauge("compaction_lag_revisions", "Revisions given up whose records are still on disk.", now.Compacted - now.Snapshot);
        Gauge("compaction_lag_bytes", "Bytes of the log that the next compaction will free.", now.FreeableBytes);
        Gauge("disk_full", "1 while writes are refused because the disk is full.", now.IsFull ? 1 : 0);
        Counter("commits_total", "Batches made durable, one sync each.", Volatile.Read(ref commits));
        Counter("writes_total", "Writes made durable.", Volatile.Read(ref events));
        Counter("commit_seconds_total", "Time spent writing and syncing batches.", Volatile.Read(ref commitMicroseconds) / 1e6);
        Gauge("longest_commit_seconds", "The slowest batch since the start.", Volatile.Read(ref longestCommitMicroseconds) / 1e6);
        Counter("compactions_total", "Compactions done.", Volatile.Read(ref compactions));
        Counter("failed_compactions_total", "Compactions that did not complete.", Volatile.Read(ref failedCompactions));
        Counter("compaction_seconds_total", "Time spent compacting, beside the commits.", Volatile.Read(ref compactionMicroseconds) / 1e6);
        return text.ToString();

        void Gauge(string name, string help, double value) => Add(name, "gauge", help, value);
        void Counter(string name, string help, double value) => Add(name, "counter", help, value);
        void Add(string name, string type, string help, double value) => text.Append(CultureInfo.InvariantCulture,
            $"# HELP timonier_store_{name} {help}\n# TYPE timonier_store_{name} {type}\ntimonier_store_{name} {value}\n");
    }
}

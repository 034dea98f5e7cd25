using Timonier.Api.FlowControl;

namespace Timonier.Api.Tests.FlowControl;

/// <summary>Requests that come, wait, run for a known time and end.</summary>
internal sealed class Run(FairQueues queues)
{
    private readonly List<Sent> all = [];
    private readonly List<Sent> open = [];
    private readonly List<(FlowWork Work, long Until)> lingering = [];
    private readonly Dictionary<string, int> refused = new(StringComparer.Ordinal);

    public int Refused(string flow) => refused.GetValueOrDefault(flow);
    public int Served(string flow) => all.Count(s => s.Flow == flow && s.IsOver);
    public int Waiting(string flow) => open.Count(s => s.Flow == flow && s.Began is null);
    public long LongestWait(string flow) => all.Where(s => s.Flow == flow && s.Began is not null).Max(s => s.Began!.Value - s.Came);

    public void Send(string flow, FlowWork work, int milliseconds, long now)
    {
        var sent = new Sent(flow, work, milliseconds, now) { Wait = new FlowWait(work, ShuffleSharding.Hash("schema", flow)) };
        if (queues.TryBegin(work, now) || queues.Enqueue(sent.Wait, now) is var outcome && outcome == FlowOutcome.Started) sent.Began = now;
        else if (outcome != FlowOutcome.Waiting)
        {
            refused[flow] = Refused(flow) + 1;
            return;
        }
        all.Add(sent);
        open.Add(sent);
        Notice(now);
    }

    /// <summary>Ends what is over by now.</summary>
    public void Proceed(long now)
    {
        Notice(now);
        foreach (var (work, _) in lingering.Where(l => l.Until <= now).ToList()) queues.Release(work, now);
        lingering.RemoveAll(l => l.Until <= now);
        foreach (var sent in open.Where(s => s.Began + s.Milliseconds <= now).ToList())
        {
            sent.IsOver = true;
            open.Remove(sent);
            if (queues.Finish(sent.Work, sent.Wait.Queue, sent.Began!.Value, now)) lingering.Add((sent.Work, now + (long)sent.Work.Linger.TotalMilliseconds));
            Notice(now);
        }
    }

    public void GiveUpOne(long now)
    {
        if (open.Find(s => s.Began is null) is not { } sent || !queues.TryAbandon(sent.Wait, now)) return;
        open.Remove(sent);
        Notice(now);
    }

    private void Notice(long now)
    {
        foreach (var sent in open)
            if (sent.Began is null && sent.Wait.Task.IsCompleted) sent.Began = now;
    }

    private sealed record Sent(string Flow, FlowWork Work, int Milliseconds, long Came)
    {
        public required FlowWait Wait { get; init; }
        public long? Began { get; set; }
        public bool IsOver { get; set; }
    }
}

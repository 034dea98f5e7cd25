using Timonier.Contracts.Store;
using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

/// <summary>The one watch of all our keys, opened again wherever it broke, and what it does to the snapshot.</summary>
public sealed partial class EtcdStore
{
    private static readonly TimeSpan RewatchDelay = TimeSpan.FromMilliseconds(100);

    private CancellationTokenSource? round;

    private async Task FollowAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var member = connection.Member;
            using var current = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Volatile.Write(ref round, current);
            try
            {
                if (!await WatchAsync(member, current.Token))
                    await LoadAsync(current.Token);
            }
            catch (OperationCanceledException)
            {
                // The store ends, or the watch stood still and another member shall serve it.
                if (!cancellation.IsCancellationRequested)
                    connection.Leave(member);
            }
            catch (Exception lost) when (lost is GrpcException or StoreUnavailableException)
            {
                LogWatchLost(member.Peer, snapshot.Revision, lost.Message);
                if (lost is not GrpcException failure || !connection.ForgetToken(failure))
                    connection.Leave(member);
            }
            finally
            {
                Volatile.Write(ref round, null);
            }

            await Pause(RewatchDelay, cancellation);
        }
    }

    /// <summary>Follows until the watch breaks; false when what comes next is compacted away.</summary>
    private async Task<bool> WatchAsync(GrpcChannel member, CancellationToken cancellation)
    {
        var request = new WatchCreateRequest
        {
            Key = layout.Start,
            RangeEnd = layout.End,
            StartRevision = snapshot.Revision + 1,
            ProgressNotify = true,
            Fragment = true,
        };
        var events = new List<Event>();
        await foreach (var answer in connection.WatchAsync(member, request, cancellation))
        {
            if (answer.CompactRevision > 0)
            {
                LogFellBehind(snapshot.Revision, answer.CompactRevision);
                return false;
            }

            if (answer.Canceled)
                throw new GrpcException(GrpcStatus.Unavailable, answer.CancelReason);
            events.AddRange(answer.Events);
            if (answer.Fragment || answer.Created)
                continue;
            Apply(events, answer.Header.Revision);
            events.Clear();
        }

        return true;
    }

    /// <summary>Takes in one answer of the watch; an empty one says that nothing of ours happened up to its revision.</summary>
    private void Apply(List<Event> incoming, long reported)
    {
        lock (gate)
        {
            var (keys, last, torn) = (snapshot.Keys, snapshot.Revision, false);
            var events = new List<StoreEvent>(incoming.Count);
            foreach (var next in incoming)
            {
                var revision = next.Kv.ModRevision;
                if (revision <= snapshot.Revision)
                    continue;
                // Only others write several keys at once. A cursor is a revision and could not stand between them.
                torn |= revision == last;
                last = revision;
                if (EventOf(next, keys) is not { } happened)
                    continue;
                keys = happened.Kind == StoreEventKind.Deleted ? keys.Remove(happened.Entry.Key) : keys.Set(happened.Entry);
                events.Add(happened);
            }

            if (incoming.Count == 0)
                last = Math.Max(last, reported);
            if (torn || last - snapshot.Revision > config.HistoryRevisions)
                Restart(keys, last);
            else
                Publish(keys, events, last);
        }
    }

    private void Publish(KeyIndex keys, List<StoreEvent> events, long last)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var history = snapshot.History.Append(events, now).AdvanceTo(last, now);
        var edge = history.EdgeOf(config.HistoryRevisions, config.HistoryBytes, now - (long)config.HistoryAge.TotalMilliseconds);
        snapshot = new StoreSnapshot(keys, history.CompactTo(edge));
        if (events.Count > 0)
            hub.Publish(events);
        hub.Advance(last);
    }

    private void Restart(KeyIndex keys, long revision)
    {
        LogRestarted(revision);
        snapshot = new StoreSnapshot(keys, EventHistory.StartingAfter(revision));
        hub.Cut(revision);
    }

    private StoreEvent? EventOf(Event next, KeyIndex keys)
    {
        if (layout.Read(next.Kv.Key) is not { } key)
            return null;
        var standing = keys.Find(key);
        var revision = next.Kv.ModRevision;
        if (next.Type == Event.Types.Type.Delete)
        {
            if (standing is null)
                return null;
            Settle(key, standing.Revision, null, revision);
            return new StoreEvent(StoreEventKind.Deleted, revision, standing, standing);
        }

        if (Read(next.Kv) is not { } entry)
            return null;
        EtcdValue.TryDecode(next.Kv.Value, out _, out var id);
        Settle(key, standing?.Revision ?? 0, id, revision);
        return new StoreEvent(standing is null ? StoreEventKind.Created : StoreEventKind.Updated, revision, entry, standing);
    }

    private StoreEntry? Read(KeyValue found)
    {
        if (layout.Read(found.Key) is not { } key)
            return null;
        if (EtcdValue.TryDecode(found.Value, out var value, out _))
            return new StoreEntry(key, RevisionDigits.Insert(value, found.ModRevision), found.ModRevision, found.CreateRevision);
        LogForeign(key, found.ModRevision);
        return null;
    }

    private async Task Pause(TimeSpan span, CancellationToken cancellation) =>
        await Task.Delay(span, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

using Microsoft.Extensions.Logging;
using Timonier.Contracts.Store;
using Timonier.Sealing.Keys;

namespace Timonier.Sealing;

/// <summary>
/// Brings what is stored to the form that the rules ask for, by compare-and-set writes, and gives up the keys that
/// nothing needs any more. What is left to do follows from the key file and the store alone, so it can be killed
/// anywhere and begun again.
/// </summary>
public sealed partial class SealUpkeep(IRevisionStore store, Seals seals, TimeProvider time, ILogger<SealUpkeep> logger)
{
    private const int Batch = 500;
    private const string Everything = "/registry/";
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <summary>Goes on until cancelled: once now, and again whenever a file of the rules changes.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var changes = new FileSignal(seals.Files);
        var changed = changes.NextAsync(cancellation);
        while (true)
        {
            var isDone = await TryOnceAsync(cancellation);
            if (isDone) await changed;
            else await Task.WhenAny(changed, Task.Delay(Retry, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            if (changed.IsCompleted) changed = changes.NextAsync(cancellation);
        }
    }

    /// <summary>One pass by the keys as they are now; what remains is in the answer.</summary>
    public async Task<SealCensus> RunOnceAsync(CancellationToken cancellation)
    {
        // 1. The rules as the file has them; no write goes by older ones from here on.
        var ring = await seals.ReloadAsync(cancellation);
        // A configuration belongs to who wrote it, and so does the rewriting, as upstream has it.
        if (!seals.IsOwn) return SealCensus.None;

        // 2. Every value in the form that they ask for. What has been changed under the pass is looked at again.
        var rewritten = 0;
        var census = await CountAsync(store, seals, cancellation);
        for (var open = census.Outdated; open > 0;)
        {
            var done = await RewriteAsync(cancellation);
            rewritten += done;
            census = await CountAsync(store, seals, cancellation);
            if (done == 0 && census.Outdated >= open) break;
            open = census.Outdated;
        }

        // 3. The old form leaves history and disk, and then the keys that opened it.
        if (rewritten > 0 || (ring.IsRotating && !seals.KeysAreShared)) await store.CompactAsync(store.CurrentRevision, cancellation);
        var unneeded = ring.Keys.Skip(1).Select(k => k.Id).Where(id => !seals.KeysAreShared && !census.ByKey.ContainsKey(id)).ToList();
        if (unneeded.Count > 0) await seals.DropAsync(unneeded, cancellation);
        if (rewritten > 0 || unneeded.Count > 0) LogDone(rewritten, unneeded.Count);
        return census;
    }

    private async Task<bool> TryOnceAsync(CancellationToken cancellation)
    {
        try
        {
            var census = await RunOnceAsync(cancellation);
            if (census.Unreadable > 0) LogUnreadable(census.Unreadable, seals.KeyFile);
            return census.Outdated == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailed(e);
            return false;
        }
    }

    private async Task<int> RewriteAsync(CancellationToken cancellation)
    {
        var rewritten = 0;
        await foreach (var entry in AllAsync(store, cancellation))
        {
            if (seals.IsCurrent(entry)) continue;
            var rules = seals.Enter();
            try
            {
                if (rules.For(entry.Key).Writer is not { } seal) continue;
                var frame = SealRule.IsClosed(entry.Value.Span) ? await seals.FrameAsync(entry, cancellation) : PlainFrame.OfStored(entry);
                var closed = await SealRule.CloseAsync(seal, entry.Key, frame, cancellation);
                if ((await store.UpdateAsync(entry.Key, new StoreValue(closed, KeepsEnd: true), entry.Revision, cancellation)).IsDone) rewritten++;
            }
            catch (SealException)
            {
                // Counted by who asked for this pass.
                continue;
            }
            finally
            {
                rules.Leave();
            }
        }
        return rewritten;
    }

    /// <summary>In which form everything stands.</summary>
    public static async Task<SealCensus> CountAsync(IRevisionStore store, Seals seals, CancellationToken cancellation)
    {
        var (outdated, unreadable, plain) = (0, 0, 0);
        var byKey = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var entry in AllAsync(store, cancellation))
        {
            var rule = seals.Current.For(entry.Key);
            if (!SealRule.IsClosed(entry.Value.Span))
            {
                if (rule.Writer is not null) plain++;
            }
            else if (!await OpensAsync(rule, entry))
            {
                unreadable++;
                continue;
            }
            else if (rule.Find(entry.Value.Span) is { } seal)
            {
                byKey[seal.KeyName] = byKey.GetValueOrDefault(seal.KeyName) + 1;
            }
            if (rule.Writer is not null && !rule.IsCurrent(entry.Value.Span)) outdated++;
        }
        return new SealCensus(byKey, plain, outdated, unreadable);

        async ValueTask<bool> OpensAsync(SealRule rule, StoreEntry entry)
        {
            try
            {
                await rule.OpenAsync(entry.Key, entry.Value, cancellation);
                return true;
            }
            catch (SealException)
            {
                return false;
            }
        }
    }

    private static async IAsyncEnumerable<StoreEntry> AllAsync(IRevisionStore store, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = "";
        while (true)
        {
            var page = await store.ListAsync(new StoreRange(Everything, after, Batch), cancellation);
            foreach (var entry in page.Entries) yield return entry;
            if (page.Remaining == 0 || page.Entries.Count == 0) yield break;
            after = page.Entries[^1].Key;
        }
    }
}

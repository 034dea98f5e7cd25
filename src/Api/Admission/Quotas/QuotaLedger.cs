using System.Collections.Immutable;
using System.Text;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Kinds.Quotas;

namespace Timonier.Api.Admission.Quotas;

/// <summary>
/// The use of every quota as its status shows it, changed by compare-and-set. Writers of one namespace wait in line, so
/// that in one process only the controller that counts again can come between a reading and its write.
/// </summary>
internal sealed class QuotaLedger(IRevisionStore store, IKindSource kinds)
{
    private const int Attempts = 64;
    private static readonly ResourceName Quotas = new("", "v1", "resourcequotas");
    private readonly ImmutableArray<SemaphoreSlim> lines = [.. Enumerable.Range(0, 32).Select(_ => new SemaphoreSlim(1))];

    public async ValueTask<IReadOnlyList<Document>> OfAsync(string @namespace, CancellationToken cancellation)
    {
        if (kinds.Current.Find(Quotas) is not { } kind) return [];
        var page = await store.ListAsync(new StoreRange(Keys.Prefix(kind, @namespace)), cancellation);
        return page.Entries.Count == 0 ? [] : [.. page.Entries.Select(Stored.Read)];
    }

    /// <summary>Takes it from every quota, or from none when one of them does not have it.</summary>
    public async ValueTask<(string? Exceeded, IReadOnlyList<QuotaShare> Taken)> TakeAsync(
        string @namespace, IReadOnlyList<Document> quotas, string qualified, ResourceAmounts needed, bool dryRun, CancellationToken cancellation)
    {
        var taken = new List<QuotaShare>();
        var line = LineOf(@namespace);
        await line.EnterAsync(cancellation);
        try
        {
            foreach (var quota in quotas)
            {
                var share = new QuotaShare(quota.Name, quota.Uid, needed.Where((name, _) => quota.Status["hard"u8][name].Exists && QuotaNames.Counts(qualified, name)));
                if (share.Amounts.IsEmpty) continue;
                if (await ChangeAsync(@namespace, share, bounded: true, dryRun, cancellation) is not { } exceeded)
                {
                    if (!dryRun) taken.Add(share);
                    continue;
                }
                foreach (var other in taken) await ReturnAsync(@namespace, other, cancellation);
                return (exceeded, []);
            }
        }
        finally
        {
            line.Release();
        }
        return (null, taken);
    }

    public async ValueTask GiveBackAsync(string @namespace, QuotaShare share, CancellationToken cancellation)
    {
        var line = LineOf(@namespace);
        await line.EnterAsync(cancellation);
        try
        {
            await ReturnAsync(@namespace, share, cancellation);
        }
        finally
        {
            line.Release();
        }
    }

    private async ValueTask ReturnAsync(string @namespace, QuotaShare share, CancellationToken cancellation) =>
        await ChangeAsync(@namespace, share with { Amounts = new ResourceAmounts().Minus(share.Amounts) }, bounded: false, dryRun: false, cancellation);

    /// <summary>Why the quota does not have it; null when its use has been changed.</summary>
    private async ValueTask<string?> ChangeAsync(string @namespace, QuotaShare share, bool bounded, bool dryRun, CancellationToken cancellation)
    {
        var key = Keys.Of(kinds.Current.Find(Quotas)!, @namespace, share.Quota);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.GetAsync(key, 0, cancellation) is not { } entry) return null;
            var quota = Stored.Read(entry);
            // A namesake counts for itself.
            if (quota.Uid != share.Uid) return null;
            var used = ResourceAmounts.Of(quota.Status["used"u8]);
            if (bounded && Exceeded(quota, used, share.Amounts) is { } exceeded) return exceeded;
            if (dryRun) return null;
            var body = DraftObject.Over(quota);
            body.Object("status")["used"] = used.Plus(share.Amounts).ToDraft();
            if ((await store.UpdateAsync(key, Stored.Write(body), entry.Revision, cancellation)).IsDone) return null;
        }
        return $"Internal error occurred: resource quota evaluation timed out: {share.Quota}";
    }

    // Who asks for less than before is never refused, even where too much is used.
    private static string? Exceeded(Document quota, ResourceAmounts used, ResourceAmounts needed)
    {
        var hard = ResourceAmounts.Of(quota.Status["hard"u8]);
        var beyond = needed.Where((name, amount) => amount.Sign > 0 && used[name] + amount > hard[name]);
        if (beyond.IsEmpty) return null;
        return $"exceeded quota: {quota.Name}, requested: {beyond}, used: {used.Where((name, _) => beyond.Has(name))}, limited: {hard.Where((name, _) => beyond.Has(name))}";
    }

    private SemaphoreSlim LineOf(string @namespace) => lines[(int)(Fnv.Hash32(Encoding.UTF8.GetBytes(@namespace)) % (uint)lines.Length)];
}

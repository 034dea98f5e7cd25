using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Host.Configuration;
using Timonier.Host.Datastores;
using Timonier.Sealing;
using Timonier.Sealing.Keys;

namespace Timonier.Host.Verbs;

/// <summary>
/// A new key for servers that share a datastore. None of them may write with a key that another cannot open yet, or
/// with one that another has given up: between the steps they are given time to follow. What is to be done next shows
/// in the keys, so that a rotation that was cut off goes on when it is called again.
/// </summary>
internal static class SharedRotation
{
    private static readonly TimeSpan Following = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(IRevisionStore store, ServerConfig config, TimeProvider time, CancellationToken cancellation)
    {
        // 1. All can open what is written with the new key; the old one still writes.
        var fresh = SealingKey.Make(time.GetUtcNow());
        var ring = await SharedKeys.ChangeRingAsync(store, config, r => r.IsRotating ? r : new KeyRing([r.Keys[0], fresh]), cancellation);
        var newest = ring.Keys.MaxBy(k => k.Created)!.Id;
        await Task.Delay(Following, time, cancellation);

        // 2. The new one writes.
        await SharedKeys.ChangeRingAsync(store, config, r => r.Keys[0].Id == newest ? r : new KeyRing([.. r.Keys.OrderBy(k => k.Id != newest)]), cancellation);
        await Console.Out.WriteLineAsync($"key {newest} encrypts from now on".AsMemory(), cancellation);
        await Task.Delay(Following, time, cancellation);

        // 3. Everything is written with it.
        await SharedKeys.TakeRingAsync(store, config, time, cancellation);
        var seals = await Seals.StartAsync(config.Sealing, time, cancellation);
        var census = await new SealUpkeep(store, seals, time, NullLogger<SealUpkeep>.Instance).RunOnceAsync(cancellation);
        if (census.Outdated > 0) throw new IOException($"{census.Outdated} objects could not be written again, so the old key stays: run this again when the datastore has room");

        // 4. The others go.
        await SharedKeys.ChangeRingAsync(store, config, r => new KeyRing([.. r.Keys.Where(k => k.Id == newest || census.ByKey.ContainsKey(k.Id))]), cancellation);
        await SharedKeys.TakeRingAsync(store, config, time, cancellation);
    }
}

using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Pki;
using Timonier.Sealing.Keys;

namespace Timonier.Host.Datastores;

/// <summary>The keys of encryption at rest, which change while servers run: what stands in the store is what all of them use.</summary>
internal static partial class SharedKeys
{
    /// <summary>Takes the keys of the cluster whenever they have changed there, until cancelled.</summary>
    public static async Task FollowAsync(IRevisionStore store, ServerConfig config, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            var seen = store.CurrentRevision;
            await TakeRingAsync(store, config, time, cancellation);
            using var watch = store.Watch(Key, seen);
            // Whatever ends the watch, the next round looks for itself.
            await watch.WaitAsync(cancellation);
        }
    }

    /// <summary>Makes the keys of the cluster those of this data folder.</summary>
    public static async Task TakeRingAsync(IRevisionStore store, ServerConfig config, TimeProvider time, CancellationToken cancellation)
    {
        var kept = await KeptAsync(store, config, cancellation);
        if (RingIn(kept.Files, config) is { Keys.IsEmpty: false } ring) await new KeyRingFile(config.Sealing.KeyDirectory).ChangeAsync(_ => ring, time, cancellation);
    }

    /// <summary>Changes the keys of the cluster while nobody else does, and answers what they are now.</summary>
    public static async Task<KeyRing> ChangeRingAsync(IRevisionStore store, ServerConfig config, Func<KeyRing, KeyRing> change, CancellationToken cancellation)
    {
        while (true)
        {
            var (files, revision, secret) = await KeptAsync(store, config, cancellation);
            var before = RingIn(files, config);
            if (before.Keys.IsEmpty) throw new ConfigException("the cluster in the datastore has no encryption keys of its own");
            var after = change(before);
            if (after == before) return before;
            files[NameOf(RingPath(config), config)] = KeyRingFile.Text(after);
            var write = await store.UpdateAsync(Key, new StoreValue(SealedBundle.Seal(files.ToDocument().Utf8.Span, secret)), revision, cancellation);
            if (write.IsDone) return after;
            if (write.Outcome == StoreOutcome.NoSpace) throw new IOException("the keys could not be changed: the datastore has no space");
        }
    }

    private static async ValueTask<(DraftObject Files, long Revision, string Secret)> KeptAsync(IRevisionStore store, ServerConfig config, CancellationToken cancellation)
    {
        var secret = SecretOf(config) ?? throw new ConfigException("this data-dir has no join token; give --token as 'timonier token' prints it on one of the servers");
        var kept = await store.GetAsync(Key, cancellation: cancellation) ?? throw new ConfigException("there is no cluster in the datastore yet");
        return (DraftObject.Of(Document.Parse(Opened(kept, secret))), kept.Revision, secret);
    }

    private static KeyRing RingIn(DraftObject files, ServerConfig config) => files.String(NameOf(RingPath(config), config)) is { Length: > 0 } text
        ? KeyRingFile.Parse(System.Text.Encoding.UTF8.GetBytes(text))
        : KeyRing.Empty;

    private static string NameOf(string path, ServerConfig config) => Path.GetRelativePath(config.DataDir, path);
}

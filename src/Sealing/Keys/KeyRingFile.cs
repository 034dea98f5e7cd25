using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Pki;

namespace Timonier.Sealing.Keys;

/// <summary>
/// The key ring on disk: <c>{"keys":[{"id","created","secret"}]}</c>, readable by its owner only. Several processes may
/// change it: each change is read, made and written under a lock, and replaces the file as a whole.
/// </summary>
public sealed class KeyRingFile(string directory)
{
    public const string Name = "keys.json";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public string Directory => directory;
    public string Path => System.IO.Path.Combine(directory, Name);

    /// <summary>What stands there; empty when there is no file.</summary>
    /// <exception cref="IOException">The file is there and is not a key ring: to go on without it would be to lose what it opens.</exception>
    public KeyRing Read()
    {
        try
        {
            return File.Exists(Path) ? Parse(File.ReadAllBytes(Path)) : KeyRing.Empty;
        }
        catch (Exception e) when (e is DocumentSyntaxException or FormatException)
        {
            throw new IOException($"{Path} holds no encryption keys ({e.Message}): put back the file that was there, or remove it and lose what it encrypted", e);
        }
    }

    /// <summary>Changes the ring while no other process does; writes nothing when it stays as it is.</summary>
    public async Task<KeyRing> ChangeAsync(Func<KeyRing, KeyRing> change, TimeProvider time, CancellationToken cancellation)
    {
        System.IO.Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var held = await LockAsync(time, cancellation);
        var before = Read();
        var after = change(before);
        if (!after.Keys.Select(k => k.Id).SequenceEqual(before.Keys.Select(k => k.Id), StringComparer.Ordinal)) SecretFile.Write(Path, Text(after));
        return after;
    }

    private async Task<FileStream> LockAsync(TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                // Released by the system when its holder ends, however it ends.
                return new FileStream(System.IO.Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!cancellation.IsCancellationRequested)
            {
                await Task.Delay(Pace, time, cancellation);
            }
        }
    }

    /// <summary>A ring as it stands in such a file.</summary>
    /// <exception cref="FormatException">It is none; or a <see cref="DocumentSyntaxException"/>.</exception>
    public static KeyRing Parse(byte[] utf8)
    {
        var keys = ImmutableArray.CreateBuilder<SealingKey>();
        foreach (var item in Document.Parse(utf8).Root["keys"u8].Items)
        {
            var secret = Convert.FromBase64String(item["secret"u8].AsString());
            if (secret.Length != Providers.ExtendedNonceGcm.SeedBytes) throw new FormatException("a key has the wrong length");
            keys.Add(new SealingKey(item["id"u8].AsString(), item["created"u8].AsTime() ?? default, secret));
        }
        return keys.Count > 0 ? new KeyRing(keys.ToImmutable()) : throw new FormatException("there are none");
    }

    public static string Text(KeyRing ring) => new DraftObject
    {
        ["keys"] = new DraftArray(ring.Keys.Select(k => (Draft)new DraftObject { ["id"] = k.Id, ["created"] = k.Created, ["secret"] = Convert.ToBase64String(k.Secret.Span) })),
    }.ToDocument().ToString();
}

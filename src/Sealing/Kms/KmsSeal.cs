using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Timonier.Sealing.Kms.Wire;
using Timonier.Sealing.Providers;

namespace Timonier.Sealing.Kms;

/// <summary>
/// Values under seeds that a plugin has wrapped. One seed closes many values (<see cref="ExtendedNonceGcm"/>) until the
/// plugin names another key; what it has unwrapped once is not asked for again.
/// </summary>
internal sealed class KmsSeal(KmsPlugin plugin) : IValueSeal
{
    // Upstream's: a status counts for a minute, and a seed for three when the plugin has gone.
    private static readonly TimeSpan StatusLife = TimeSpan.FromMinutes(1), SeedLife = TimeSpan.FromMinutes(3);
    private const int MaxSeeds = 4096;

    private readonly ConcurrentDictionary<string, byte[]> seeds = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private volatile WrappedSeed? current;
    private Task<WrappedSeed>? renewing;

    public string Prefix { get; } = $"k8s:enc:kms:v2:{plugin.Name}:";
    public string KeyName => current is { } known ? $"{plugin.Name}/{known.KeyId}" : plugin.Name;

    public async ValueTask<byte[]> CloseAsync(string place, ReadOnlyMemory<byte> plain, CancellationToken cancellation)
    {
        var seed = await SeedAsync(cancellation);
        var stored = new EncryptedObject
        {
            EncryptedData = UnsafeByteOperations.UnsafeWrap(ExtendedNonceGcm.Close(seed.Seed, place, plain.Span)),
            KeyID = seed.KeyId,
            EncryptedDEKSource = seed.Wrapped,
            EncryptedDEKSourceType = EncryptedDEKSourceType.HkdfSha256XnonceAesGcmSeed,
        };
        stored.Annotations.Add(seed.Annotations);
        return stored.ToByteArray();
    }

    public ValueTask<byte[]> OpenAsync(string place, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var stored = Parse(body.Span);
        if (stored.EncryptedDEKSourceType != EncryptedDEKSourceType.HkdfSha256XnonceAesGcmSeed) throw new SealException("the DEK source of the stored data is of a kind that is not known here");
        return seeds.TryGetValue(NameOf(stored), out var seed)
            ? ValueTask.FromResult(ExtendedNonceGcm.Open(seed, place, stored.EncryptedData.Span))
            : UnwrapAsync(stored, place, cancellation);
    }

    public bool IsCurrent(ReadOnlySpan<byte> body) => current is not { } known || Parse(body).KeyID == known.KeyId;

    /// <summary>What the plugin says now, which is also the check of its health.</summary>
    public async ValueTask<string> CheckAsync(CancellationToken cancellation)
    {
        var status = await plugin.StatusAsync(cancellation);
        return status.KeyId;
    }

    private async ValueTask<byte[]> UnwrapAsync(EncryptedObject stored, string place, CancellationToken cancellation)
    {
        var seed = await plugin.DecryptAsync(stored, cancellation);
        if (seed.Length != ExtendedNonceGcm.SeedBytes) throw new SealException($"KMS Provider {plugin.Name}: the decrypted seed has {seed.Length} bytes, {ExtendedNonceGcm.SeedBytes} are expected");
        Remember(NameOf(stored), seed);
        return ExtendedNonceGcm.Open(seed, place, stored.EncryptedData.Span);
    }

    private async ValueTask<WrappedSeed> SeedAsync(CancellationToken cancellation)
    {
        if (IsFresh(current, StatusLife)) return current!;
        try
        {
            return await SharedRenewal().WaitAsync(cancellation);
        }
        catch (SealException) when (IsFresh(current, SeedLife))
        {
            return current!;
        }
        catch (SealException e)
        {
            throw new SealException($"KMSv2 Provider named {plugin.Name}: unable to write: {e.Message}", e);
        }
    }

    // Whoever needs a seed while one is being asked for waits for the same answer, which the timeout of the plugin bounds.
    private Task<WrappedSeed> SharedRenewal()
    {
        lock (gate)
        {
            if (renewing is null || renewing.IsCompleted) renewing = RenewAsync(current, CancellationToken.None);
            return renewing;
        }
    }

    private async Task<WrappedSeed> RenewAsync(WrappedSeed? known, CancellationToken cancellation)
    {
        var id = await CheckAsync(cancellation);
        var now = plugin.Time.GetTimestamp();
        if (known is not null && known.KeyId == id) return current = known with { Checked = now };
        var seed = RandomNumberGenerator.GetBytes(ExtendedNonceGcm.SeedBytes);
        var wrapped = await plugin.EncryptAsync(seed, cancellation);
        var renewed = new WrappedSeed(seed, wrapped.Ciphertext, wrapped.KeyId, wrapped.Annotations, now);
        Remember(NameOf(wrapped.Ciphertext, wrapped.KeyId), seed);
        return current = renewed;
    }

    private bool IsFresh(WrappedSeed? seed, TimeSpan life) => seed is not null && plugin.Time.GetElapsedTime(seed.Checked) < life;

    private void Remember(string name, byte[] seed)
    {
        if (seeds.Count >= MaxSeeds) seeds.Clear();
        seeds[name] = seed;
    }

    private static EncryptedObject Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return EncryptedObject.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new SealException("the stored data is no encrypted object", e);
        }
    }

    private static string NameOf(EncryptedObject stored) => NameOf(stored.EncryptedDEKSource, stored.KeyID);

    private static string NameOf(ByteString wrapped, string keyId) => Convert.ToHexStringLower(SHA256.HashData(wrapped.Span)) + keyId;
}

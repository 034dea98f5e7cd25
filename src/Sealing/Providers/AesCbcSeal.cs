using System.Security.Cryptography;

namespace Timonier.Sealing.Providers;

/// <summary>Upstream's aescbc: it authenticates nothing, so neither a moved nor a changed value is found out for certain.</summary>
internal sealed class AesCbcSeal(string name, byte[] key) : IValueSeal
{
    public const string Family = "k8s:enc:aescbc:v1:";
    private const int BlockBytes = 16;

    public string Prefix { get; } = $"{Family}{name}:";
    public string KeyName => name;

    public ValueTask<byte[]> CloseAsync(string place, ReadOnlyMemory<byte> plain, CancellationToken cancellation)
    {
        using var cipher = Aes.Create();
        cipher.Key = key;
        var start = RandomNumberGenerator.GetBytes(BlockBytes);
        return ValueTask.FromResult<byte[]>([.. start, .. cipher.EncryptCbc(plain.Span, start)]);
    }

    public ValueTask<byte[]> OpenAsync(string place, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (body.Length < BlockBytes) throw new SealException("the stored data was shorter than the required size");
        if (body.Length % BlockBytes != 0) throw new SealException("the stored data is not a multiple of the block size");
        using var cipher = Aes.Create();
        cipher.Key = key;
        try
        {
            return ValueTask.FromResult(cipher.DecryptCbc(body.Span[BlockBytes..], body.Span[..BlockBytes]));
        }
        catch (CryptographicException e)
        {
            throw new SealException("invalid padding on input", e);
        }
    }

    public bool IsCurrent(ReadOnlySpan<byte> body) => true;
}

using System.Security.Cryptography;
using System.Text;

namespace Timonier.Sealing.Providers;

/// <summary>
/// AES-256-GCM under a key of its own for each value, derived from a seed and 32 random bytes (HKDF-SHA256): a seed may
/// close any number of values, while one key with random nonces must stop long before 2^32. Layout: INFO NONCE CIPHERTEXT TAG.
/// </summary>
internal static class ExtendedNonceGcm
{
    public const int SeedBytes = 32;
    private const int InfoBytes = 32;

    public static byte[] Close(ReadOnlySpan<byte> seed, string place, ReadOnlySpan<byte> plain)
    {
        var sealedBytes = new byte[InfoBytes + GcmFrame.Overhead + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, InfoBytes));
        using var cipher = CipherOf(seed, sealedBytes.AsSpan(0, InfoBytes));
        GcmFrame.Close(cipher, Encoding.UTF8.GetBytes(place), plain, sealedBytes.AsSpan(InfoBytes));
        return sealedBytes;
    }

    /// <exception cref="SealException">Another seed, another place, or other bytes.</exception>
    public static byte[] Open(ReadOnlySpan<byte> seed, string place, ReadOnlySpan<byte> body)
    {
        if (body.Length < InfoBytes + GcmFrame.Overhead) throw new SealException("the stored data was shorter than the required size");
        using var cipher = CipherOf(seed, body[..InfoBytes]);
        return GcmFrame.Open(cipher, Encoding.UTF8.GetBytes(place), body[InfoBytes..]);
    }

    private static AesGcm CipherOf(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> info)
    {
        Span<byte> key = stackalloc byte[SeedBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, seed, key, info);
        var cipher = new AesGcm(key, GcmFrame.TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}

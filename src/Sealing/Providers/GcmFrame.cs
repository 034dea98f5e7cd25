using System.Security.Cryptography;

namespace Timonier.Sealing.Providers;

/// <summary>NONCE CIPHERTEXT TAG, the nonce being random.</summary>
internal static class GcmFrame
{
    public const int TagBytes = 16;
    public const int Overhead = NonceBytes + TagBytes;
    private const int NonceBytes = 12;

    public static void Close(AesGcm cipher, ReadOnlySpan<byte> place, ReadOnlySpan<byte> plain, Span<byte> frame)
    {
        var nonce = frame[..NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plain, frame.Slice(NonceBytes, plain.Length), frame[^TagBytes..], place);
    }

    /// <exception cref="SealException">Another key, another place, or other bytes.</exception>
    public static byte[] Open(AesGcm cipher, ReadOnlySpan<byte> place, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Overhead) throw new SealException("the stored data was shorter than the required size");
        var plain = new byte[frame.Length - Overhead];
        try
        {
            cipher.Decrypt(frame[..NonceBytes], frame[NonceBytes..^TagBytes], frame[^TagBytes..], plain, place);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new SealException("cipher: message authentication failed", e);
        }
        return plain;
    }
}

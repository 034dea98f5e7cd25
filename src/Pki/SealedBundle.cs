using System.Security.Cryptography;
using System.Text;

namespace Timonier.Pki;

/// <summary>
/// Bytes that only who knows a secret can read or make: a salt, from which and from the secret comes the key, a
/// nonce, a tag, the text. The secret may be one that a person chose, so the key is made slowly.
/// </summary>
public static class SealedBundle
{
    private const int SaltBytes = 16, NonceBytes = 12, TagBytes = 16, KeyBytes = 32;
    private const int Rounds = 200_000;

    public static byte[] Seal(ReadOnlySpan<byte> text, string secret)
    {
        var sealedText = new byte[SaltBytes + NonceBytes + TagBytes + text.Length];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, SaltBytes + NonceBytes));
        using var cipher = CipherOf(secret, sealedText);
        cipher.Encrypt(sealedText.AsSpan(SaltBytes, NonceBytes), text, sealedText.AsSpan(SaltBytes + NonceBytes + TagBytes), sealedText.AsSpan(SaltBytes + NonceBytes, TagBytes));
        return sealedText;
    }

    /// <summary>Null when the secret is another, or the bytes were changed.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> sealedText, string secret)
    {
        if (sealedText.Length < SaltBytes + NonceBytes + TagBytes) return null;
        var text = new byte[sealedText.Length - SaltBytes - NonceBytes - TagBytes];
        using var cipher = CipherOf(secret, sealedText);
        try
        {
            cipher.Decrypt(sealedText.Slice(SaltBytes, NonceBytes), sealedText[(SaltBytes + NonceBytes + TagBytes)..], sealedText.Slice(SaltBytes + NonceBytes, TagBytes), text);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static AesGcm CipherOf(string secret, ReadOnlySpan<byte> sealedText) =>
        new(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), sealedText[..SaltBytes], Rounds, HashAlgorithmName.SHA256, KeyBytes), TagBytes);
}

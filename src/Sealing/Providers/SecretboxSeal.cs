using System.Security.Cryptography;

namespace Timonier.Sealing.Providers;

/// <summary>Upstream's secretbox: XSalsa20 and Poly1305 with random nonces, behind which the box stands: NONCE TAG CIPHERTEXT.</summary>
internal sealed class SecretboxSeal(string name, byte[] key) : IValueSeal
{
    public const string Family = "k8s:enc:secretbox:v1:";
    public const int KeyBytes = 32;
    private const int NonceBytes = 24;

    public string Prefix { get; } = $"{Family}{name}:";
    public string KeyName => name;

    public ValueTask<byte[]> CloseAsync(string place, ReadOnlyMemory<byte> plain, CancellationToken cancellation)
    {
        var frame = new byte[NonceBytes + Poly1305.TagBytes + plain.Length];
        var nonce = frame.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        Close(key, nonce, plain.Span, frame.AsSpan(NonceBytes));
        return ValueTask.FromResult(frame);
    }

    public ValueTask<byte[]> OpenAsync(string place, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (body.Length < NonceBytes + Poly1305.TagBytes) throw new SealException("the stored data was shorter than the required size");
        var tag = body.Span.Slice(NonceBytes, Poly1305.TagBytes);
        var text = body.Span[(NonceBytes + Poly1305.TagBytes)..];
        Span<byte> expected = stackalloc byte[Poly1305.TagBytes];
        var stream = new XSalsa20(key, body.Span[..NonceBytes]);
        Poly1305.Tag(stream.FirstBytes, text, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, tag)) throw new SealException("output array was not decrypted: the key or the stored data is another one");
        var plain = new byte[text.Length];
        stream.Apply(text, plain);
        return ValueTask.FromResult(plain);
    }

    public bool IsCurrent(ReadOnlySpan<byte> body) => true;

    /// <param name="box">Takes the tag and, behind it, the ciphertext.</param>
    internal static void Close(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> box)
    {
        var stream = new XSalsa20(key, nonce);
        var text = box[Poly1305.TagBytes..];
        stream.Apply(plain, text);
        Poly1305.Tag(stream.FirstBytes, text, box[..Poly1305.TagBytes]);
    }
}

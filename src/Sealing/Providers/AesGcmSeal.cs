using System.Security.Cryptography;
using System.Text;

namespace Timonier.Sealing.Providers;

/// <summary>Upstream's aesgcm: the named key itself with random nonces, so its owner must replace it before some 200,000 writes.</summary>
internal sealed class AesGcmSeal(string name, byte[] key) : IValueSeal
{
    public const string Family = "k8s:enc:aesgcm:v1:";

    public string Prefix { get; } = $"{Family}{name}:";
    public string KeyName => name;

    public ValueTask<byte[]> CloseAsync(string place, ReadOnlyMemory<byte> plain, CancellationToken cancellation)
    {
        var frame = new byte[GcmFrame.Overhead + plain.Length];
        using var cipher = new AesGcm(key, GcmFrame.TagBytes);
        GcmFrame.Close(cipher, Encoding.UTF8.GetBytes(place), plain.Span, frame);
        return ValueTask.FromResult(frame);
    }

    public ValueTask<byte[]> OpenAsync(string place, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var cipher = new AesGcm(key, GcmFrame.TagBytes);
        return ValueTask.FromResult(GcmFrame.Open(cipher, Encoding.UTF8.GetBytes(place), body.Span));
    }

    public bool IsCurrent(ReadOnlySpan<byte> body) => true;
}

using Timonier.Sealing.Keys;

namespace Timonier.Sealing.Providers;

/// <summary>Values under a key of our own key file.</summary>
internal sealed class DerivedKeySeal(SealingKey key) : IValueSeal
{
    public const string Family = "k8s:enc:timonier:v1:";

    public string Prefix { get; } = $"{Family}{key.Id}:";
    public string KeyName => key.Id;

    public ValueTask<byte[]> CloseAsync(string place, ReadOnlyMemory<byte> plain, CancellationToken cancellation) =>
        ValueTask.FromResult(ExtendedNonceGcm.Close(key.Secret.Span, place, plain.Span));

    public ValueTask<byte[]> OpenAsync(string place, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        ValueTask.FromResult(ExtendedNonceGcm.Open(key.Secret.Span, place, body.Span));

    public bool IsCurrent(ReadOnlySpan<byte> body) => true;
}

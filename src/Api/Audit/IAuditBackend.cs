namespace Timonier.Api.Audit;

/// <summary>Takes events; never called twice at a time.</summary>
public interface IAuditBackend : IAsyncDisposable
{
    /// <summary>The event in this backend's words.</summary>
    byte[] Encode(AuditEvent told);

    /// <exception cref="IOException">They could not be told, and will not be by trying at once again.</exception>
    ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellation);
}

namespace Timonier.Store.Embedded;

internal interface IStoreFile : IDisposable
{
    long Length { get; }

    /// <summary>How many bytes there were, 0 at the end.</summary>
    int Read(Span<byte> into, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    void SetLength(long length);

    void Flush();
}

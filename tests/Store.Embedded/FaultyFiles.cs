namespace Timonier.Store.Embedded.Tests;

/// <summary>A real disk that is full (but for the room the reserve held), or whose sync fails.</summary>
internal sealed class FaultyFiles : IStoreFiles
{
    private const int NoSpaceLeft = 28;

    private readonly DiskFiles disk = new();

    public volatile string? FullIn;
    public volatile bool SyncFails;

    public void CreateDirectory(string directory) => disk.CreateDirectory(directory);
    public IReadOnlyList<string> List(string directory) => disk.List(directory);
    public IStoreFile Create(string path) => new FaultyFile(this, disk.Create(path));
    public IStoreFile Open(string path) => new FaultyFile(this, disk.Open(path));
    public IStoreFile OpenToRead(string path) => disk.OpenToRead(path);
    public long LengthOf(string path) => disk.LengthOf(path);
    public void Rename(string from, string to) => disk.Rename(from, to);
    public void Delete(string path) => disk.Delete(path);
    public void FlushDirectory(string directory) => disk.FlushDirectory(directory);
    public IDisposable Lock(string path) => disk.Lock(path);

    private sealed class FaultyFile(FaultyFiles files, IStoreFile file) : IStoreFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> into, long offset) => file.Read(into, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (files.FullIn is { } folder && (bytes.Length > 1 << 16 || File.Exists(Path.Combine(folder, "reserve"))))
            {
                // A full disk takes what fits before it refuses.
                file.Write(bytes[..(bytes.Length / 2)], offset);
                throw new IOException("No space left on device", NoSpaceLeft);
            }

            file.Write(bytes, offset);
        }

        public void SetLength(long length) => file.SetLength(length);

        public void Flush()
        {
            if (files.SyncFails)
                throw new IOException("Input/output error");
            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}

namespace Timonier.Store.Embedded.Tests.Simulation;

internal sealed class SimulatedFile(SimulatedDisk disk, SimulatedInode inode, string path) : IStoreFile
{
    public long Length => disk.Look(() => inode.Length);

    public int Read(Span<byte> into, long offset)
    {
        var content = disk.Look(() => inode.Content);
        var count = (int)Math.Clamp(content.Length - offset, 0, into.Length);
        content.AsSpan((int)offset, count).CopyTo(into);
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        // A full disk takes what fits before it refuses.
        var grows = Math.Max(0, offset + bytes.Length - Length);
        var fits = disk.Fitting((int)grows);
        var written = bytes[..(int)(bytes.Length - grows + fits)].ToArray();
        disk.Call(SimulatedDisk.Name("write", path), () => inode.Write(written, offset), grows: grows);
    }

    public void SetLength(long length) => disk.Call(SimulatedDisk.Name("cut", path), () => inode.SetLength(length));

    public void Flush() => disk.Call(SimulatedDisk.Name("sync", path), static () => { }, then: inode.Sync);

    public void Dispose()
    {
    }
}

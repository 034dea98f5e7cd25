namespace Timonier.Store.Embedded.Tests.Simulation;

/// <summary>The content of a file as programs see it, as the disk holds it, and the changes in between.</summary>
internal sealed class SimulatedInode
{
    private const int SectorBytes = 512;

    private readonly List<Change> unsynced = [];
    private byte[] durable;
    private byte[] content;

    public SimulatedInode(byte[] content)
    {
        this.content = content;
        durable = content;
    }

    public byte[] Content => content;

    public int Length => content.Length;

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var written = bytes.ToArray();
        content = Put(content, written, (int)offset);
        unsynced.Add(new Change((int)offset, written, -1));
    }

    public void SetLength(long length)
    {
        content = Resize(content, (int)length);
        unsynced.Add(new Change(0, [], (int)length));
    }

    public void Sync()
    {
        durable = content;
        unsynced.Clear();
    }

    public void Flip(long bit)
    {
        content = [.. content];
        content[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        Sync();
    }

    public byte[] AfterPowerCut(Random chance)
    {
        var found = durable;
        var inOrder = chance.Next(3) == 0;
        var lasting = chance.Next(unsynced.Count + 1);
        for (var n = 0; n < unsynced.Count; n++)
        {
            var change = unsynced[n];
            if (inOrder ? n < lasting : chance.Next(3) == 0)
                found = change.Length >= 0 ? Resize(found, change.Length) : Put(found, change.Bytes, change.Offset);
            else if (change.Length < 0 && chance.Next(2) == 0)
                found = PutPart(found, change, chance);
        }

        return found;
    }

    // Sectors arrive in any order; the length may have been noted before any of them, and then zeros stand there.
    private static byte[] PutPart(byte[] found, Change change, Random chance)
    {
        var end = change.Offset + change.Bytes.Length;
        var made = Resize(found, Math.Max(found.Length, end));
        var length = chance.Next(2) == 0 ? chance.Next(found.Length, made.Length + 1) : found.Length;
        for (var at = change.Offset; at < end;)
        {
            var next = Math.Min(end, (at / SectorBytes * SectorBytes) + SectorBytes);
            if (chance.Next(2) == 0)
            {
                change.Bytes.AsSpan(at - change.Offset, next - at).CopyTo(made.AsSpan(at));
                length = Math.Max(length, next);
            }

            at = next;
        }

        return Resize(made, length);
    }

    private static byte[] Put(byte[] into, ReadOnlySpan<byte> bytes, int offset)
    {
        var made = Resize(into, Math.Max(into.Length, offset + bytes.Length));
        bytes.CopyTo(made.AsSpan(offset));
        return made;
    }

    private static byte[] Resize(byte[] content, int length)
    {
        var made = new byte[length];
        content.AsSpan(0, Math.Min(length, content.Length)).CopyTo(made);
        return made;
    }

    private readonly record struct Change(int Offset, byte[] Bytes, int Length);
}

using System.Buffers.Binary;
using System.Text;

namespace Timonier.Network.Linux.Rules;

/// <summary>
/// Reads the kernel's announcements of packet-filter changes. A transaction is announced as its changes followed
/// by a new generation; one that touches our table without our seal was somebody else's.
/// </summary>
internal sealed class TableEvents(string sealPrefix)
{
    private const int NewChain = 3, NewGeneration = 15;
    private bool touched, sealedByUs;

    /// <summary>True when these announcements complete a foreign change of our table.</summary>
    public bool Read(ReadOnlySpan<byte> data)
    {
        var foreign = false;
        while (data.Length >= 20)
        {
            var size = (int)BinaryPrimitives.ReadUInt32LittleEndian(data);
            if (size < 20 || size > data.Length) break;
            foreign |= Message(BinaryPrimitives.ReadUInt16LittleEndian(data[4..]), data[20..size]);
            data = data[Math.Min(data.Length, (size + 3) & ~3)..];
        }
        return foreign;
    }

    private bool Message(int type, ReadOnlySpan<byte> attributes)
    {
        if (type >> 8 != 10) return false;
        type &= 0xff;
        if (type == NewGeneration)
        {
            var foreign = touched && !sealedByUs;
            touched = sealedByUs = false;
            return foreign;
        }
        // Table, chain, rule, set, element and object announcements all begin with the name of their table.
        if (TextOf(attributes, 1) != Names.Table) return false;
        touched = true;
        // Its removal proves nothing: a flush removes it too.
        if (type == NewChain && TextOf(attributes, 3)?.StartsWith(sealPrefix, StringComparison.Ordinal) == true) sealedByUs = true;
        return false;
    }

    private static string? TextOf(ReadOnlySpan<byte> attributes, int wanted)
    {
        while (attributes.Length >= 4)
        {
            var size = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            var type = BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) & 0x3fff;
            if (size < 4 || size > attributes.Length) return null;
            if (type == wanted) return Encoding.ASCII.GetString(attributes[4..size]).TrimEnd('\0');
            attributes = attributes[Math.Min(attributes.Length, (size + 3) & ~3)..];
        }
        return null;
    }
}

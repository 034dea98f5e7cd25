using System.Buffers;

namespace Timonier.Documents;

/// <summary>An object's bytes with an empty <c>metadata.resourceVersion</c>, and where its digits belong.</summary>
/// <param name="Bytes">The JSON text with <c>"resourceVersion":""</c>.</param>
/// <param name="Offset">The position between the two quotes.</param>
public readonly record struct ResourceVersionSlot(ReadOnlyMemory<byte> Bytes, int Offset)
{
    /// <summary>Writes the object with an empty version, making <c>metadata</c> when it is missing; the draft stays as it is.</summary>
    public static ResourceVersionSlot Of(DraftObject draft)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        var offset = -1;
        output.Write("{"u8);
        var first = true;
        foreach (var (name, value) in draft)
        {
            Open(output, name, ref first);
            if (name == "metadata" && value is DraftObject metadata) offset = WriteMetadata(output, metadata);
            else value.WriteTo(output);
        }
        if (offset < 0)
        {
            Open(output, "metadata", ref first);
            offset = WriteMetadata(output, []);
        }
        output.Write("}"u8);
        return new ResourceVersionSlot(output.WrittenMemory, offset);
    }

    /// <summary>The bytes with these digits in their place.</summary>
    public ReadOnlyMemory<byte> With(long revision)
    {
        Span<byte> digits = stackalloc byte[20];
        System.Buffers.Text.Utf8Formatter.TryFormat(revision, digits, out var count);
        var filled = new byte[Bytes.Length + count];
        Bytes.Span[..Offset].CopyTo(filled);
        digits[..count].CopyTo(filled.AsSpan(Offset));
        Bytes.Span[Offset..].CopyTo(filled.AsSpan(Offset + count));
        return filled;
    }

    private static int WriteMetadata(ArrayBufferWriter<byte> output, DraftObject metadata)
    {
        output.Write("{"u8);
        var first = true;
        foreach (var (name, value) in metadata)
        {
            if (name == "resourceVersion") continue;
            Open(output, name, ref first);
            value.WriteTo(output);
        }
        Open(output, "resourceVersion", ref first);
        output.Write("\""u8);
        var offset = output.WrittenCount;
        output.Write("\"}"u8);
        return offset;
    }

    private static void Open(ArrayBufferWriter<byte> output, string name, ref bool first)
    {
        if (!first) output.Write(","u8);
        first = false;
        JsonText.WriteString(output, name);
        output.Write(":"u8);
    }
}

using System.Buffers;

namespace Timonier.Node.Streams;

/// <summary>A PodList from documents as they are stored: their bytes are copied, not read.</summary>
internal sealed class PodListWriter
{
    private readonly ArrayBufferWriter<byte> json = new();
    private bool any;

    public PodListWriter() => json.Write("""{"kind":"PodList","apiVersion":"v1","metadata":{},"items":["""u8);

    public void Add(Document pod)
    {
        if (any) json.Write(","u8);
        any = true;
        json.Write(pod.Utf8.Span);
    }

    public ReadOnlyMemory<byte> Finish()
    {
        json.Write("]}"u8);
        return json.WrittenMemory;
    }
}

using System.Text;
using Timonier.Kinds;

namespace Timonier.Api.Pipeline;

/// <summary>A list as JSON: stored bytes between a head and a tail, never put together unless somebody needs them so.</summary>
internal sealed class ListText
{
    private static readonly byte[] Comma = [(byte)','];
    private static readonly byte[] Tail = [(byte)']', (byte)'}'];
    private readonly byte[] head;
    private readonly ApiList list;

    public ListText(Kind kind, ApiList list)
    {
        this.list = list;
        head = Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind.ListName}\",\"apiVersion\":\"{kind.ApiVersion}\",\"metadata\":{list.Metadata()},\"items\":[");
        Length = head.Length + Math.Max(0, list.Entries.Count - 1) + list.Entries.Sum(e => (long)e.Value.Length) + Tail.Length;
    }

    public long Length { get; }

    public IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        yield return head;
        for (var i = 0; i < list.Entries.Count; i++)
        {
            if (i > 0) yield return Comma;
            yield return list.Entries[i].Value;
        }
        yield return Tail;
    }

    public byte[] Whole()
    {
        var whole = new byte[Length];
        var at = 0;
        foreach (var part in Parts())
        {
            part.CopyTo(whole.AsMemory(at));
            at += part.Length;
        }
        return whole;
    }
}

using System.Globalization;
using System.Text;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Api.Storage;

/// <summary>Between drafts and the bytes that are stored: canonical JSON with a slot for the revision.</summary>
internal static class Stored
{
    // Most of what a busy cluster holds, and hardly ever read again: their bytes are enough.
    private const string Events = "/registry/core/events/";

    /// <summary>The entry's document, parsed at most once; those of Events are not kept.</summary>
    public static Document Read(StoreEntry entry)
    {
        if (entry.Decoded is Document cached) return cached;
        var document = Document.Parse(entry.Value);
        if (!entry.Key.StartsWith(Events, StringComparison.Ordinal)) entry.Decoded = document;
        return document;
    }

    /// <summary>The object's bytes; the store will write the revision into metadata.resourceVersion.</summary>
    public static StoreValue Write(DraftObject body, TimeSpan? timeToLive = null)
    {
        var slot = ResourceVersionSlot.Of(body);
        return new StoreValue(slot.Bytes, slot.Offset, timeToLive);
    }

    /// <summary>The same object under another revision: what a DELETED event carries.</summary>
    public static byte[] WithRevision(Document document, long revision)
    {
        var whole = document.Utf8.Span;
        var old = document.Metadata["resourceVersion"u8].Raw.Span;
        if (old.IsEmpty || !whole.Overlaps(old, out var at)) return document.Utf8.ToArray();
        var text = Encoding.ASCII.GetBytes(revision.ToString(CultureInfo.InvariantCulture));
        return [.. whole[..(at + 1)], .. text, .. whole[(at + old.Length - 1)..]];
    }
}

using System.Collections.Immutable;

namespace Timonier.Node.Images;

/// <summary>Since when each image is known and when a container last used it: what decides who goes first. A value.</summary>
internal sealed record ImageRecords
{
    private ImmutableDictionary<string, ImageRecord> ById { get; init; } = ImmutableDictionary.Create<string, ImageRecord>(StringComparer.Ordinal);
    private bool IsFirst { get; init; } = true;

    public static ImageRecords None { get; } = new();

    /// <summary>
    /// The records after one look. Images of the very first look have no age limit to respect: they were there before
    /// the agent was.
    /// </summary>
    public ImageRecords Seen(IEnumerable<ImageInfo> images, IReadOnlySet<string> used, DateTimeOffset now)
    {
        var next = ById.Clear();
        foreach (var image in images)
        {
            var record = ById.GetValueOrDefault(image.Id) ?? new ImageRecord(image, IsFirst ? DateTimeOffset.MinValue : now, DateTimeOffset.MinValue);
            var isUsed = used.Contains(image.Id) || image.Tags.Concat(image.Digests).Any(used.Contains);
            next = next.SetItem(image.Id, record with { Image = image, LastUsed = isUsed ? now : record.LastUsed });
        }
        return new ImageRecords { ById = next, IsFirst = false };
    }

    /// <summary>What may be removed at that moment, in the order in which it should be.</summary>
    public IEnumerable<ImageInfo> Removable(DateTimeOffset now, TimeSpan minimumAge) => ById.Values
        .Where(r => !r.Image.Pinned && r.LastUsed < now && now - r.FirstSeen >= minimumAge)
        .OrderBy(r => r.LastUsed).ThenBy(r => r.FirstSeen).ThenBy(r => r.Image.Id, StringComparer.Ordinal).Select(r => r.Image);

    private sealed record ImageRecord(ImageInfo Image, DateTimeOffset FirstSeen, DateTimeOffset LastUsed);
}

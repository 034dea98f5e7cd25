using System.Security.Cryptography;
using System.Text;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Simulated;

/// <summary>The images of one simulated node. What an image is made of follows from its name.</summary>
internal sealed class SimulatedImages
{
    private const long SmallestBytes = 2_000_000;
    private const long LargestBytes = 60_000_000;
    private readonly Dictionary<string, ImageInfo> byReference = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageInfo> byId = new(StringComparer.Ordinal);

    /// <summary>The same list as long as nothing changes.</summary>
    public IReadOnlyList<ImageInfo> All { get; private set; } = [];

    /// <summary>By a name or an id.</summary>
    public ImageInfo? Find(string reference) => byReference.GetValueOrDefault(reference) ?? byId.GetValueOrDefault(reference);

    public ImageInfo Add(string reference)
    {
        if (Find(reference) is { } present) return present;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(reference));
        var digest = "sha256:" + Convert.ToHexStringLower(hash);
        var size = SmallestBytes + BitConverter.ToUInt32(hash) % (LargestBytes - SmallestBytes);
        var image = new ImageInfo(digest, [reference], [$"{RepositoryOf(reference)}@{digest}"], size, UserId: null, UserName: "", Pinned: false);
        byReference[reference] = image;
        byId[digest] = image;
        All = [.. byId.Values];
        return image;
    }

    public void Remove(string reference)
    {
        if (Find(reference) is not { } image) return;
        byId.Remove(image.Id);
        All = [.. byId.Values];
        foreach (var tag in image.Tags) byReference.Remove(tag);
    }

    private static string RepositoryOf(string reference)
    {
        var colon = reference.LastIndexOf(':');
        var digest = reference.IndexOf('@', StringComparison.Ordinal);
        if (digest >= 0) return reference[..digest];
        return colon > reference.LastIndexOf('/') ? reference[..colon] : reference;
    }
}

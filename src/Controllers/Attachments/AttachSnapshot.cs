using Timonier.Documents;

namespace Timonier.Controllers.Attachments;

/// <summary>What attaching looks at.</summary>
public sealed record AttachSnapshot
{
    /// <summary>The node; null: it is gone.</summary>
    public Document? Node { get; init; }
    public required string NodeName { get; init; }

    /// <summary>The pods on it that use claims.</summary>
    public IReadOnlyList<Document> Pods { get; init; } = [];

    /// <summary>The volume to which a claim of that namespace and name is bound; null: none yet.</summary>
    public required Func<string, string, Document?> VolumeOf { get; init; }

    /// <summary>A volume by name.</summary>
    public required Func<string, Document?> Volume { get; init; }

    /// <summary>Whether volumes of a driver have to be attached at all.</summary>
    public Func<string, bool> NeedsAttaching { get; init; } = _ => true;

    /// <summary>All attachments in the cluster.</summary>
    public IReadOnlyCollection<Document> Attachments { get; init; } = [];

    /// <summary>Since when attachments of this node are needed no longer, by name.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> UnneededSince { get; init; } = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Names of pods that use a volume on another node, as far as the asking pod may know of them.</summary>
    public Func<Document, string, IReadOnlyList<string>> OthersUsing { get; init; } = (_, _) => [];
}

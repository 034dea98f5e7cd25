using Timonier.Documents;

namespace Timonier.Host.Verbs.Past;

/// <param name="Type">ADDED, MODIFIED or DELETED.</param>
/// <param name="Object">As it was then; as it last was, when it was deleted.</param>
/// <param name="Before">As it was before; missing when it was not there, or when the change before tells.</param>
internal sealed record PastChange(string Type, string Revision, DateTimeOffset? Time, Documents.Node Object, Documents.Node Before)
{
    public bool IsDeletion => Type == "DELETED";

    public string Name => Object["metadata"u8]["name"u8].AsString();

    public string Namespace => Object["metadata"u8]["namespace"u8].AsString();

    public static IReadOnlyList<PastChange> AllOf(Document told)
    {
        var changes = new List<PastChange>();
        foreach (var item in told.Root["items"u8].Items)
            changes.Add(new PastChange(item["type"u8].AsString(), item["revision"u8].AsString(), item["time"u8].AsTime(), item["object"u8], item["before"u8]));
        return changes;
    }
}

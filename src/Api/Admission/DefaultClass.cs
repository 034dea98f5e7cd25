using Timonier.Documents;

namespace Timonier.Api.Admission;

/// <summary>Which class is meant where none is named.</summary>
internal static class DefaultClass
{
    /// <summary>The newest that is marked, the first by name of those made in the same second; null when none is.</summary>
    public static Document? Among(IEnumerable<Document> classes, params string[] marks) => classes
        .Where(c => marks.Any(m => c.Metadata["annotations"u8][m].TextEquals("true"u8)))
        .OrderByDescending(c => c.Metadata["creationTimestamp"u8].AsTime())
        .ThenBy(c => c.Name, StringComparer.Ordinal)
        .FirstOrDefault();
}

using Timonier.Api.Pipeline;
using Timonier.Documents;

namespace Timonier.Api.Reads;

/// <summary>Whether an object is among those asked for.</summary>
internal static class Selection
{
    public static bool Includes(ListOptions options, Document document)
    {
        if (!SelectableFields.Matches(document, options.Fields)) return false;
        if (options.Labels.IsEmpty) return true;
        var labels = document.Metadata["labels"u8];
        return options.Labels.Matches(key => labels[key].AsStringOrNull());
    }
}

using System.Globalization;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Documents;

namespace Timonier.Api.Tables;

/// <summary>Objects with nothing but their metadata, for clients that watch a lot and read little.</summary>
internal static class PartialMetadata
{
    public static DraftObject Of(Document document, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/" + version,
        ["metadata"] = document.Metadata.Exists ? Draft.From(document.Metadata) : new DraftObject(),
    };

    public static DraftObject OfList(ApiList list, string version)
    {
        var metadata = new DraftObject { ["resourceVersion"] = list.Revision.ToString(CultureInfo.InvariantCulture) };
        if (list.Continue.Length > 0) metadata["continue"] = list.Continue;
        if (list.Remaining is { } remaining) metadata["remainingItemCount"] = remaining;
        return new DraftObject
        {
            ["kind"] = "PartialObjectMetadataList",
            ["apiVersion"] = "meta.k8s.io/" + version,
            ["metadata"] = metadata,
            ["items"] = new DraftArray(list.Entries.Select(entry => (Draft)Of(Stored.Read(entry), version))),
        };
    }
}

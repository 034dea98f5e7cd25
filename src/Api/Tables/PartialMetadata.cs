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
        ["metadata"] = document.Metadata.Exists ? Draft.Over(document.Metadata) : new DraftObject(),
    };

    public static DraftObject OfList(ApiList list, string version) => new()
    {
        ["kind"] = "PartialObjectMetadataList",
        ["apiVersion"] = "meta.k8s.io/" + version,
        ["metadata"] = list.Metadata(),
        ["items"] = new DraftArray(list.Entries.Select(entry => (Draft)Of(Stored.Read(entry), version))),
    };
}

using Timonier.Api.Storage;
using Timonier.Documents;

namespace Timonier.Api;

public sealed partial class ClusterApi
{
    /// <summary>
    /// Puts objects of another cluster into the store as they are there, with uid, status and times; only their versions
    /// are new. Nothing checks them: they were admitted where they come from. Answers those of kinds that are not known
    /// here yet; custom kinds are after <see cref="StartAsync"/>.
    /// </summary>
    public async ValueTask<IReadOnlyList<Document>> ImportAsync(IEnumerable<Document> objects, CancellationToken cancellation)
    {
        var unknown = new List<Document>();
        foreach (var document in objects)
        {
            if (core.Catalogue.FindKind(document.ApiVersion, document.Kind) is not { Plural.Length: > 0 } kind) unknown.Add(document);
            else await core.Stores.For(kind).CreateAsync(Keys.Of(kind, document.Namespace, document.Name), Stored.Write(DraftObject.Of(document)), cancellation);
        }
        return unknown;
    }
}

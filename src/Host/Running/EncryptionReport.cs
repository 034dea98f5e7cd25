using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Sealing;

namespace Timonier.Host.Running;

/// <summary>How objects are encrypted at rest, counted over the whole store whenever somebody asks.</summary>
internal static class EncryptionReport
{
    public const string Path = "/timonier/secrets";

    public static Dictionary<string, Func<CancellationToken, ValueTask<Document>>> For(IRevisionStore store, Seals seals) => new(StringComparer.Ordinal)
    {
        [Path] = async cancellation => await MakeAsync(store, seals, cancellation),
    };

    public static async ValueTask<Document> MakeAsync(IRevisionStore store, Seals seals, CancellationToken cancellation)
    {
        var census = await SealUpkeep.CountAsync(store, seals, cancellation);
        var keys = seals.Ring.Keys.Select(k => (Draft)new DraftObject { ["id"] = k.Id, ["created"] = k.Created, ["objects"] = census.ByKey.GetValueOrDefault(k.Id) });
        var others = census.ByKey.Where(k => seals.Ring.Keys.All(own => own.Id != k.Key)).Select(k => (Draft)new DraftObject { ["id"] = k.Key, ["objects"] = k.Value });
        return new DraftObject
        {
            ["mode"] = seals.IsOwn ? "own keys" : "configuration",
            ["keys"] = new DraftArray(keys.Concat(others)),
            ["plain"] = census.Plain,
            ["outdated"] = census.Outdated,
            ["unreadable"] = census.Unreadable,
        }.ToDocument();
    }
}

namespace Timonier.Kinds.OpenApi;

/// <summary>The old paths of watches, from before a list could be asked to go on as one. They are still served.</summary>
internal static class WatchPaths
{
    public static IEnumerable<SpecPath> Of(Kind kind, string root)
    {
        var collection = kind.Namespaced ? $"{root}/watch/namespaces/{{namespace}}/{kind.Plural}" : $"{root}/watch/{kind.Plural}";
        if (kind.Namespaced) yield return Path($"{root}/watch/{kind.Plural}", [SpecParameter.Pretty], Many(kind) with { Id = $"{KindPaths.Verb("watch", kind)}{kind.Name}ListForAllNamespaces" });
        yield return Path(collection, KindPaths.Around(kind), Many(kind));
        yield return Path($"{collection}/{{name}}", KindPaths.Around(kind, named: true),
            KindPaths.Operation("get", "watch", KindPaths.Verb("watch", kind), $"Watches one {kind.Name}. Old: use a watching list with a field selector.", kind));
    }

    private static SpecOperation Many(Kind kind) =>
        KindPaths.Operation("get", "watchlist", KindPaths.Verb("watch", kind), $"Watches {kind.Plural}. Old: use a list with the parameter watch.", kind, "List");

    private static SpecPath Path(string path, IEnumerable<SpecParameter> around, SpecOperation operation) => new(path, [.. SpecParameter.OfList, .. around],
        [operation with { Answer = $"{SpecNames.Meta}.WatchEvent", Gives = KindPaths.WatchTypes }]);
}

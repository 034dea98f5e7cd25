using Timonier.Cel.Costs;
using Timonier.Cel.Functions;
using Timonier.Kernel;

namespace Timonier.Cel.Libraries;

/// <summary>The parts of URLs.</summary>
internal static class UrlLibrary
{
    public static void AddTo(FunctionTable table)
    {
        var url = CelUrl.UrlType;
        table.Type(url);
        table.Global("url", [CelType.String], url, a => Parse(a[0].AsString()), CallCost.Traversal(0, keepsSize: true));
        table.Global("isURL", [CelType.String], CelType.Bool, a => CelValue.Of(CelUrl.Parse(a[0].AsString(), out _) is not null));
        table.Member("getScheme", [url], CelType.String, a => CelValue.Of(Of(a[0]).Scheme));
        table.Member("getHost", [url], CelType.String, a => CelValue.Of(Of(a[0]).Host));
        table.Member("getHostname", [url], CelType.String, a => CelValue.Of(Of(a[0]).Hostname));
        table.Member("getPort", [url], CelType.String, a => CelValue.Of(Of(a[0]).Port));
        table.Member("getEscapedPath", [url], CelType.String, a => CelValue.Of(Of(a[0]).Path));
        table.Member("getQuery", [url], CelType.Map(CelType.String, CelType.List(CelType.String)), a => Query(Of(a[0]).Query));
    }

    private static CelUrl Of(in CelValue value) => (CelUrl)value.AsOpaque();

    private static CelValue Parse(string text) => CelUrl.Parse(text, out var fault) is { } url
        ? CelValue.Of(url)
        : CelValue.Error($"URL parse error during conversion from string: parse {GoText.Quote(text)}: {fault}");

    private static CelValue Query(string query)
    {
        var values = new Dictionary<CelValue, List<CelValue>>(CelValueComparer.Instance);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Contains(';', StringComparison.Ordinal)) continue;
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = CelValue.Of(Unescape(equals < 0 ? pair : pair[..equals]));
            if (!values.TryGetValue(name, out var list)) values[name] = list = [];
            list.Add(CelValue.Of(equals < 0 ? "" : Unescape(pair[(equals + 1)..])));
        }
        return CelValue.Of(CelMap.Of(values.ToDictionary(v => v.Key, v => CelValue.Of(CelList.Of(v.Value)), CelValueComparer.Instance)));
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

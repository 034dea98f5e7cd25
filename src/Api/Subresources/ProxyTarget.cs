using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;

namespace Timonier.Api.Subresources;

/// <summary>A name in a proxy's path: <c>NAME</c>, <c>NAME:PORT</c> or <c>SCHEME:NAME:PORT</c>.</summary>
internal sealed partial record ProxyTarget(string Scheme, string Name, string Port)
{
    /// <summary>Null for anything else.</summary>
    public static ProxyTarget? Parse(string text)
    {
        ProxyTarget? target = text.Split(':') switch
        {
            [var name] => new ProxyTarget("", name, ""),
            [var name, var port] => new ProxyTarget("", name, port),
            [var scheme, var name, var port] => new ProxyTarget(scheme, name, port),
            _ => null,
        };
        return target is { Name.Length: > 0, Scheme: "" or "http" or "https" } ? target : null;
    }

    public bool IsSecure => Scheme == "https";

    /// <summary>
    /// What is asked of the target: the path behind the words that were judged, with its last slash. An escape that was
    /// escaped stays so: the target must not read other words than those that were judged.
    /// </summary>
    public static string PathBehind(HttpRequest request, ApiCall call)
    {
        var path = request.Path.Value!;
        // api, v1, [namespaces, NAMESPACE,] PLURAL, NAME, proxy: empty words between them count for nothing.
        var words = call.Namespace.Length > 0 ? 7 : 5;
        var at = 0;
        while (words > 0 && at < path.Length)
        {
            var end = path.IndexOf('/', at + 1) is > 0 and var slash ? slash : path.Length;
            if (end > at + 1) words--;
            at = end;
        }
        return at == path.Length ? "" : new PathString(EscapedPercent().Replace(path[at..], "%25")).ToUriComponent();
    }

    // The server leaves an escaped slash as it is written; every other percent sign is one that was escaped.
    [GeneratedRegex("%(?!2[Ff])", RegexOptions.CultureInvariant)]
    private static partial Regex EscapedPercent();
}

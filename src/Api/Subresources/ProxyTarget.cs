using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;

namespace Timonier.Api.Subresources;

/// <summary>A name in a proxy's path: <c>NAME</c>, <c>NAME:PORT</c> or <c>SCHEME:NAME:PORT</c>.</summary>
internal sealed record ProxyTarget(string Scheme, string Name, string Port)
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

    /// <summary>What is asked of the target: the path as it came, with its escapes and its last slash.</summary>
    public static string PathBehind(HttpRequest request, ApiCall call)
    {
        var path = request.Path.ToUriComponent();
        var own = $"/{call.Kind.Plural}/{new PathString("/" + call.Name).ToUriComponent()[1..]}/proxy";
        var at = path.IndexOf(own, StringComparison.Ordinal);
        return at < 0 ? "" : path[(at + own.Length)..];
    }
}

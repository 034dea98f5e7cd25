using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Timonier.Streaming;

/// <summary>
/// What of a request is told to the server behind, and what of its answer to the client. Neither learns what
/// concerns the other's connection only, and the server behind never sees credentials, nor words by which the client
/// would speak as somebody else: who is behind a request is said by whoever passes it on.
/// </summary>
public static class ForwardedHead
{
    // What Connection names goes too.
    private static readonly HashSet<string> kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Upgrade", "Keep-Alive", "Transfer-Encoding", "Content-Length", "TE", "Trailer", "HTTP2-Settings",
        "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "Authorization", "Cookie", "Expect",
    };

    private static readonly string[] ofIdentity = ["X-Remote-", "Impersonate-"];

    /// <summary>The same request to another place, with its body.</summary>
    public static HttpRequestMessage Request(HttpContext context, Uri place, IReadOnlyCollection<KeyValuePair<string, string>> added)
    {
        var from = context.Request;
        var request = new HttpRequestMessage(new HttpMethod(from.Method), place);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? from.ContentLength > 0)
            request.Content = new StreamContent(from.Body) { Headers = { ContentLength = from.ContentLength } };
        var ofThisHop = NamedBy(from.Headers.Connection!);
        var said = added.Select(a => a.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in from.Headers)
        {
            if (kept.Contains(name) || ofThisHop.Contains(name) || SpeaksOfIdentity(name) || said.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        foreach (var (name, value) in added) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public static void CopyTo(HttpResponse to, HttpResponseMessage from)
    {
        to.StatusCode = (int)from.StatusCode;
        var ofThatHop = NamedBy(from.Headers.NonValidated.TryGetValues("Connection", out var named) ? named : []);
        foreach (var (name, values) in from.Headers.NonValidated)
            if (!kept.Contains(name) && !ofThatHop.Contains(name)) to.Headers[name] = values.ToArray();
        foreach (var (name, values) in from.Content.Headers.NonValidated)
            if (!kept.Contains(name) && !ofThatHop.Contains(name)) to.Headers[name] = values.ToArray();
        if (from.StatusCode != HttpStatusCode.SwitchingProtocols) to.ContentLength = from.Content.Headers.ContentLength;
    }

    // Some servers take an underscore for a hyphen.
    private static bool SpeaksOfIdentity(string name)
    {
        var plain = name.Contains('_', StringComparison.Ordinal) ? name.Replace('_', '-') : name;
        return Array.Exists(ofIdentity, i => plain.StartsWith(i, StringComparison.OrdinalIgnoreCase));
    }

    private static HashSet<string> NamedBy(IEnumerable<string> connection)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in connection) names.UnionWith(value.Split(',', StringSplitOptions.TrimEntries));
        return names;
    }
}

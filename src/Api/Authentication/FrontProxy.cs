using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Authentication;

/// <summary>
/// A proxy in front of the API that has already found out who asks and says so in headers. It is believed only
/// with a certificate of its own authority; from anybody else the headers mean nothing.
/// </summary>
/// <param name="isTrusted">Whether the proxies' authority signed a certificate.</param>
/// <param name="allowedNames">Common names of proxies; none: whatever the authority signed.</param>
public sealed class FrontProxy(Func<X509Certificate2, bool> isTrusted, IReadOnlyList<string> allowedNames)
{
    private const string ExtraPrefix = "X-Remote-Extra-";

    /// <summary>Whom the proxy speaks for; null when it is no proxy, or names nobody.</summary>
    public UserInfo? UserOf(X509Certificate2 certificate, IHeaderDictionary headers)
    {
        var name = headers["X-Remote-User"].ToString();
        if (name.Length == 0 || !isTrusted(certificate)) return null;
        if (allowedNames.Count > 0 && !allowedNames.Contains(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false))) return null;
        var groups = headers["X-Remote-Group"].OfType<string>().ToList();
        if (!groups.Contains("system:authenticated") && !groups.Contains("system:unauthenticated")) groups.Add("system:authenticated");
        return new UserInfo(name, groups)
        {
            Uid = headers["X-Remote-Uid"].ToString(),
            Extra = headers.Where(h => h.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase)).ToDictionary(
                h => Uri.UnescapeDataString(h.Key[ExtraPrefix.Length..].ToLowerInvariant()), h => (IReadOnlyList<string>)[.. h.Value.OfType<string>()], StringComparer.Ordinal),
        };
    }
}

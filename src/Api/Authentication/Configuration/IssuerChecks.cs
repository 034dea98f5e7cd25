using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Timonier.Kernel;

namespace Timonier.Api.Authentication.Configuration;

/// <summary>What must be right about an issuer before it is asked for anything.</summary>
internal static class IssuerChecks
{
    public static void Add(IssuerConfig issuer, string path, IReadOnlyList<string> ownIssuers, List<StatusCause> causes)
    {
        if (issuer.Url.Length == 0) causes.Add(FieldErrors.Required(path + ".url", "URL is required"));
        else AddAddress(issuer.Url, path + ".url", causes);
        if (ownIssuers.Contains(issuer.Url)) causes.Add(FieldErrors.Invalid(path + ".url", issuer.Url, $"URL must not overlap with disallowed issuers: [{string.Join(' ', ownIssuers.Order(StringComparer.Ordinal))}]"));
        if (issuer.DiscoveryUrl.Length > 0)
        {
            if (issuer.DiscoveryUrl.TrimEnd('/') == issuer.Url.TrimEnd('/')) causes.Add(FieldErrors.Invalid(path + ".discoveryURL", issuer.DiscoveryUrl, "discoveryURL must be different from URL"));
            AddAddress(issuer.DiscoveryUrl, path + ".discoveryURL", causes);
        }
        AddAudiences(issuer, path, causes);
        if (issuer.CertificateAuthority.Length > 0 && !IsAuthority(issuer.CertificateAuthority))
            causes.Add(FieldErrors.InvalidOmitted(path + ".certificateAuthority", "data does not contain any valid RSA or ECDSA certificates"));
    }

    private static void AddAddress(string text, string path, List<StatusCause> causes)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)) causes.Add(FieldErrors.Invalid(path, text, "it is not an absolute URL"));
        else if (address.Scheme != Uri.UriSchemeHttps) causes.Add(FieldErrors.Invalid(path, text, "URL scheme must be https"));
        else if (address.UserInfo.Length > 0) causes.Add(FieldErrors.InvalidOmitted(path, "URL must not contain a username or password"));
        else if (text.Contains('?', StringComparison.Ordinal)) causes.Add(FieldErrors.Invalid(path, text, "URL must not contain a query"));
        else if (text.Contains('#', StringComparison.Ordinal)) causes.Add(FieldErrors.Invalid(path, text, "URL must not contain a fragment"));
    }

    private static void AddAudiences(IssuerConfig issuer, string path, List<StatusCause> causes)
    {
        if (issuer.Audiences.Count == 0) causes.Add(FieldErrors.Required(path + ".audiences", $"at least one {path}.audiences is required"));
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < issuer.Audiences.Count; i++)
        {
            if (issuer.Audiences[i].Length == 0) causes.Add(FieldErrors.Required($"{path}.audiences[{i}]", "audience can't be empty"));
            if (!known.Add(issuer.Audiences[i])) causes.Add(FieldErrors.Duplicate($"{path}.audiences[{i}]", issuer.Audiences[i]));
        }
        if (issuer.Audiences.Count > 1 && issuer.AudienceMatchPolicy != IssuerConfig.MatchAny)
            causes.Add(FieldErrors.Invalid(path + ".audienceMatchPolicy", issuer.AudienceMatchPolicy, "audienceMatchPolicy must be MatchAny for multiple audiences"));
        else if (issuer.AudienceMatchPolicy is not ("" or IssuerConfig.MatchAny))
            causes.Add(FieldErrors.Invalid(path + ".audienceMatchPolicy", issuer.AudienceMatchPolicy, "audienceMatchPolicy must be empty or MatchAny for single audience"));
    }

    private static bool IsAuthority(string pem)
    {
        try
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPem(pem);
            return read.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

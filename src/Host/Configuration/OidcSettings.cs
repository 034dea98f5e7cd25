using Timonier.Api.Authentication.Configuration;

namespace Timonier.Host.Configuration;

/// <summary>The one issuer that settings can name, in the form that a file has for any number of them.</summary>
internal static class OidcSettings
{
    private const string NoPrefix = "-";

    /// <summary>Null when none of the settings is there.</summary>
    /// <exception cref="ConfigException">Some of them are there and others missing, or a value cannot be.</exception>
    public static JwtConfig? Read(SettingValues values)
    {
        if (!Settings.Oidc.Any(values.IsSet)) return null;
        var (url, client) = (values.Text(Settings.OidcIssuerUrl), values.Text(Settings.OidcClientId));
        if (url.Length == 0 || client.Length == 0) throw new ConfigException("oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set");
        var groups = values.Text(Settings.OidcGroupsClaim);
        var config = new JwtConfig
        {
            Issuer = new IssuerConfig { Url = url, Audiences = [client], CertificateAuthority = Authority(values) },
            Username = new ClaimMapping(values.Text(Settings.OidcUsernameClaim), UsernamePrefix(values, url), ""),
            Groups = groups.Length == 0 ? null : new ClaimMapping(groups, values.Text(Settings.OidcGroupsPrefix), ""),
            ClaimRules = [.. Required(values)],
            Algorithms = Algorithms(values),
        };
        var mistakes = AuthenticationConfigChecks.Mistakes(new AuthenticationConfig { Jwt = [config] }, []);
        return mistakes.Count == 0 ? config : throw values.Wrong(Settings.OidcIssuerUrl, mistakes[0].Message);
    }

    // Names of an issuer must not be mistaken for the cluster's own; addresses are somebody's already.
    private static string UsernamePrefix(SettingValues values, string url) => values.Text(Settings.OidcUsernamePrefix) switch
    {
        NoPrefix => "",
        "" => values.Text(Settings.OidcUsernameClaim) == "email" ? "" : url + "#",
        var prefix => prefix,
    };

    private static IEnumerable<ClaimRule> Required(SettingValues values)
    {
        foreach (var pair in values.List(Settings.OidcRequiredClaim).Order(StringComparer.Ordinal))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw values.Wrong(Settings.OidcRequiredClaim, $"'{pair}' is not of the form CLAIM=VALUE");
            yield return new ClaimRule(pair[..equals], pair[(equals + 1)..], "", "");
        }
    }

    private static IReadOnlyList<string> Algorithms(SettingValues values)
    {
        var wanted = values.List(Settings.OidcSigningAlgs);
        return wanted.FirstOrDefault(a => !JwtConfig.AllAlgorithms.Contains(a)) is { } unknown
            ? throw values.Wrong(Settings.OidcSigningAlgs, $"'{unknown}' is none of {string.Join(", ", JwtConfig.AllAlgorithms)}")
            : wanted;
    }

    private static string Authority(SettingValues values)
    {
        var file = values.Text(Settings.OidcCaFile);
        try
        {
            return file.Length == 0 ? "" : File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw values.Wrong(Settings.OidcCaFile, e.Message);
        }
    }
}

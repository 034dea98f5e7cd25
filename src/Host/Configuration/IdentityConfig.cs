using Timonier.Api.Authentication;
using Timonier.Api.Authentication.Configuration;

namespace Timonier.Host.Configuration;

/// <summary>The settings about who may come in, checked.</summary>
public sealed record IdentityConfig
{
    /// <summary>What the settings say themselves; a file is read when the server starts, and again.</summary>
    public required AuthenticationConfig Authentication { get; init; }

    /// <summary>Empty: there is none.</summary>
    public required string AuthenticationFile { get; init; }
    public required bool AnonymousAllowed { get; init; }
    public required bool AnonymousIsSet { get; init; }

    /// <summary>Null: there is none.</summary>
    public required TokenWebhookConfig? TokenWebhook { get; init; }

    /// <summary>Empty: the usual issuer of the cluster's domain.</summary>
    public required IReadOnlyList<string> Issuers { get; init; }
    public required IReadOnlyList<string> Audiences { get; init; }
    public required string KeysAddress { get; init; }

    public TokenNames TokenNames(string clusterDomain)
    {
        IReadOnlyList<string> issuers = Issuers.Count > 0 ? Issuers : [$"https://kubernetes.default.svc.{clusterDomain}"];
        return new TokenNames(issuers, Audiences.Count > 0 ? Audiences : issuers);
    }

    /// <exception cref="ConfigException">Values that cannot be, alone or together.</exception>
    public static IdentityConfig From(SettingValues values)
    {
        var file = values.Text(Settings.AuthenticationConfig);
        var oidc = OidcSettings.Read(values);
        if (file.Length > 0 && oidc is not null) throw values.Wrong(Settings.AuthenticationConfig, "it cannot be set together with an oidc setting; name the issuer in the file");
        return new IdentityConfig
        {
            Authentication = new AuthenticationConfig { Jwt = oidc is null ? [] : [oidc] },
            AuthenticationFile = file.Length == 0 ? "" : Path.GetFullPath(file),
            AnonymousAllowed = values.Switch(Settings.AnonymousAuth),
            AnonymousIsSet = values.IsSet(Settings.AnonymousAuth),
            TokenWebhook = TokenWebhookConfig.Read(values),
            Issuers = Issuing(values),
            Audiences = values.List(Settings.ApiAudiences),
            KeysAddress = KeysUri(values),
        };
    }

    private static IReadOnlyList<string> Issuing(SettingValues values)
    {
        var issuers = values.List(Settings.ServiceAccountIssuer);
        return issuers.FirstOrDefault(i => i.Contains(':', StringComparison.Ordinal) && !Uri.TryCreate(i, UriKind.Absolute, out _)) is { } wrong
            ? throw values.Wrong(Settings.ServiceAccountIssuer, $"'{wrong}' contains a ':' but is not a valid URL")
            : issuers;
    }

    private static string KeysUri(SettingValues values)
    {
        var text = values.Text(Settings.ServiceAccountJwksUri);
        return text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)
            ? text
            : throw values.Wrong(Settings.ServiceAccountJwksUri, $"'{text}' is not an https URL");
    }
}

namespace Timonier.Host.Configuration;

/// <summary>Who may come in, and as whom; names and defaults are those of the flags of upstream's API server.</summary>
public static partial class Settings
{
    public static readonly Setting AnonymousAuth = new("anonymous-auth", "true", "Take requests without credentials for those of system:anonymous, who may do what roles give to it.", SettingKind.Switch);
    public static readonly Setting AuthenticationConfig = new("authentication-config", "", "YAML file with an AuthenticationConfiguration (issuers of tokens, anonymous requests); read again when it changes.");
    public static readonly Setting OidcIssuerUrl = new("oidc-issuer-url", "", "OpenID Connect issuer whose tokens are believed, an https URL.");
    public static readonly Setting OidcClientId = new("oidc-client-id", "", "Audience that its tokens must be for.");
    public static readonly Setting OidcUsernameClaim = new("oidc-username-claim", "sub", "Claim that names the user.");
    public static readonly Setting OidcUsernamePrefix = new("oidc-username-prefix", "", "Put before the user's name; ISSUER# when empty unless the claim is email, nothing when it is '-'.");
    public static readonly Setting OidcGroupsClaim = new("oidc-groups-claim", "", "Claim that names the user's groups.");
    public static readonly Setting OidcGroupsPrefix = new("oidc-groups-prefix", "", "Put before each of these groups.");
    public static readonly Setting OidcRequiredClaim = new("oidc-required-claim", "", "Claims that must have a value, CLAIM=VALUE separated by commas.", SettingKind.List);
    public static readonly Setting OidcSigningAlgs = new("oidc-signing-algs", "RS256", "Algorithms its tokens may be signed with, separated by commas.", SettingKind.List);
    public static readonly Setting OidcCaFile = new("oidc-ca-file", "", "Certificate authority of the issuer; those of the system when empty.");

    public static readonly Setting ServiceAccountIssuer = new("service-account-issuer", "", "Issuers of service-account tokens, separated by commas: the first signs, all are believed; https://kubernetes.default.svc.DOMAIN when empty.", SettingKind.List);
    public static readonly Setting ApiAudiences = new("api-audiences", "", "Audiences of the API itself, separated by commas; the issuers of service-account tokens when empty.", SettingKind.List);
    public static readonly Setting ServiceAccountJwksUri = new("service-account-jwks-uri", "", "Where others find the keys of service-account tokens, an https URL; this server when empty.");

    public static readonly Setting TokenWebhookConfigFile = new("authentication-token-webhook-config-file", "", "Kubeconfig file of a webhook that reviews tokens which nobody here knows.");
    public static readonly Setting TokenWebhookCacheTtl = new("authentication-token-webhook-cache-ttl", "2m", "How long its answers count.");

    private static readonly IReadOnlyList<Setting> OfOidc =
        [OidcIssuerUrl, OidcClientId, OidcUsernameClaim, OidcUsernamePrefix, OidcGroupsClaim, OidcGroupsPrefix, OidcRequiredClaim, OidcSigningAlgs, OidcCaFile];

    public static readonly IReadOnlyList<Setting> Identity = [AnonymousAuth, AuthenticationConfig, .. OfOidc, TokenWebhookConfigFile, TokenWebhookCacheTtl, ServiceAccountIssuer, ApiAudiences, ServiceAccountJwksUri];

    internal static IReadOnlyList<Setting> Oidc => OfOidc;
}

namespace Timonier.Api.Authentication.Configuration;

public sealed record IssuerConfig
{
    public const string MatchAny = "MatchAny";

    /// <summary>As it stands in its tokens.</summary>
    public required string Url { get; init; }

    /// <summary>Where its description is; empty: under the issuer's own address.</summary>
    public string DiscoveryUrl { get; init; } = "";

    /// <summary>In PEM; empty: the authorities of the system.</summary>
    public string CertificateAuthority { get; init; } = "";

    /// <summary>A token must be meant for one of these.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];
    public string AudienceMatchPolicy { get; init; } = "";

    public string DescriptionAddress => DiscoveryUrl.Length > 0 ? DiscoveryUrl : Url.TrimEnd('/') + IssuerDocuments.DescriptionPath;
}

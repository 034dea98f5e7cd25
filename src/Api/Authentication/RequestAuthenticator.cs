using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Authentication;

/// <summary>
/// A proxy that speaks for others first, then a client certificate, then a bearer token. Credentials that do not hold make the request
/// unauthenticated, never anonymous.
/// </summary>
/// <param name="isTrusted">Whether the cluster's client CA signed a certificate; TLS lets every certificate in, so that a wrong one gets a readable 401.</param>
/// <param name="time">The clock: a connection may outlive the certificate that it was opened with.</param>
/// <param name="tokens">Judges bearer tokens.</param>
/// <param name="allowsAnonymous">Whether a request without credentials may come to that path.</param>
/// <param name="logger">Hears why credentials do not hold; whoever sent them is told nothing.</param>
/// <param name="proxy">Who may speak for others; null: nobody.</param>
public sealed partial class RequestAuthenticator(
    Func<X509Certificate2, bool> isTrusted, TimeProvider time, ITokenReviewer tokens, Func<string, bool> allowsAnonymous, ILogger<RequestAuthenticator> logger, FrontProxy? proxy = null) : IAuthenticator
{
    private const string OrganizationOid = "2.5.4.10";
    private const string CommonNameOid = "2.5.4.3";

    /// <summary>Under this name a person is told which credential it was.</summary>
    internal const string CredentialId = "authentication.kubernetes.io/credential-id";

    /// <summary>What is said of a token that nobody knows.</summary>
    internal const string UnknownToken = "invalid bearer token";

    // A connection shows the same object at every request; building a chain costs more than the rest of a request.
    private readonly ConditionalWeakTable<X509Certificate2, Judgement> certificates = [];

    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Connection.ClientCertificate is { } certificate)
        {
            if (proxy?.UserOf(certificate, context.Request.Headers) is { } spokenFor) return AuthenticationResult.Of(spokenFor);
            var named = certificates.GetValue(certificate, Judge);
            return named.User is { } subject && time.GetUtcNow() <= named.End ? AuthenticationResult.Of(subject) : AuthenticationResult.Invalid;
        }

        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0) return allowsAnonymous(context.Request.Path.Value ?? "/") ? AuthenticationResult.Anonymous : AuthenticationResult.Invalid;
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticationResult.Invalid;

        var review = await tokens.ReviewAsync(header["Bearer ".Length..].Trim(), [], cancellation);
        if (review.User is { } user) return AuthenticationResult.Of(user);
        LogRefused(review.Error.Length > 0 ? review.Error : UnknownToken);
        return AuthenticationResult.Invalid;
    }

    /// <summary>The common name is the user, the organizations are the groups; null when there is no common name.</summary>
    public static UserInfo? UserOf(X509Certificate2 certificate)
    {
        var name = "";
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements) continue;
            if (part.GetSingleElementType().Value == CommonNameOid) name = part.GetSingleElementValue() ?? "";
            else if (part.GetSingleElementType().Value == OrganizationOid && part.GetSingleElementValue() is { } group) groups.Add(group);
        }
        if (name.Length == 0) return null;
        groups.Add("system:authenticated");
        return new UserInfo(name, groups)
        {
            Extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [CredentialId] = ["X509SHA256=" + certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()] },
        };
    }

    private Judgement Judge(X509Certificate2 certificate) => new(isTrusted(certificate) ? UserOf(certificate) : null, certificate.NotAfter);

    [LoggerMessage(Level = LogLevel.Information, Message = "A request could not be authenticated: {Why}")]
    private partial void LogRefused(string why);

    private sealed record Judgement(UserInfo? User, DateTimeOffset End);
}

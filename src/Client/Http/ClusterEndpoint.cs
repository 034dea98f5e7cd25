using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Client.Http;

/// <summary>Where a cluster is and how to prove who we are there.</summary>
public sealed record ClusterEndpoint(Uri Server)
{
    /// <summary>Whether whoever signed the server's certificate is trusted; its name is compared here. Null: the machine decides.</summary>
    public Func<X509Certificate2, bool>? Trusts { get; init; }

    /// <summary>Asked at every handshake, so that a renewed certificate is used without a restart; null: none.</summary>
    public Func<X509Certificate2?>? Certificate { get; init; }

    /// <summary>Asked at every request, because tokens are renewed under a running process; null: none.</summary>
    public Func<string>? Token { get; init; }

    /// <summary>A client for this endpoint; the caller owns it. Watches are endless, so it has no overall time limit.</summary>
    public HttpClient CreateHttpClient()
    {
        var ssl = new SslClientAuthenticationOptions();
        if (Trusts is { } trusts)
        {
            ssl.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && shown is X509Certificate2 certificate && trusts(certificate);
        }
        if (Certificate is { } certificate)
        {
            ssl.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate()!;
        }
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            SslOptions = ssl,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A connection keeps the certificate that it was opened with: a renewed one is shown within this time.
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            EnableMultipleHttp2Connections = true,
            // Finds a dead peer under an idle watch, with the figures client-go uses.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        };
        if (Token is { } token) handler = new BearerToken(token, handler);
        return new HttpClient(handler)
        {
            BaseAddress = Server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = System.Net.HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    private sealed class BearerToken(Func<string> token, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
            return base.SendAsync(request, cancellationToken);
        }
    }
}

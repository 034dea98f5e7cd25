using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Timonier.Streaming;

namespace Timonier.Api.Webhooks;

/// <summary>
/// Connections with servers that extend the API, kept for as long as the target says the same, authorities included.
/// A service is reached at the address of one of its ready pods, under its own name. Nothing is followed elsewhere.
/// </summary>
/// <param name="shown">The certificate by which this server is known there; null: none is shown.</param>
internal sealed class TargetClients(ServiceEndpoints endpoints, TimeProvider time, Func<X509Certificate2>? shown = null)
{
    private const int MaxKept = 512;
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(20);
    private readonly Lock gate = new();
    private readonly Dictionary<WebhookTarget, HttpMessageInvoker> kept = [];

    public HttpMessageInvoker Of(WebhookTarget target)
    {
        lock (gate)
        {
            if (kept.TryGetValue(target, out var client)) return client;
            // Registrations change; what nobody uses closes its connections by itself.
            if (kept.Count >= MaxKept) kept.Clear();
            foreach (var former in kept.Keys.Where(k => k with { CaBundle = target.CaBundle } == target).ToList()) kept.Remove(former);
            return kept[target] = new HttpMessageInvoker(HandlerOf(target));
        }
    }

    /// <summary>A connection for one use, after its handshake.</summary>
    public async Task<Stream> ConnectAsync(WebhookTarget target, SslApplicationProtocol protocol, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(HandshakePatience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var secured = new SslStream(await endpoints.ConnectAsync(target, both.Token));
        try
        {
            var options = OptionsOf(target);
            (options.TargetHost, options.ApplicationProtocols) = ($"{target.Service}.{target.Namespace}.svc", [protocol]);
            await secured.AuthenticateAsClientAsync(options, both.Token);
            return secured;
        }
        catch (Exception e)
        {
            await secured.DisposeAsync();
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested) throw new IOException("net/http: TLS handshake timeout", e);
            throw;
        }
    }

    private SocketsHttpHandler HandlerOf(WebhookTarget target)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = (name, _) => HeaderLines.Of(name),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = HandshakePatience,
            MaxResponseHeadersLength = 64,
            SslOptions = OptionsOf(target),
        };
        if (target.IsService) handler.ConnectCallback = async (_, cancellation) => await endpoints.ConnectAsync(target, cancellation);
        return handler;
    }

    private SslClientAuthenticationOptions OptionsOf(WebhookTarget target)
    {
        var options = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = target.IsUnverified ? (_, certificate, _, _) => certificate is not null : new BundleTrust(target.CaBundle, time).Accepts,
        };
        if (target.Credentials is { CertificatePem.Length: > 0 } own) options.ClientCertificates = [X509Certificate2.CreateFromPem(own.CertificatePem, own.KeyPem)];
        // Asked for at every handshake, so that a renewed one is shown from then on.
        if (shown is not null) options.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown();
        return options;
    }
}

using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Documents;
using Timonier.Pki;

namespace Timonier.Host.Kubeconfigs;

/// <summary>Talks to the server as whom a kubeconfig names.</summary>
public sealed class ClusterConnection : IDisposable
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(5);
    private readonly HttpClient http;

    public ClusterConnection(ClusterAccess access, TimeSpan patience)
    {
        var tls = new SslClientAuthenticationOptions { ClientCertificates = access.Certificate is { } shown ? [shown] : [] };
        if (access.IsUnchecked || access.Authority is not null)
            tls.RemoteCertificateValidationCallback = (_, certificate, _, errors) => access.IsUnchecked || IsTrusted(certificate, errors, access.Authority!);
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = tls }) { BaseAddress = access.Server, Timeout = patience };
        // What it writes is remembered as written by this.
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"timonier/{TimonierVersion.Product}");
        if (access.Token.Length > 0) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access.Token);
    }

    /// <summary>As the administrator whose kubeconfig lies in the data folder.</summary>
    public static ClusterConnection OfAdministrator(string kubeconfigPath) => new(ClusterAccess.Read(kubeconfigPath), UsualPatience);

    /// <summary>Whether the server says that it is ready; false also when nobody answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync("/readyz", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    public async Task<string> TextAsync(string path, CancellationToken cancellation) => await http.GetStringAsync(path, cancellation);

    /// <exception cref="RefusedException">The server said no, in these words.</exception>
    public Task<Document> DocumentAsync(string path, CancellationToken cancellation, string accept = "application/json") =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), accept, cancellation);

    /// <exception cref="RefusedException">The server said no, in these words.</exception>
    public Task<Document> CreateAsync(string path, Document body, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, body, "application/json", cancellation);

    /// <summary>Server-side apply.</summary>
    /// <exception cref="RefusedException">The server said no, in these words.</exception>
    public Task<Document> ApplyAsync(string path, Document body, CancellationToken cancellation) => SendAsync(HttpMethod.Patch, path, body, "application/apply-patch+yaml", cancellation);

    public void Dispose() => http.Dispose();

    private Task<Document> SendAsync(HttpMethod method, string path, Document body, string mediaType, CancellationToken cancellation) =>
        SendAsync(new HttpRequestMessage(method, path) { Content = new StringContent(body.ToString(), Encoding.UTF8, mediaType) }, "application/json", cancellation);

    private async Task<Document> SendAsync(HttpRequestMessage request, string accept, CancellationToken cancellation)
    {
        using (request)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var answer = await http.SendAsync(request, cancellation);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return answer.IsSuccessStatusCode ? Document.Parse(body) : throw new RefusedException((int)answer.StatusCode, Encoding.UTF8.GetString(body));
        }
    }

    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2 authority) =>
        (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
        && certificate is X509Certificate2 shown && CertificateTrust.IsSignedBy(shown, authority, TimeProvider.System);
}

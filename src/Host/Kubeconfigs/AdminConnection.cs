using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Documents;
using Timonier.Pki;

namespace Timonier.Host.Kubeconfigs;

/// <summary>Talks to the server as the administrator whose kubeconfig lies in the data folder.</summary>
public sealed class AdminConnection : IDisposable
{
    private readonly HttpClient http;

    public AdminConnection(string kubeconfigPath)
    {
        var config = Kubeconfig.Read(kubeconfigPath).ToDocument().Root;
        var cluster = config["clusters"u8][0]["cluster"u8];
        var user = config["users"u8][0]["user"u8];
        var authority = X509Certificate2.CreateFromPem(Text(cluster["certificate-authority-data"u8]));
        var client = X509Certificate2.CreateFromPem(Text(user["client-certificate-data"u8]), Text(user["client-key-data"u8]));
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [client],
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                    && certificate is X509Certificate2 shown && CertificateTrust.IsSignedBy(shown, authority, TimeProvider.System),
            },
        })
        {
            BaseAddress = new Uri(cluster["server"u8].AsString()),
            Timeout = TimeSpan.FromSeconds(5),
        };
    }

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

    public async Task<Document> DocumentAsync(string path, CancellationToken cancellation) =>
        Document.Parse(await http.GetByteArrayAsync(path, cancellation));

    public void Dispose() => http.Dispose();

    private static string Text(Documents.Node base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64.AsString()));
}

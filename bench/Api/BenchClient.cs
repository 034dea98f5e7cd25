using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Pki;

namespace Timonier.Api.Bench;

/// <summary>The client's side, in a process of its own: asks over TLS and reads what the server's process has spent.</summary>
internal sealed class BenchClient : IDisposable
{
    private readonly Process server;

    public BenchClient(Uri address, int serverId, string folder)
    {
        server = Process.GetProcessById(serverId);
        var authority = CertificateAuthority.LoadOrCreate(folder, "bench", TimeProvider.System);
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown is X509Certificate2 leaf && CertificateTrust.IsSignedBy(leaf, authority.Certificate, TimeProvider.System);
        Http = new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromMinutes(5),
        };
    }

    public HttpClient Http { get; }

    /// <summary>Measures the server's process only.</summary>
    public Meter Meter() => Shared.Bench.Meter.Start(server);

    public async Task SendAsync(HttpMethod method, string path, string body, string media)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(media) } };
        using var request = new HttpRequestMessage(method, path) { Content = content, Version = Http.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        Http.Dispose();
        server.Dispose();
    }
}

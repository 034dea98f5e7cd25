using System.Buffers;
using System.Net;
using System.Text;
using Timonier.Api.Webhooks;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authentication.Oidc;

/// <summary>Fetches what an issuer publishes: over TLS only, from where it was told and nowhere else, no more and no longer than is reasonable.</summary>
internal sealed class IssuerClient : IDisposable
{
    public const int MaxAnswer = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly HttpMessageInvoker http;
    private readonly TimeProvider time;

    /// <param name="authorityPem">Who signs its certificates; empty: the authorities of the system.</param>
    public IssuerClient(string authorityPem, TimeProvider time)
    {
        this.time = time;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, MaxResponseHeadersLength = 64, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) };
        handler.SslOptions.RemoteCertificateValidationCallback = new BundleTrust(Convert.ToBase64String(Encoding.UTF8.GetBytes(authorityPem)), time).Accepts;
        http = new HttpMessageInvoker(handler);
    }

    /// <summary>The JSON object at that address, or why it was not to be had.</summary>
    public async Task<(Document? Body, string Fault)> GetAsync(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var place) || place.Scheme != Uri.UriSchemeHttps) return (null, $"{GoText.Quote(address)} is no https address");
        using var deadline = new CancellationTokenSource(Timeout, time);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, place);
            using var response = await http.SendAsync(request, deadline.Token);
            if (response.StatusCode != HttpStatusCode.OK) return (null, $"{address} answers with {(int)response.StatusCode}");
            return await ReadAsync(address, response.Content, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return (null, $"{address} does not answer within {Timeout.TotalSeconds} seconds");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, $"{address}: {WebhookFaults.Of(e)}");
        }
    }

    private static async Task<(Document? Body, string Fault)> ReadAsync(string address, HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new ArrayBufferWriter<byte>();
        while (await stream.ReadAsync(buffer.GetMemory(8192), cancellation) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxAnswer) return (null, $"{address} answers with more than {MaxAnswer} bytes");
        }
        try
        {
            var document = Document.Parse(buffer.WrittenMemory);
            return document.Root.IsObject ? (document, "") : (null, $"{address} answers with no JSON object");
        }
        catch (DocumentSyntaxException)
        {
            return (null, $"{address} answers with no JSON");
        }
    }

    public void Dispose() => http.Dispose();
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Robustness.Tests;

/// <summary>HTTP as the administrator, through sockets that stand in the server's network.</summary>
internal sealed partial class ClusterHttp : IDisposable
{
    public const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private readonly HttpClient http;

    private ClusterHttp(HttpClient http) => this.http = http;

    /// <summary>Null while the file is not yet whole.</summary>
    public static ClusterHttp? TryCreate(string kubeconfig, NetworkNamespace network)
    {
        var text = File.ReadAllText(kubeconfig);
        if (!KeyData().IsMatch(text))
            return null;
        var certificate = X509Certificate2.CreateFromPem(Pem(CertificateData().Match(text)), Pem(KeyData().Match(text)));
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = network.CreateSocket();
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 6443), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(Pem(AuthorityData().Match(text))) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        return new ClusterHttp(new HttpClient(handler) { BaseAddress = new Uri("https://127.0.0.1:6443"), Timeout = Timeout.InfiniteTimeSpan });
    }

    /// <summary>What a client sees when the server dies; between connecting and asking, that is the socket's own word.</summary>
    public static bool IsDeath(Exception failure) => failure is HttpRequestException or IOException or SocketException;

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await http.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception died) when (IsDeath(died))
        {
            return false;
        }
    }

    /// <summary>The answer's code and body.</summary>
    public async Task<(HttpStatusCode Code, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        using var read = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return (answer.StatusCode, read.RootElement.Clone());
    }

    /// <summary>The lines of a watch until the connection ends.</summary>
    public async IAsyncEnumerable<JsonElement> WatchAsync(string path, long after)
    {
        using var answer = await http.GetAsync($"{path}?watch=true&resourceVersion={after}", HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
        {
            using var read = JsonDocument.Parse(line);
            yield return read.RootElement.Clone();
        }
    }

    public void Dispose() => http.Dispose();

    private static string Pem(Match match) => Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value));

    [GeneratedRegex("certificate-authority-data: \"?([A-Za-z0-9+/=]+)\"?\\s")]
    private static partial Regex AuthorityData();

    [GeneratedRegex("client-certificate-data: \"?([A-Za-z0-9+/=]+)\"?\\s")]
    private static partial Regex CertificateData();

    [GeneratedRegex("client-key-data: \"?([A-Za-z0-9+/=]+)\"?\\s")]
    private static partial Regex KeyData();
}

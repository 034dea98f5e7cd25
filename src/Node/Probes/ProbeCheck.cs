using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Timonier.Node.Pods;

namespace Timonier.Node.Probes;

/// <summary>One attempt of a probe or hook: exec, httpGet or tcpSocket.</summary>
internal sealed class ProbeCheck(PodTools tools)
{
    [SuppressMessage("Security", "CA5359", Justification = "The API defines that HTTPS probes do not verify certificates.")]
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero,
        // A probe asks whether the container answers, not who it is.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    });

    /// <summary>Why it failed in upstream's words; null when it succeeded.</summary>
    public async Task<string?> RunAsync(string containerId, PodDefinition pod, IReadOnlyList<string> ips, Place probe, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout, tools.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            if (probe["exec"u8] is { IsObject: true } exec) return await ExecAsync(containerId, exec, timeout, cancellation);
            if (probe["httpGet"u8] is { IsObject: true } get) return await HttpAsync(pod, ips, get, both.Token);
            if (probe["tcpSocket"u8] is { IsObject: true } tcp) return await TcpAsync(pod, ips, tcp, both.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or RuntimeException)
        {
            return e.Message;
        }
    }

    private async Task<string?> ExecAsync(string containerId, Place exec, TimeSpan timeout, CancellationToken cancellation)
    {
        var command = new List<string>();
        foreach (var word in exec["command"u8].Items) command.Add(word.AsString());
        try
        {
            var result = await tools.Runtime.ExecAsync(containerId, command, timeout, cancellation);
            return result.ExitCode == 0 ? null : Encoding.UTF8.GetString(result.Stdout) + Encoding.UTF8.GetString(result.Stderr);
        }
        catch (TimeoutException)
        {
            return $"command timed out: \"{string.Join(' ', command)}\" timed out after {GoDuration.Text(timeout)}";
        }
    }

    private static async Task<string?> HttpAsync(PodDefinition pod, IReadOnlyList<string> ips, Place get, CancellationToken cancellation)
    {
        var host = get["host"u8].AsStringOrNull() is { Length: > 0 } said ? said : ips.Count > 0 ? ips[0] : "127.0.0.1";
        var scheme = (get["scheme"u8].AsStringOrNull() ?? "HTTP").ToLowerInvariant();
        var path = get["path"u8].AsStringOrNull() ?? "/";
        var uri = new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{PortOf(pod, get["port"u8])}{(path.StartsWith('/') ? "" : "/")}{path}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.36");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        foreach (var header in get["httpHeaders"u8].Items)
        {
            request.Headers.Remove(header["name"u8].AsString());
            request.Headers.TryAddWithoutValidation(header["name"u8].AsString(), header["value"u8].AsString());
        }
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var code = (int)response.StatusCode;
        return code is >= 200 and < 400 ? null : string.Create(CultureInfo.InvariantCulture, $"HTTP probe failed with statuscode: {code}");
    }

    private static async Task<string?> TcpAsync(PodDefinition pod, IReadOnlyList<string> ips, Place tcp, CancellationToken cancellation)
    {
        var host = tcp["host"u8].AsStringOrNull() is { Length: > 0 } said ? said : ips.Count > 0 ? ips[0] : "127.0.0.1";
        using var client = new TcpClient();
        await client.ConnectAsync(host, PortOf(pod, tcp["port"u8]), cancellation);
        return null;
    }

    private static int PortOf(PodDefinition pod, Place port)
    {
        if (!port.IsString) return port.AsInt32();
        foreach (var container in pod.AllContainers)
            foreach (var named in container.Spec["ports"u8].Items)
                if (named["name"u8].AsString() == port.AsString()) return named["containerPort"u8].AsInt32();
        return int.TryParse(port.AsString(), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}

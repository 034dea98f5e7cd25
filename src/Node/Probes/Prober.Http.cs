using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Timonier.Node.Probes;

public sealed partial class Prober
{
    private const string Agent = "kube-probe/1.36";
    private const int MaxRedirects = 10;

    /// <summary>A connection serves one question: a reused one would hide that the container takes no new ones.</summary>
    private static SocketsHttpHandler Connections() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 64,
        // A probe asks whether the container answers, not who it is; its certificate is for its own clients.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    };

    private async Task<ProbeOutcome> HttpAsync(ProbeAction.Http action, ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        if (!target.TryPort(action.Port, out var port, out var problem)) return ProbeOutcome.Unknown(problem);
        var host = action.Host.Length > 0 ? action.Host : target.PodIp;
        var path = action.Path.StartsWith('/') ? action.Path : "/" + action.Path;
        var text = $"{action.Scheme}://{Authority(host, port)}{path}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var asked)) return ProbeOutcome.Unknown($"parse {GoText.Quote(text)}: invalid URL");

        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await AskAsync(action, asked, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ProbeOutcome.Failure($"Get {GoText.Quote(text)}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return ProbeOutcome.Failure($"Get {GoText.Quote(text)}: {Cause(failed, asked)}");
        }
    }

    private async Task<ProbeOutcome> AskAsync(ProbeAction.Http action, Uri asked, CancellationToken cancellation)
    {
        var place = asked;
        for (var redirects = 0; ; redirects++)
        {
            using var request = Request(action, place);
            using var response = await http.SendAsync(request, cancellation);
            var code = (int)response.StatusCode;
            if (code is >= 301 and <= 308 and not (304 or 305 or 306) && response.Headers.Location is { } location)
            {
                var next = new Uri(place, location);
                // Elsewhere is somebody else's health: the answer stands as it is.
                if (!string.Equals(next.Host, asked.Host, StringComparison.OrdinalIgnoreCase))
                    return ProbeOutcome.Success("Probe terminated redirects, Response body: " + await BodyAsync(response, cancellation));
                if (redirects + 1 >= MaxRedirects) return ProbeOutcome.Failure($"Get {GoText.Quote(next.ToString())}: stopped after 10 redirects");
                place = next;
                continue;
            }
            var body = await BodyAsync(response, cancellation);
            return code is >= 200 and < 400 ? ProbeOutcome.Success(body) : ProbeOutcome.Failure($"HTTP probe failed with statuscode: {code}");
        }
    }

    private static HttpRequestMessage Request(ProbeAction.Http action, Uri place)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, place);
        request.Headers.ConnectionClose = true;
        foreach (var (name, value) in action.Headers)
        {
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase)) request.Headers.Host = value;
            else request.Headers.TryAddWithoutValidation(name, value);
        }
        // A header given empty keeps the default away.
        AddDefault(request, action, "User-Agent", Agent);
        AddDefault(request, action, "Accept", "*/*");
        return request;
    }

    private static void AddDefault(HttpRequestMessage request, ProbeAction.Http action, string name, string value)
    {
        if (action.Headers.Any(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase))) return;
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxAnswerBytes];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static string Cause(Exception failed, Uri asked)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
                return failed is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
                    ? DialError(asked.IdnHost, asked.Port, socket.SocketErrorCode)
                    : $"read tcp {Authority(asked.IdnHost, asked.Port)}: read: {Words(socket.SocketErrorCode)}";
        }
        return failed is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } ? "EOF" : failed.InnerException?.Message ?? failed.Message;
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Timonier.Node.Probes;

public sealed partial class Prober
{
    private const int FramePrefix = 5;
    private const int MaxFrameBytes = 1024;

    /// <summary>Asks grpc.health.v1.Health/Check over plain HTTP/2; both messages have one field, so they are coded here by hand.</summary>
    private async Task<ProbeOutcome> GrpcAsync(ProbeAction.Grpc action, ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        var authority = Authority(target.PodIp, action.Port);
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var request = HealthRequest(authority, action.Service);
            using var response = await http.SendAsync(request, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                return ProbeOutcome.Failure($"error: health rpc probe failed: rpc error: code = Unknown desc = unexpected HTTP status code received from server: {(int)response.StatusCode}");
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var frame = new byte[MaxFrameBytes];
            var length = await body.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false, either.Token);
            return Verdict(response, frame.AsSpan(0, length));
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ProbeOutcome.Failure($"timeout: health rpc did not complete within {GoDuration.Format(timeout)}");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return failed is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
                ? ProbeOutcome.Failure($"timeout: failed to connect service {GoText.Quote(authority)} within {GoDuration.Format(timeout)}: context deadline exceeded")
                : ProbeOutcome.Failure($"error: health rpc probe failed: rpc error: code = Unavailable desc = {failed.InnerException?.Message ?? failed.Message}");
        }
    }

    private static HttpRequestMessage HealthRequest(string authority, string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        using var message = new MemoryStream();
        if (name.Length > 0)
        {
            message.WriteByte(0x0a); // field 1, length-delimited
            for (var rest = (uint)name.Length; ; rest >>= 7)
            {
                message.WriteByte((byte)(rest < 0x80 ? rest : rest & 0x7f | 0x80));
                if (rest < 0x80) break;
            }
            message.Write(name);
        }
        var frame = new byte[FramePrefix + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), (int)message.Length);
        message.ToArray().CopyTo(frame, FramePrefix);
        var request = new HttpRequestMessage(HttpMethod.Post, $"http://{authority}/grpc.health.v1.Health/Check")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        return request;
    }

    private static ProbeOutcome Verdict(HttpResponseMessage response, ReadOnlySpan<byte> frame)
    {
        var code = Trailer(response, "grpc-status");
        if (code is not ("0" or ""))
        {
            var told = Uri.UnescapeDataString(Trailer(response, "grpc-message"));
            return code == "12"
                ? ProbeOutcome.Failure($"error: this server does not implement the grpc health protocol (grpc.health.v1.Health): {told}")
                : ProbeOutcome.Failure($"error: health rpc probe failed: rpc error: code = {CodeName(code)} desc = {told}");
        }
        if (frame.Length < FramePrefix) return ProbeOutcome.Failure("error: health rpc probe failed: rpc error: code = Internal desc = no health message was answered");
        // Field 1 is the status; a message without it says UNKNOWN.
        var message = frame[FramePrefix..];
        var status = message.Length >= 2 && message[0] == 0x08 ? message[1] : 0;
        if (status == 1) return ProbeOutcome.Success("service healthy");
        var name = status switch { 0 => "UNKNOWN", 2 => "NOT_SERVING", 3 => "SERVICE_UNKNOWN", _ => status.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        return ProbeOutcome.Failure($"service unhealthy (responded with {GoText.Quote(name)})");
    }

    /// <summary>A failure without a message is told in the headers, one after a message in the trailers.</summary>
    private static string Trailer(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var last) || response.Headers.TryGetValues(name, out last) ? last.First() : "";

    private static string CodeName(string code) => code switch
    {
        "1" => "Canceled", "3" => "InvalidArgument", "4" => "DeadlineExceeded", "5" => "NotFound", "7" => "PermissionDenied",
        "8" => "ResourceExhausted", "13" => "Internal", "14" => "Unavailable", "16" => "Unauthenticated", _ => "Unknown",
    };
}

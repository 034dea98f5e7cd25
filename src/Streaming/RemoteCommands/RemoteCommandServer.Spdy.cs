using Microsoft.AspNetCore.Http;

namespace Timonier.Streaming;

public sealed partial class RemoteCommandServer
{
    // Upstream's limit for a client to open the streams it announced.
    private static readonly TimeSpan streamsWithin = TimeSpan.FromSeconds(30);

    private async Task<RemoteCommandSession?> AcceptSpdyAsync(HttpContext context, RemoteCommandOptions options, CancellationToken cancellation)
    {
        // A client without the header speaks version 1.
        var protocol = await SpdyUpgrade.NegotiateAsync(context, spdyProtocols, "channel.k8s.io");
        if (protocol is null || await SpdyUpgrade.AcceptAsync(context, protocol, time) is not { } connection) return null;
        var version = protocol[0] == 'v' ? protocol[1] - '0' : 1;
        var resizable = options.Tty && version >= 3;
        var expected = new HashSet<string>(StringComparer.Ordinal) { "error" };
        if (options.Stdin) expected.Add("stdin");
        if (options.Stdout) expected.Add("stdout");
        if (options.Stderr) expected.Add("stderr");
        if (resizable) expected.Add("resize");

        var streams = await CollectAsync(connection, expected, cancellation);
        if (streams is null)
        {
            await connection.DisposeAsync();
            return null;
        }
        return new RemoteCommandSession(
            options,
            streams.GetValueOrDefault("stdin"),
            streams.GetValueOrDefault("stdout"),
            streams.GetValueOrDefault("stderr"),
            streams.GetValueOrDefault("resize"),
            async (outcome, token) =>
            {
                foreach (var name in (string[])["stdout", "stderr"])
                    if (streams.TryGetValue(name, out var output)) await output.CloseWriteAsync(token);
                var message = version >= 4 ? outcome.ToStatus() : outcome.ToText();
                var error = streams["error"];
                if (message.Length > 0) await error.WriteAsync(message, token);
                await error.CloseWriteAsync(token);
            },
            connection.DisposeAsync,
            connection.Ended);
    }

    private async Task<Dictionary<string, SpdyStream>?> CollectAsync(SpdyConnection connection, HashSet<string> expected, CancellationToken cancellation)
    {
        var streams = new Dictionary<string, SpdyStream>(StringComparer.Ordinal);
        using var late = new CancellationTokenSource(streamsWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            while (streams.Count < expected.Count)
            {
                if (await connection.AcceptAsync(either.Token) is not { } stream) return null;
                var type = stream.Header("streamtype");
                if (!expected.Contains(type) || !streams.TryAdd(type, stream)) await stream.ResetAsync();
            }
            return streams;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}

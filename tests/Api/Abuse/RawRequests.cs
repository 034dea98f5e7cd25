using System.Net.Sockets;
using System.Text;

namespace Timonier.Api.Tests.Abuse;

/// <summary>Bytes as they are, to a server's port: what no well-behaved client would send.</summary>
internal static class RawRequests
{
    /// <summary>The status codes of all answers until the server closes the connection, and all that it said.</summary>
    public static async Task<(IReadOnlyList<int> Codes, string Text)> SendRawAsync(this ApiServer server, params byte[][] parts)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        var text = "";
        try
        {
            foreach (var part in parts) await stream.WriteAsync(part, TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var buffer = new char[4096];
            while (await reader.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read) text += new string(buffer, 0, read);
        }
        catch (IOException)
        {
            // Cut off in the middle: what was said before that counts.
        }
        var codes = text.Split("HTTP/1.1 ").Skip(1).Select(answer => int.Parse(answer[..3], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return (codes, text);
    }

    public static Task<(IReadOnlyList<int> Codes, string Text)> SendRawAsync(this ApiServer server, string text) => server.SendRawAsync(Encoding.Latin1.GetBytes(text));
}

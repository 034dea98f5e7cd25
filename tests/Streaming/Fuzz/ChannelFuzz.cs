using System.Net.WebSockets;
using System.Text;
using Timonier.Tests.Fuzzing;

namespace Timonier.Streaming.Tests;

public sealed class ChannelFuzz(ITestOutputHelper output) : Fuzz(output)
{
    private const int Channels = 5;
    private static readonly string[] Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "base64.channel.k8s.io"];

    [Fact]
    public Task Channels_OfWholeMessages_GiveWhatWasSent() => RunAsync(async random =>
    {
        var protocol = Protocols[random.Next(Protocols.Length)];
        var expected = new string[Channels];
        var bytes = new MemoryStream();
        for (var i = random.Next(8); i > 0; i--)
        {
            var (channel, text) = (random.Next(Channels + 2), Noise.Text(random));
            bytes.Write(Message(random, protocol, channel, text));
            if (channel < Channels) expected[channel] += text;
        }
        (await ReadAsync(bytes.ToArray(), protocol, random)).ShouldBe(expected.Select(e => e ?? ""));
    });

    [Fact]
    public Task Channels_OfAnyBytes_EndAndHoldNoMoreThanCame() => RunAsync(async random =>
    {
        var protocol = Protocols[random.Next(Protocols.Length)];
        var good = Enumerable.Range(0, random.Next(1, 6)).SelectMany(_ => Message(random, protocol, random.Next(256), Noise.Text(random))).ToArray();
        var sent = Noise.Broken(random, good);
        var channels = await ReadAsync(sent, protocol, random);
        // What is no Unicode is shown as three bytes for each.
        channels.Sum(Encoding.UTF8.GetByteCount).ShouldBeLessThanOrEqualTo(3 * sent.Length);
    });

    private static async Task<string[]> ReadAsync(byte[] sent, string protocol, Random random)
    {
        using var socket = WebSocket.CreateFromStream(new Wire(sent, random), new WebSocketCreationOptions { IsServer = true });
        await using var channels = new ChannelSocket(socket, Channels, protocol, TimeProvider.System, CancellationToken.None);
        var texts = await Task.WhenAll(Enumerable.Range(0, Channels).Select(i => TextAsync(channels[i])));
        await channels.Closed;
        channels.Ended.IsCancellationRequested.ShouldBeTrue();
        return texts;
    }

    private static async Task<string> TextAsync(ChannelStream channel)
    {
        var data = new MemoryStream();
        await channel.CopyToAsync(data);
        return Encoding.UTF8.GetString(data.ToArray());
    }

    // A client's frames are masked; a message may come in several.
    private static byte[] Message(Random random, string protocol, int channel, string text)
    {
        var isText = protocol.Contains("base64", StringComparison.Ordinal);
        byte[] body = isText ? [(byte)('0' + channel), .. Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))] : [(byte)channel, .. Encoding.UTF8.GetBytes(text)];
        var cut = random.Next(body.Length + 1);
        var kind = isText ? 1 : 2;
        return random.Next(2) == 0 ? Frame(random, 0x80 | kind, body) : [.. Frame(random, kind, body[..cut]), .. Frame(random, 0x80, body[cut..])];
    }

    private static byte[] Frame(Random random, int head, byte[] body)
    {
        var mask = new byte[4];
        random.NextBytes(mask);
        byte[] length = body.Length < 126 ? [(byte)(0x80 | body.Length)] : [0x80 | 126, (byte)(body.Length >> 8), (byte)body.Length];
        return [(byte)head, .. length, .. mask, .. body.Select((b, i) => (byte)(b ^ mask[i % 4]))];
    }
}

using System.Buffers.Binary;
using System.Text;
using Timonier.Tests.Fuzzing;

namespace Timonier.Streaming.Tests;

public sealed class SpdyFuzz(ITestOutputHelper output) : Fuzz(output)
{
    // What one frame may be answered with, and the farewell.
    private const int LongestAnswer = 64;
    private const int Farewell = 64;

    [Fact]
    public Task Connection_OfAnyBytes_EndsAndSaysLittle() => RunAsync(async random =>
    {
        var encoder = new SpdyHeaderEncoder();
        var frames = Enumerable.Range(0, random.Next(1, 12)).Select(i => Frame(random, encoder, (2 * i) + 1)).ToArray();
        var sent = Noise.Broken(random, frames.SelectMany(f => f).ToArray());
        var wire = new Wire(sent, random);
        await using (var connection = SpdyConnection.Start(wire, SpdyRole.Server, TimeProvider.System))
        {
            await connection.Closed;
            while (await connection.AcceptAsync(CancellationToken.None) is { } stream) await DrainAsync(stream);
            connection.Ended.IsCancellationRequested.ShouldBeTrue();
        }
        wire.Answered.Length.ShouldBeLessThan(Farewell + (LongestAnswer * ((sent.Length / SpdyFrameHeader.Size) + 1)));
    });

    [Fact]
    public Task Streams_OfAWholeConnection_GiveWhatWasSent() => RunAsync(async random =>
    {
        var encoder = new SpdyHeaderEncoder();
        var bytes = new MemoryStream();
        var expected = new List<(string Port, string Data)>();
        for (var id = 1; id < random.Next(2, 20); id += 2)
        {
            var pieces = Enumerable.Range(0, random.Next(4)).Select(_ => Noise.Text(random)).ToArray();
            bytes.Write(Open(encoder, id, $"{8000 + id}", fin: false));
            foreach (var piece in pieces) bytes.Write(Data(id, Encoding.UTF8.GetBytes(piece), fin: false));
            bytes.Write(Data(id, [], fin: true));
            expected.Add(($"{8000 + id}", string.Concat(pieces)));
        }
        await using var connection = SpdyConnection.Start(new Wire(bytes.ToArray(), random), SpdyRole.Server, TimeProvider.System);
        await connection.Closed;
        var found = new List<(string, string)>();
        while (await connection.AcceptAsync(CancellationToken.None) is { } stream) found.Add((stream.Header("port"), await DrainAsync(stream)));
        found.ShouldBe(expected);
    });

    private static async Task<string> DrainAsync(SpdyStream stream)
    {
        var data = new MemoryStream();
        try
        {
            await stream.CopyToAsync(data);
        }
        catch (SpdyException ended)
        {
            ended.Message.ShouldNotBeEmpty();
        }
        return Encoding.UTF8.GetString(data.ToArray());
    }

    private static byte[] Frame(Random random, SpdyHeaderEncoder encoder, int id) => random.Next(8) switch
    {
        0 or 1 => Open(encoder, id, "80", fin: random.Next(2) == 0),
        2 or 3 => Data(random.Next(id + 1), Encoding.UTF8.GetBytes(Noise.Text(random)), fin: random.Next(3) == 0),
        4 => Control(SpdyFrameType.Ping, 0, [0, 0, 0, (byte)id]),
        5 => Control(SpdyFrameType.RstStream, 0, [0, 0, 0, (byte)random.Next(id + 1), 0, 0, 0, (byte)random.Next(12)]),
        6 => Control((SpdyFrameType)random.Next(1, 20), (byte)random.Next(3), [0, 0, 0, (byte)id, .. Encoding.UTF8.GetBytes(Noise.Text(random))]),
        _ => Control(SpdyFrameType.GoAway, 0, [0, 0, 0, (byte)id, 0, 0, 0, 0]),
    };

    private static byte[] Open(SpdyHeaderEncoder encoder, int id, string port, bool fin)
    {
        var head = new byte[10];
        BinaryPrimitives.WriteInt32BigEndian(head, id);
        var headers = encoder.Encode(new Dictionary<string, string> { ["streamtype"] = "data", ["port"] = port });
        return Control(SpdyFrameType.SynStream, fin ? SpdyFrameHeader.Fin : (byte)0, [.. head, .. headers]);
    }

    private static byte[] Data(int id, byte[] data, bool fin) => Framed(new SpdyFrameHeader(SpdyFrameType.Data, id, fin ? SpdyFrameHeader.Fin : (byte)0, data.Length), data);

    private static byte[] Control(SpdyFrameType type, byte flags, byte[] body) => Framed(new SpdyFrameHeader(type, 0, flags, body.Length), body);

    private static byte[] Framed(SpdyFrameHeader header, byte[] body)
    {
        var frame = new byte[SpdyFrameHeader.Size + body.Length];
        header.Write(frame);
        body.CopyTo(frame, SpdyFrameHeader.Size);
        return frame;
    }
}

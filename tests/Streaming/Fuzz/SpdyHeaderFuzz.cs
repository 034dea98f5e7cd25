using Timonier.Tests.Fuzzing;

namespace Timonier.Streaming.Tests;

public sealed class SpdyHeaderFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void FrameHeader_AnyBytes_IsWrittenAsItWasRead() => Run(random =>
    {
        var bytes = new byte[SpdyFrameHeader.Size];
        random.NextBytes(bytes);
        if (random.Next(2) == 0) (bytes[0], bytes[1]) = (0x80, 3);
        if (!SpdyFrameHeader.TryRead(bytes, out var header)) return;
        header.Length.ShouldBeInRange(0, SpdyFrameHeader.MaxLength);
        var written = new byte[SpdyFrameHeader.Size];
        header.Write(written);
        written.ShouldBe(bytes);
    });
}

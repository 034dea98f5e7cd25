using System.IO.Compression;

namespace Timonier.Streaming.Tests;

public sealed class SpdyHeaderTests
{
    [Fact]
    public void Decode_EncodedBlocksInOrder_GivesHeadersBack()
    {
        var encoder = new SpdyHeaderEncoder();
        using var decoder = new SpdyHeaderDecoder(1024);
        for (var i = 0; i < 20; i++)
        {
            var headers = new Dictionary<string, string> { ["streamType"] = "data", ["port"] = $"{8000 + i}" };
            var read = decoder.Decode(encoder.Encode(headers));
            read["streamtype"].ShouldBe("data");
            read["port"].ShouldBe($"{8000 + i}");
        }
    }

    [Fact]
    public void Decode_CompressedBlock_Works()
    {
        using var decoder = new SpdyHeaderDecoder(1024);
        using var packed = new MemoryStream();
        using var zlib = new ZLibStream(packed, CompressionLevel.Optimal);
        zlib.Write([0, 0, 0, 1, 0, 0, 0, 1, (byte)'a', 0, 0, 0, 2, (byte)'b', (byte)'c']);
        zlib.Flush();
        decoder.Decode(packed.ToArray())["a"].ShouldBe("bc");
    }

    [Fact]
    public void Decode_BlocksPackedWithDictionary_Works()
    {
        // Made by zlib itself with the dictionary of the specification.
        using var decoder = new SpdyHeaderDecoder(1024);
        decoder.Decode(Convert.FromHexString("78f9e3c6a7c202a623462c850927dc4f00000000ffff"))["content-type"].ShouldBe("text/html");
        decoder.Decode(Convert.FromHexString("c2a1800be14c00000000ffff"))["content-type"].ShouldBe("text/plain");
    }

    [Fact]
    public void Decode_MoreThanLimit_IsRefused()
    {
        using var decoder = new SpdyHeaderDecoder(100);
        var block = new SpdyHeaderEncoder().Encode(new Dictionary<string, string> { ["a"] = new('x', 200) });
        Should.Throw<SpdyException>(() => decoder.Decode(block));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Decode_DamagedBlocks_OnlyEverThrowSpdyException(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var block = new SpdyHeaderEncoder().Encode(new Dictionary<string, string> { ["streamtype"] = "data", ["port"] = "80" });
            for (var i = random.Next(1, 4); i > 0; i--) block[random.Next(block.Length)] = (byte)random.Next(256);
            using var decoder = new SpdyHeaderDecoder(4096);
            try
            {
                decoder.Decode(block.AsMemory(0, random.Next(block.Length + 1))).Count.ShouldBeLessThan(512);
            }
            catch (SpdyException refused)
            {
                refused.Message.ShouldNotBeEmpty($"seed {seed}, round {round}");
            }
        }
    }
}
